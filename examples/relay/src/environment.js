/** Where Relay keeps what it knows, how it asks for more, and how to read it without React. */

const relay = require("relay-runtime");

const url = process.env.AAI_URL ?? "http://127.0.0.1:8000/graphql";
let accessToken = null;

const signIn = (token) => {
  accessToken = token;
};

async function send({ name, text }, variables) {
  const headers = { "Content-Type": "application/json" };
  if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
  const body = JSON.stringify({ operationName: name, query: text, variables });
  const answer = await (await fetch(url, { method: "POST", headers, body })).json();
  if (answer.errors) throw new Error(`${name}: ${answer.errors[0].message}`);
  return answer;
}

const environment = new relay.Environment({
  network: relay.Network.create(send),
  store: new relay.Store(new relay.RecordSource()),
});

/** What `usePreloadedQuery` does: ask, and keep the answer in the store. */
function load(query, variables = {}) {
  environment.retain(relay.createOperationDescriptor(query, variables));
  return relay.fetchQuery(environment, query, variables).toPromise();
}

/** What `useFragment` does: read the store as it is now. */
const read = (fragment, reference) =>
  environment.lookup(relay.getSelector(fragment, reference)).data;

/** What `useMutation` does: write, and let the store take the answer in. */
const commit = (mutation, variables) =>
  new Promise((onCompleted, onError) => {
    relay.commitMutation(environment, { mutation, variables, onCompleted, onError });
  });

module.exports = { commit, load, read, signIn };
