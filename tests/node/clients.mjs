// Runs urql and both Apollo Clients against the server at the given URL, and prints as JSON what
// their users see: of documents by their hash, and of a part of an answer that fails.

import { createHash } from "node:crypto";

import { createClient, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import * as three from "apollo3/core/index.js";
import { createPersistedQueryLink } from "apollo3/link/persisted-queries/index.js";
import * as four from "apollo4";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "apollo4/incremental";
import { PersistedQueryLink } from "apollo4/link/persisted-queries";

const [what, uri, media] = process.argv.slice(2);
const headers = media ? { accept: media } : {};
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Which requests were sent, and with what status they were answered. */
function watched(statuses) {
  return async (address, options) => {
    const response = await fetch(address, options);
    const sent = decodeURIComponent(options.body ?? address);
    statuses.push([/[?&]query=|"query":/.test(sent) ? "document" : "hash", response.status]);
    return response;
  };
}

const PERSISTED = {
  async urql(query, fetch, get) {
    const persisted = persistedExchange({ preferGetForPersistedQueries: get });
    const exchanges = [persisted, fetchExchange];
    const client = createClient({ url: uri, fetch, fetchOptions: { headers }, exchanges });
    return (await client.query(query, {})).data;
  },
  async apollo3(query, fetch, get) {
    const persisted = createPersistedQueryLink({ sha256, useGETForHashedQueries: get });
    const link = three.from([persisted, new three.HttpLink({ uri, fetch, headers })]);
    const client = new three.ApolloClient({ link, cache: new three.InMemoryCache() });
    return (await client.query({ query: three.gql(query) })).data;
  },
  async apollo4(query, fetch, get) {
    const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: get });
    const link = four.ApolloLink.from([persisted, new four.HttpLink({ uri, fetch, headers })]);
    const client = new four.ApolloClient({ link, cache: new four.InMemoryCache() });
    return (await client.query({ query: four.gql(query) })).data;
  },
};

async function persisted() {
  const seen = {};
  for (const [name, ask] of Object.entries(PERSISTED)) {
    for (const get of [false, true]) {
      const statuses = [];
      const query = `query ${name}${get}${process.pid} { profiles { totalCount } }`;
      const data = await ask(query, watched(statuses), get);
      seen[`${name} ${get ? "GET" : "POST"}`] = [data.profiles.totalCount, statuses];
    }
  }
  return seen;
}

const LATER = `query ($first: Int) { profiles(first: 1) { nodes {
  id firstName ... @defer(label: "work") { jobs(first: $first) { id title } }
} } }`;
const STREAMED = `query ($first: Int) { profiles(first: 1) { nodes @stream(initialCount: 0) {
  id firstName jobs(first: $first) { id title }
} } }`;

function last(observable, isLast, found) {
  return new Promise((resolve) => {
    observable.subscribe({ next: (result) => isLast(result) && resolve(found(result)) });
  });
}

const DEFERRED = {
  urql: (query, variables) =>
    new Promise((resolve) => {
      const client = createClient({ url: uri, exchanges: [fetchExchange], preferGetMethod: false });
      client.query(query, variables).subscribe(({ data, error, hasNext }) => {
        if (!hasNext) resolve([data, error?.graphQLErrors ?? []]);
      });
    }),
  apollo3(query, variables) {
    if (query === STREAMED) return [null, []]; // it knows no @stream
    const link = new three.HttpLink({ uri });
    const client = new three.ApolloClient({ link, cache: new three.InMemoryCache() });
    const watched = client.watchQuery({ query: three.gql(query), variables, errorPolicy: "all" });
    const isLast = ({ data, errors }) => errors?.length || data?.profiles.nodes[0]?.jobs;
    return last(watched, isLast, ({ data, errors }) => [data, errors ?? []]);
  },
  ...Object.fromEntries(
    Object.entries({ earlier: Defer20220824Handler, newer: GraphQL17Alpha9Handler }).map(
      ([form, Handler]) => [
        `apollo4 ${form}`,
        (query, variables) => {
          const client = new four.ApolloClient({
            link: new four.HttpLink({ uri }),
            cache: new four.InMemoryCache(),
            incrementalHandler: new Handler(),
          });
          const options = { query: four.gql(query), variables, errorPolicy: "all" };
          const found = ({ data, error }) => [data, error?.errors ?? []];
          return last(client.watchQuery(options), ({ loading }) => !loading, found);
        },
      ],
    ),
  ),
};

async function deferred() {
  const seen = {};
  for (const [name, ask] of Object.entries(DEFERRED)) {
    for (const [way, query] of Object.entries({ defer: LATER, stream: STREAMED })) {
      for (const first of [1, 1000]) {
        const [data, errors] = await ask(query, { first });
        seen[`${name} ${way} ${first}`] = [
          data?.profiles.nodes ?? null,
          errors.map(({ message }) => message),
        ];
      }
    }
  }
  return seen;
}

const results = await { persisted, deferred }[what]();
process.stdout.write(JSON.stringify(results));
process.exit(0);
