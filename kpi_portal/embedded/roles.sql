-- The two log-in roles of the portal, and whose the database is. Run by a superuser, as often as one likes:
--   psql -v database=kpi -v owner=kpi_owner -v owner_password=… -v app=kpi_app -v app_password=… -d kpi -f roles.sql
-- The owner changes the structure (migrate_companies, create_company). The portal itself comes as the app, which owns
-- nothing, so that no request can switch a trigger off. An empty password leaves the role's password as it is.
-- A database of an earlier version, where one role did both, is handed over to the owner.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', name) FROM (VALUES (:'owner'), (:'app')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB CREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
SELECT format('ALTER ROLE %I PASSWORD %L', name, password)
FROM (VALUES (:'owner', :'owner_password'), (:'app', :'app_password')) AS wanted (name, password)
WHERE password <> '' \gexec

ALTER DATABASE :"database" OWNER TO :"owner";
SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, :'owner') FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public') AND nspowner <> to_regrole(quote_ident(:'owner'))
\gexec

-- Sequences of a column follow their table; what belongs to an extension stays with it.
SELECT format('ALTER %s %s OWNER TO %I',
    CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
    oid::regclass, :'owner')
FROM pg_class
WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relowner <> to_regrole(quote_ident(:'owner'))
AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i', 'e'))
\gexec
SELECT format('ALTER ROUTINE %s OWNER TO %I', oid::regprocedure, :'owner')
FROM pg_proc
WHERE proowner <> to_regrole(quote_ident(:'owner'))
AND pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
\gexec
