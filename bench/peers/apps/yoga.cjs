// `yoga`: GraphQL Yoga on node:http, dataloader, pg.
const { createServer } = require('node:http');
const DataLoader = require('dataloader');
const { createYoga, createSchema } = require('graphql-yoga');
const data = require('./data.cjs');

const yoga = createYoga({
  schema: createSchema({
    typeDefs: data.typeDefs,
    resolvers: {
      ...data.scalars,
      Query: {
        profile: (_, { id }) => data.profile(id),
        profiles: (_, { first }) => data.profiles(first),
      },
      Mutation: { updateProfile: (_, { id, bio }) => data.updateProfile(id, bio) },
      Profile: {
        user: (profile, _, loaders) => loaders.users.load(profile.userId),
        location: (profile, _, loaders) =>
          profile.locationId ? loaders.locations.load(profile.locationId) : null,
        contacts: (profile, _, loaders) => loaders.contacts.load(profile.id),
        jobs: (profile, _, loaders) => loaders.jobs.load(profile.id),
      },
    },
  }),
  logging: false,
  graphiql: false,
  landingPage: false,
  context: () => ({
    users: new DataLoader(data.users),
    locations: new DataLoader(data.locations),
    contacts: new DataLoader(data.contacts),
    jobs: new DataLoader(data.jobs),
  }),
});
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
