// Prints every audit of graphql-http against the server at the given URL, as JSON, a failed one
// with the request that was sent and the response that was not good enough.

import { auditServer } from "graphql-http";

const exchanges = new WeakMap();

async function recordingFetch(url, options = {}) {
  const response = await fetch(url, options);
  exchanges.set(response, {
    request: { method: options.method ?? "GET", url, headers: options.headers, body: options.body },
    response: {
      status: response.status,
      contentType: response.headers.get("content-type"),
      body: await response.clone().text(),
    },
  });
  return response;
}

const results = await auditServer({ url: process.argv[2], fetchFn: recordingFetch });
const audits = results.map(({ response, ...audit }) => ({ ...audit, ...exchanges.get(response) }));
process.stdout.write(JSON.stringify(audits));
