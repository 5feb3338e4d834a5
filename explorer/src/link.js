// Links to a query: what a GET request of a GraphQL client has, without headers.

export function readLink(search) {
  const parameters = new URLSearchParams(search);
  const get = (name) => parameters.get(name) || undefined;
  return { query: get("query"), variables: get("variables"), operationName: get("operationName") };
}

export function writeLink({ query, variables, operationName }) {
  const link = new URL(location.pathname, location.href);
  link.searchParams.set("query", query);
  if (variables?.trim()) link.searchParams.set("variables", variables);
  if (operationName) link.searchParams.set("operationName", operationName);
  return link.href;
}
