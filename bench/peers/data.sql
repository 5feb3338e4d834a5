-- The rows that every server answers from: ids are md5('kind:number'), the rest a fixed seed's.
-- :profiles is put in by data.py.
create table users (
  id              uuid primary key,
  username        varchar(64)  not null,
  email           varchar(320) not null,
  password_hash   varchar(255) not null default '!',
  is_active       boolean      not null default true,
  is_super_admin  boolean      not null default false,
  created_at      timestamptz  not null,
  updated_at      timestamptz  not null,
  deactivated_at  timestamptz,
  last_login_at   timestamptz
);

create table locations (
  id              uuid primary key,
  country         varchar(100) not null,
  state_province  varchar(100),
  city            varchar(100) not null,
  postal_code     varchar(20),
  is_active       boolean      not null default true,
  created_at      timestamptz  not null,
  updated_at      timestamptz  not null,
  deactivated_at  timestamptz
);

create table profiles (
  id                   uuid primary key,
  user_id              uuid not null,
  first_name           varchar(100) not null,
  last_name            varchar(100) not null,
  date_of_birth        date,
  gender               varchar(20),
  location_id          uuid,
  bio                  text,
  profile_picture_url  varchar(500),
  is_public            boolean     not null,
  allow_contact        boolean     not null default true,
  is_active            boolean     not null default true,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  deactivated_at       timestamptz
);

create table contacts (
  id              uuid primary key,
  profile_id      uuid not null,
  type            varchar(30)  not null,
  value           varchar(255) not null,
  is_primary      boolean      not null,
  is_active       boolean      not null default true,
  created_at      timestamptz  not null,
  updated_at      timestamptz  not null,
  deactivated_at  timestamptz
);

create table jobs (
  id              uuid primary key,
  profile_id      uuid not null,
  title           varchar(150) not null,
  company         varchar(150) not null,
  industry        varchar(100),
  start_date      date not null,
  end_date        date,
  is_active       boolean      not null default true,
  created_at      timestamptz  not null,
  updated_at      timestamptz  not null,
  deactivated_at  timestamptz
);

set max_parallel_workers_per_gather = 0; -- or the seed gives other rows
select setseed(0.42);

insert into locations (id, country, state_province, city, postal_code, created_at, updated_at)
select md5('location:' || n)::uuid,
       (array['Norway','Japan','Brazil','Kenya','Canada','Türkiye','India','France'])[1 + n % 8],
       'Region ' || (n % 97),
       (array['Port','New','Old','Upper','Lower','São','Saint','East'])[1 + (random() * 7)::int]
         || ' ' || (array['Ashford','Bergen','Calder','Élan','Foxley'])[1 + (random() * 4)::int]
         || ' ' || n,
       lpad((random() * 99999)::int::text, 5, '0'), t, t
from (select n, timestamptz '2022-01-01 00:00+00' + n * interval '1 minute' as t
      from generate_series(1, :profiles / 20) n) s;

insert into users (id, username, email, created_at, updated_at)
select md5('user:' || n)::uuid, 'user_' || n, 'user_' || n || '@example.com', t, t
from (select n, timestamptz '2022-01-01 00:00+00'
               + (random() * 100000000)::int * interval '1 second' as t
      from generate_series(1, :profiles) n) s;

insert into profiles (id, user_id, first_name, last_name, date_of_birth, gender, location_id, bio,
                      profile_picture_url, is_public, created_at, updated_at)
select md5('profile:' || n)::uuid, md5('user:' || n)::uuid,
       (array['Ada','Bilal','Chiara','Deniz','Emeka','Fátima','José'])[1 + (random() * 6)::int],
       (array['Abara','Brandt','Costa','Gómez','Haddad','O''Neill'])[1 + (random() * 5)::int],
       date '1955-01-01' + (random() * 18000)::int,
       (array['FEMALE','MALE','OTHER','PREFER_NOT_TO_SAY'])[1 + (random() * 3)::int],
       case when random() < 0.95 then
         md5('location:' || (1 + (random() * (:profiles / 20 - 1))::int))::uuid end,
       case when random() < 0.9 then
         (array['Gardener','Engineer','Nurse','Teacher','Analyst'])[1 + (random() * 4)::int]
         || ' who likes "' || (array['long walks','radios','bread'])[1 + (random() * 2)::int]
         || E'" and plain words.\nWorks on item ' || n || ' of many; '
         || repeat((array['writes notes, ','café regular, ','keeps bees, '])
                   [1 + (random() * 2)::int], 2 + (random() * 10)::int)
         || 'and so on.' end,
       'https://img.example.com/p/' || md5('pic' || n) || '.jpg',
       random() < 0.8, t, t
from (select n, timestamptz '2022-01-01 00:00+00'
               + (random() * 100000000)::int * interval '1 second' as t
      from generate_series(1, :profiles) n) s;

insert into contacts (id, profile_id, type, value, is_primary, created_at, updated_at)
select md5('contact:' || n || ':' || k)::uuid, md5('profile:' || n)::uuid,
       (array['email','phone','linkedin','website','mastodon'])[k],
       (array['p' || n || '@mail.example.com', '+1555' || lpad(n::text, 7, '0'),
              'linkedin.example/in/p' || n, 'https://p' || n || '.example.net/',
              '@p' || n || '@social.example'])[k],
       k = 1, t, t
from (select n, floor(random() * 6)::int as c,
             timestamptz '2023-01-01 00:00+00' + n * interval '1 second' as t
      from generate_series(1, :profiles) n) s
cross join lateral generate_series(1, c) k;

insert into jobs (id, profile_id, title, company, industry, start_date, end_date,
                  created_at, updated_at)
select md5('job:' || n || ':' || k)::uuid, md5('profile:' || n)::uuid,
       (array['Junior','Senior','Lead','Principal','Deputy'])[1 + (random() * 4)::int] || ' '
         || (array['Planner','Developer','Editor','Buyer','Chemist'])[1 + (random() * 4)::int],
       (array['Acorn','Birch & Sons','Cobalt','Delta','Ember'])[1 + (random() * 4)::int]
         || ' Works ' || (n % 1000),
       (array['Health','Energy','Retail','Media'])[1 + (random() * 3)::int],
       date '2000-01-01' + (k * 1200 + (random() * 300)::int),
       case when k < c then date '2000-01-01' + (k * 1200 + 350 + (random() * 800)::int) end,
       t, t
from (select n, floor(random() * 6)::int as c,
             timestamptz '2023-01-01 00:00+00' + n * interval '1 second' as t
      from generate_series(1, :profiles) n) s
cross join lateral generate_series(1, c) k;

alter table users add unique (username), add unique (email);
alter table profiles add unique (user_id), add foreign key (user_id) references users (id),
  add foreign key (location_id) references locations (id);
alter table contacts add foreign key (profile_id) references profiles (id);
alter table jobs add foreign key (profile_id) references profiles (id);
create index on profiles (location_id);
create index on profiles (created_at desc, id);
create index on contacts (profile_id);
create index on jobs (profile_id);
