// What the hand-written Node peers share: the pool, the SQL, the schema.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { GraphQLScalarType } = require('graphql');
const pg = require('pg');

pg.types.setTypeParser(1082, (value) => value); // a date stays 'YYYY-MM-DD'

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL_SIZE),
});

const PROFILE = `id, user_id as "userId", first_name as "firstName", last_name as "lastName",
  date_of_birth as "dateOfBirth", gender, location_id as "locationId", bio,
  profile_picture_url as "profilePictureUrl", is_public as "isPublic",
  created_at as "createdAt", updated_at as "updatedAt"`;

const rows = async (text, values) => (await pool.query(text, values)).rows;

const byId = (table, columns) => async (ids) => {
  const text = `select id, ${columns} from ${table} where id = any($1::uuid[])`;
  const found = new Map((await rows(text, [ids])).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
};

const byProfile = (table, columns) => async (ids) => {
  const groups = new Map(ids.map((id) => [id, []]));
  const text = `select profile_id as "profileId", id, ${columns} from ${table}
    where profile_id = any($1::uuid[]) order by id`;
  for (const row of await rows(text, [ids])) groups.get(row.profileId).push(row);
  return ids.map((id) => groups.get(id));
};

module.exports = {
  typeDefs: readFileSync(join(__dirname, 'schema.graphql'), 'utf8'),
  scalars: {
    Date: new GraphQLScalarType({ name: 'Date' }),
    DateTime: new GraphQLScalarType({
      name: 'DateTime',
      serialize: (value) => value.toISOString(),
    }),
  },
  profile: async (id) =>
    (await rows(`select ${PROFILE} from profiles where id = $1`, [id]))[0] ?? null,
  profiles: (first) =>
    rows(
      `select ${PROFILE} from profiles where is_public
        order by created_at desc, id limit $1`,
      [Math.min(first, 100)],
    ),
  updateProfile: async (id, bio) =>
    (await rows(
      `update profiles set bio = $2, updated_at = now() where id = $1
        returning ${PROFILE}`,
      [id, bio],
    ))[0] ?? null,
  users: byId('users', 'username, email, is_active as "isActive", created_at as "createdAt"'),
  locations: byId(
    'locations',
    'country, state_province as "stateProvince", city, postal_code as "postalCode"',
  ),
  contacts: byProfile('contacts', 'type, value, is_primary as "isPrimary"'),
  jobs: byProfile(
    'jobs',
    'title, company, industry, start_date as "startDate", end_date as "endDate"',
  ),
};
