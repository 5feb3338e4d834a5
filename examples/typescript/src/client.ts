/** An urql client that sends a token and, if told UNAUTHENTICATED, refreshes it and asks again. */

import { cacheExchange, Client, fetchExchange, type OperationResult } from "@urql/core";
import { authExchange } from "@urql/exchange-auth";
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

const Refresh = graphql(`
  mutation Refresh($refreshToken: String!) {
    refreshToken(input: { refreshToken: $refreshToken }) {
      accessToken
      refreshToken
    }
  }
`);

const auth = authExchange(async (utilities) => ({
  addAuthToOperation: (operation) =>
    session.accessToken
      ? utilities.appendHeaders(operation, { Authorization: `Bearer ${session.accessToken}` })
      : operation,
  didAuthError: ({ graphQLErrors }) =>
    graphQLErrors.some(({ extensions }) => extensions.code === "UNAUTHENTICATED"),
  refreshAuth: async () => {
    if (!session.refreshToken) return;
    const { data } = await utilities.mutate(Refresh, { refreshToken: session.refreshToken });
    // An answer without tokens ends the session; no answer at all does not.
    if (data?.refreshToken) signIn(data.refreshToken);
  },
}));

export const connect = (url: string): Client =>
  new Client({
    url,
    exchanges: [cacheExchange, auth, fetchExchange],
  });

/** The data of a result; without data there is an error, and it is thrown. */
export function dataOf<Data>({ data, error }: OperationResult<Data>): Data {
  if (data == null || error) throw error ?? new Error("The answer has no data.");
  return data;
}
