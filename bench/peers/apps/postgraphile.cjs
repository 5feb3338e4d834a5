// `postgraphile`: PostGraphile 5 on node:http, plain lists instead of connections.
const { createServer } = require('node:http');
const { postgraphile } = require('postgraphile');
const { makePgService } = require('postgraphile/adaptors/pg');
const { grafserv } = require('postgraphile/grafserv/node');
const { PostGraphileAmberPreset } = require('postgraphile/presets/amber');

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ['PgIndexBehaviorsPlugin'], // is_public has no index, and W2 filters by it
  pgServices: [
    makePgService({
      schemas: ['public'],
      connectionString: process.env.DATABASE_URL,
      poolConfig: { max: Number(process.env.DATABASE_POOL_SIZE) },
    }),
  ],
  schema: { defaultBehavior: '+list +query:resource:list -query:resource:connection' },
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false },
};

(async () => {
  const server = createServer();
  await postgraphile(preset).createServ(grafserv).addTo(server);
  server.listen(Number(process.env.PORT), '127.0.0.1');
})();
