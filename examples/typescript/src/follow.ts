/** What happens to the viewer's own profile, as it happens. */

import type { Client } from "@urql/core";
import { dataOf } from "./client.js";
import { graphql } from "./gql/index.js";
import type { MyProfileChangedSubscription } from "./gql/graphql.js";

const MyProfileChanged = graphql(`
  subscription MyProfileChanged {
    myProfileChanged {
      kind
      profile { id firstName lastName }
    }
  }
`);

export type Change = MyProfileChangedSubscription["myProfileChanged"];

/** Calls `tell` after each change; the function that it returns ends that. */
export function follow(client: Client, tell: (change: Change) => void): () => void {
  return client.subscription(MyProfileChanged, {}).subscribe((result) => {
    const { myProfileChanged } = dataOf(result);
    if (result.hasNext) tell(myProfileChanged); // at its end urql repeats the last result
  }).unsubscribe;
}
