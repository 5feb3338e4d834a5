// `mercurius`: Fastify and Mercurius with its JIT and its own loaders, pg.
const Fastify = require('fastify');
const mercurius = require('mercurius');
const data = require('./data.cjs');

const app = Fastify({ logger: false });
app.register(mercurius, {
  schema: data.typeDefs,
  jit: 1,
  graphiql: false,
  resolvers: {
    ...data.scalars,
    Query: {
      profile: (_, { id }) => data.profile(id),
      profiles: (_, { first }) => data.profiles(first),
    },
    Mutation: { updateProfile: (_, { id, bio }) => data.updateProfile(id, bio) },
  },
  loaders: {
    Profile: {
      user: (queries) => data.users(queries.map((query) => query.obj.userId)),
      location: (queries) => data.locations(queries.map((query) => query.obj.locationId)),
      contacts: (queries) => data.contacts(queries.map((query) => query.obj.id)),
      jobs: (queries) => data.jobs(queries.map((query) => query.obj.id)),
    },
  },
});
app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
