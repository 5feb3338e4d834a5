/** A list of people that grows a page at a time. */

const { load, read } = require("./environment");
const graphql = require("./graphql");

const PeopleQuery = graphql`
  query PeopleQuery {
    ...People_list
  }
`;

const PeopleList = graphql`
  fragment People_list on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "PeoplePaginationQuery") {
    profiles(first: $count, after: $cursor) @connection(key: "People_profiles") {
      __id
      edges { node { id ...Profile_name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

/** The first page; what it returns reads as the whole list, however long that has become. */
async function loadPeople() {
  const reference = await load(PeopleQuery);
  return () => read(PeopleList, reference).profiles;
}

/** What `loadNext` of `usePaginationFragment` does, with the query that the compiler made. */
const loadNext = ({ pageInfo }) =>
  load(PeopleList.metadata.refetch.operation, { count: 20, cursor: pageInfo.endCursor });

module.exports = { loadNext, loadPeople };
