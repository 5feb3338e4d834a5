// Operations by POST, subscriptions by graphql-transport-ws, both at the page's own address and with
// what the headers editor holds at that moment.

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { Kind, parse } from "graphql";

const url = new URL(location.pathname, location.href);
const subscriptionUrl = new URL(url);
subscriptionUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";

const send = createGraphiQLFetcher({ url: url.href, subscriptionUrl: subscriptionUrl.href });

/** Headers have no case, but the parameters of a socket do. */
function named(headers) {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name.toLowerCase() === "authorization" ? "Authorization" : name,
      value,
    ]),
  );
}

function documentOf(query) {
  try {
    return parse(query);
  } catch {
    return null; // the server says what is wrong with it
  }
}

/** GraphiQL looks at a query a moment after it was typed: who runs it at once is ahead of it. */
function upToDate({ operationName, ...request }, documentAST) {
  const names = documentAST?.definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map(({ name }) => name?.value);
  const isThere = !names || names.includes(operationName);
  return { ...request, operationName: isThere ? operationName : names[0] };
}

export function fetcher(request, options) {
  const documentAST = documentOf(request.query);
  const headers = named(options?.headers);
  return send(upToDate(request, documentAST), { ...options, documentAST, headers });
}
