// Operations by POST, subscriptions by graphql-transport-ws, both at the page's own address and with
// what the headers editor holds at that moment.

import { createGraphiQLFetcher } from "@graphiql/toolkit";

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

export function fetcher(request, options) {
  return send(request, { ...options, headers: named(options?.headers) });
}
