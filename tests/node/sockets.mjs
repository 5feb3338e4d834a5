// Follows a subscription by graphql-ws with the tokens that come in on standard input, one a line:
// the next one each time that a connection is opened. Prints every event and close as a line.

import { createInterface } from "node:readline";

import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, query] = process.argv.slice(2);
const tokens = [];
for await (const line of createInterface({ input: process.stdin })) tokens.push(line);
const say = (...words) => process.stdout.write(`${JSON.stringify(words)}\n`);

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: () => ({ Authorization: `Bearer ${tokens.shift()}` }),
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  on: {
    connected: () => say("connected"),
    closed: ({ code, reason }) => say("closed", code, reason),
  },
});
client.subscribe(
  { query },
  {
    next: ({ data }) => {
      say("next", data);
      client.dispose();
    },
    error: (error) => {
      say("gave up", error.code ?? String(error));
      process.exit(0);
    },
    complete: () => process.exit(0),
  },
);
