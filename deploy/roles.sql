-- Two roles for aai on PostgreSQL, made by a superuser in the database of aai, once:
--
--     psql --dbname=aai --file=deploy/roles.sql
--
-- `aai_owner` owns the database and every table; `python app.py migrate` runs as it. `aai` owns
-- nothing; the server runs as it. It reads and writes rows, and may only read and add to the audit
-- trail. Give them passwords with `\password aai_owner` and `\password aai`.

CREATE ROLE aai_owner LOGIN;
CREATE ROLE aai LOGIN;

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO aai_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO aai', current_database());
END $$;

ALTER SCHEMA public OWNER TO aai_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO aai;

-- Tables that are there already, made by whoever migrated until now.
DO $$
DECLARE relation record;
BEGIN
    FOR relation IN
        SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO aai_owner', relation.name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO aai', relation.name);
    END LOOP;
    IF to_regclass('public.audit_events') IS NOT NULL THEN
        REVOKE UPDATE, DELETE ON audit_events FROM aai;
        REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM aai;
        ALTER FUNCTION refuse_change() OWNER TO aai_owner;
        ALTER FUNCTION forget_person(uuid) OWNER TO aai_owner;
    END IF;
END $$;

-- Tables that come later. The migration that keeps the trail takes back what it must not have.
ALTER DEFAULT PRIVILEGES FOR ROLE aai_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO aai;
