/** An urql client that sends a token and, if told UNAUTHENTICATED, refreshes it and asks again. */

import {
  cacheExchange,
  Client,
  fetchExchange,
  type OperationResult,
  subscriptionExchange,
} from "@urql/core";
import { authExchange } from "@urql/exchange-auth";
import { createClient } from "graphql-sse";
import { graphql } from "./gql/index.js";

interface Tokens {
  accessToken?: string | null;
  refreshToken?: string | null;
}

/** Who is signed in. In a browser, keep it where it outlives the page. */
export const session: Tokens = {};

export function signIn({ accessToken, refreshToken }: Tokens): void {
  Object.assign(session, { accessToken, refreshToken });
}

const authorization = (): Record<string, string> =>
  session.accessToken ? { Authorization: `Bearer ${session.accessToken}` } : {};

const Refresh = graphql(`
  mutation Refresh($refreshToken: String!) {
    refreshToken(input: { refreshToken: $refreshToken }) {
      accessToken
      refreshToken
    }
  }
`);

const auth = authExchange(async (utilities) => ({
  addAuthToOperation: (operation) => utilities.appendHeaders(operation, authorization()),
  didAuthError: ({ graphQLErrors }) =>
    graphQLErrors.some(({ extensions }) => extensions.code === "UNAUTHENTICATED"),
  refreshAuth: async () => {
    if (!session.refreshToken) return;
    const { data } = await utilities.mutate(Refresh, { refreshToken: session.refreshToken });
    // An answer without tokens ends the session; no answer at all does not.
    if (data?.refreshToken) signIn(data.refreshToken);
  },
}));

/** Subscriptions over server-sent events; graphql-sse connects again where a connection breaks. */
function subscriptions(url: string) {
  const events = createClient({ url, headers: authorization });
  return subscriptionExchange({
    forwardSubscription: ({ query = "", variables }) => ({
      subscribe: (sink) => ({ unsubscribe: events.subscribe({ query, variables }, sink) }),
    }),
  });
}

export const connect = (url: string): Client =>
  new Client({
    url,
    exchanges: [cacheExchange, auth, fetchExchange, subscriptions(url)],
    // says of a form with files that no page of another origin has sent it
    fetchOptions: { headers: { "GraphQL-Require-Preflight": "1" } },
  });

/** The data of a result; without data there is an error, and it is thrown. */
export function dataOf<Data>({ data, error }: OperationResult<Data>): Data {
  if (data == null || error) throw error ?? new Error("The answer has no data.");
  return data;
}
