#!/bin/sh
# Run by PostgreSQL's image when it makes the database: two roles, and their passwords.
set -eu

as_superuser() {
    psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" "$@"
}

as_superuser --file=/roles.sql
as_superuser --set=owner="$OWNER_PASSWORD" --set=server="$DATABASE_PASSWORD" <<'SQL'
ALTER ROLE aai_owner PASSWORD :'owner';
ALTER ROLE aai PASSWORD :'server';
SQL
