-- psql script | CREATE SCHEMA |  |
create schema app;
-- end

-- psql script | CREATE TABLE |  | app.t
create table app.t(id bigserial primary key, a text not null default 'x', b int check (b>0));
-- end

-- psql script | CREATE INDEX |  | app.t
create index on app.t(a);
-- end

-- psql script | CREATE VIEW | app.t | app.v
create view app.v as select * from app.t;
-- end

-- psql script | CREATE MATERIALIZED VIEW |  | app.m
create materialized view app.m as select 1 as x;
-- end

-- psql script | CREATE FUNCTION |  |
create function app.f(int) returns int language sql as 'select $1';
-- end

-- psql script | CREATE TYPE |  |
create type app.e as enum('a','b');
-- end

-- psql script | CREATE TABLE |  | app.p
create table app.p(id int, d date) partition by range(d);
-- end

-- psql script | CREATE TABLE | app.p | app.p1
create table app.p1 partition of app.p for values from ('2026-01-01') to ('2027-01-01');
-- end

-- psql script | CREATE ROLE |  |
create role alice login;
-- end

-- psql script | CREATE PUBLICATION | app.t |
create publication pub for table app.t;
-- end

-- psql script | ALTER TABLE |  | app.t
alter table app.t add column g int generated always as (b*2) stored;
-- end

-- psql script | CREATE TRIGGER |  | app.t
create trigger tr before update on app.t for each row execute function suppress_redundant_updates_trigger();
-- end

-- psql script | CREATE RULE |  | app.v
create rule r as on delete to app.v do instead nothing;
-- end

-- psql script | CREATE POLICY |  | app.t
create policy pol on app.t using (true);
-- end

-- psql script | CREATE TABLE | app.t | app.c
create table app.c(id int references app.t(id));
-- end

-- psql script | COMMENT |  | app.t
comment on table app.t is 'hey';
-- end

-- psql script | CREATE DOMAIN |  |
create domain app.dom as int check(value>0);
-- end

-- psql script | CREATE SEQUENCE |  |
create sequence app.s;
-- end

-- psql script | CREATE STATISTICS | app.t |
create statistics app.st on a,b from app.t;
-- end

-- psql script | CREATE EXTENSION |  |
create extension if not exists postgres_fdw;
-- end

-- psql script | CREATE SERVER |  |
create server sv foreign data wrapper postgres_fdw;
-- end

-- psql script | CREATE FOREIGN TABLE |  | app.ft
create foreign table app.ft(x int) server sv;
-- end

-- psql script | CREATE EVENT TRIGGER |  |
create event trigger et on ddl_command_start execute function pg_catalog.event_trigger_fdw();
-- end

-- psql script | INSERT |  | app.t
insert into app.t(a,b) select 'q',i from generate_series(1,5) i;
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.set_config('search_path', '', false);
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.pg_is_in_recovery()
-- end

-- pg_dump | SET |  |
SET DATESTYLE = ISO
-- end

-- pg_dump | SET |  |
SET INTERVALSTYLE = POSTGRES
-- end

-- pg_dump | SET |  |
SET extra_float_digits TO 3
-- end

-- pg_dump | SET |  |
SET synchronize_seqscans TO off
-- end

-- pg_dump | SET |  |
SET statement_timeout = 0
-- end

-- pg_dump | SET |  |
SET lock_timeout = 0
-- end

-- pg_dump | SET |  |
SET idle_in_transaction_session_timeout = 0
-- end

-- pg_dump | SET |  |
SET row_security = off
-- end

-- pg_dump | SELECT | pg_settings |
SELECT set_config(name, 'view, foreign-table', false) FROM pg_settings WHERE name = 'restrict_nonsystem_relation_kind'
-- end

-- pg_dump | BEGIN |  |
BEGIN
-- end

-- pg_dump | SET |  |
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
-- end

-- pg_dump | SELECT | pg_catalog.pg_roles |
SELECT oid, rolname FROM pg_catalog.pg_roles ORDER BY 1
-- end

-- pg_dump | SELECT | pg_extension pg_namespace |
SELECT x.tableoid, x.oid, x.extname, n.nspname, x.extrelocatable, x.extversion, x.extconfig, x.extcondition FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
-- end

-- pg_dump | SELECT | pg_depend |
SELECT classid, objid, refobjid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' ORDER BY 3
-- end

-- pg_dump | SELECT | pg_namespace |
SELECT n.tableoid, n.oid, n.nspname, n.nspowner, n.nspacl, acldefault('n', n.nspowner) AS acldefault FROM pg_namespace n
-- end

-- pg_dump | SELECT | pg_catalog.pg_foreign_table pg_class pg_depend pg_tablespace pg_am |
SELECT c.tableoid, c.oid, c.relname, c.relnamespace, c.relkind, c.reltype, c.relowner, c.relchecks, c.relhasindex, c.relhasrules, c.relpages, c.relhastriggers, c.relpersistence, c.reloftype, c.relacl, acldefault(CASE WHEN c.relkind = 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner) AS acldefault, CASE WHEN c.relkind = 'f' THEN (SELECT ftserver FROM pg_catalog.pg_foreign_table WHERE ftrelid = c.oid) ELSE 0 END AS foreignserver, c.relfrozenxid, tc.relfrozenxid AS tfrozenxid, tc.oid AS toid, tc.relpages AS toastpages, tc.reloptions AS toast_reloptions, d.refobjid AS owning_tab, d.refobjsubid AS owning_col, tsp.spcname AS reltablespace, false AS relhasoids, c.relispopulated, c.relreplident, c.relrowsecurity, c.relforcerowsecurity, c.relminmxid, tc.relminmxid AS tminmxid, array_remove(array_remove(c.reloptions,'check_option=local'),'check_option=cascaded') AS reloptions, CASE WHEN 'check_option=local' = ANY (c.reloptions) THEN 'LOCAL'::text WHEN 'check_option=cascaded' = ANY (c.reloptions) THEN 'CASCADED'::text ELSE NULL END AS checkoption, am.amname, (d.deptype = 'i') IS TRUE AS is_identity_sequence, c.relispartition AS ispartition 
FROM pg_class c
LEFT JOIN pg_depend d ON (c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
LEFT JOIN pg_tablespace tsp ON (tsp.oid = c.reltablespace)
LEFT JOIN pg_am am ON (c.relam = am.oid)
LEFT JOIN pg_class tc ON (c.reltoastrelid = tc.oid AND tc.relkind = 't' AND c.relkind <> 'p')
WHERE c.relkind IN ('r', 'S', 'v', 'c', 'm', 'f', 'p')
ORDER BY c.oid
-- end

-- pg_dump | LOCK TABLE | app.t |
LOCK TABLE app.t IN ACCESS SHARE MODE
-- end

-- pg_dump | LOCK TABLE | app.p |
LOCK TABLE app.p IN ACCESS SHARE MODE
-- end

-- pg_dump | LOCK TABLE | app.p1 |
LOCK TABLE app.p1 IN ACCESS SHARE MODE
-- end

-- pg_dump | LOCK TABLE | app.c |
LOCK TABLE app.c IN ACCESS SHARE MODE
-- end

-- pg_dump | SELECT | pg_proc pg_init_privs pg_depend pg_namespace pg_cast pg_transform |
SELECT p.tableoid, p.oid, p.proname, p.prolang, p.pronargs, p.proargtypes, p.prorettype, p.proacl, acldefault('f', p.proowner) AS acldefault, p.pronamespace, p.proowner FROM pg_proc p LEFT JOIN pg_init_privs pip ON (p.oid = pip.objoid AND pip.classoid = 'pg_proc'::regclass AND pip.objsubid = 0) WHERE p.prokind <> 'a'
  AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'i')
  AND (
  pronamespace != (SELECT oid FROM pg_namespace WHERE nspname = 'pg_catalog')
  OR EXISTS (SELECT 1 FROM pg_cast
  WHERE pg_cast.oid > 16383 
  AND p.oid = pg_cast.castfunc)
  OR EXISTS (SELECT 1 FROM pg_transform
  WHERE pg_transform.oid > 16383 AND 
  (p.oid = pg_transform.trffromsql
  OR p.oid = pg_transform.trftosql))
  OR p.proacl IS DISTINCT FROM pip.initprivs)
-- end

-- pg_dump | SELECT | pg_class pg_type |
SELECT tableoid, oid, typname, typnamespace, typacl, acldefault('T', typowner) AS acldefault, typowner, typelem, typrelid, CASE WHEN typrelid = 0 THEN ' '::"char" ELSE (SELECT relkind FROM pg_class WHERE oid = typrelid) END AS typrelkind, typtype, typisdefined, typname[0] = '_' AND typelem != 0 AND (SELECT typarray FROM pg_type te WHERE oid = pg_type.typelem) = oid AS isarray FROM pg_type
-- end

-- pg_dump | PREPARE | pg_catalog.pg_constraint |
PREPARE getDomainConstraints(pg_catalog.oid) AS
SELECT tableoid, oid, conname, pg_catalog.pg_get_constraintdef(oid) AS consrc, convalidated FROM pg_catalog.pg_constraint WHERE contypid = $1 ORDER BY conname
-- end

-- pg_dump | EXECUTE |  |
EXECUTE getDomainConstraints('16440')
-- end

-- pg_dump | SELECT | pg_language |
SELECT tableoid, oid, lanname, lanpltrusted, lanplcallfoid, laninline, lanvalidator, lanacl, acldefault('l', lanowner) AS acldefault, lanowner FROM pg_language WHERE lanispl ORDER BY oid
-- end

-- pg_dump | SELECT | pg_proc pg_init_privs pg_namespace |
SELECT p.tableoid, p.oid, p.proname AS aggname, p.pronamespace AS aggnamespace, p.pronargs, p.proargtypes, p.proowner, p.proacl AS aggacl, acldefault('f', p.proowner) AS acldefault FROM pg_proc p LEFT JOIN pg_init_privs pip ON (p.oid = pip.objoid AND pip.classoid = 'pg_proc'::regclass AND pip.objsubid = 0) WHERE p.prokind = 'a' AND (p.pronamespace != (SELECT oid FROM pg_namespace WHERE nspname = 'pg_catalog') OR p.proacl IS DISTINCT FROM pip.initprivs)
-- end

-- pg_dump | SELECT | pg_operator |
SELECT tableoid, oid, oprname, oprnamespace, oprowner, oprkind, oprleft, oprright, oprcode::oid AS oprcode FROM pg_operator
-- end

-- pg_dump | SELECT | pg_am |
SELECT tableoid, oid, amname, amtype, amhandler::pg_catalog.regproc AS amhandler FROM pg_am
-- end

-- pg_dump | SELECT | pg_opclass |
SELECT tableoid, oid, opcmethod, opcname, opcnamespace, opcowner FROM pg_opclass
-- end

-- pg_dump | SELECT | pg_opfamily |
SELECT tableoid, oid, opfmethod, opfname, opfnamespace, opfowner FROM pg_opfamily
-- end

-- pg_dump | SELECT | pg_ts_parser |
SELECT tableoid, oid, prsname, prsnamespace, prsstart::oid, prstoken::oid, prsend::oid, prsheadline::oid, prslextype::oid FROM pg_ts_parser
-- end

-- pg_dump | SELECT | pg_ts_template |
SELECT tableoid, oid, tmplname, tmplnamespace, tmplinit::oid, tmpllexize::oid FROM pg_ts_template
-- end

-- pg_dump | SELECT | pg_ts_dict |
SELECT tableoid, oid, dictname, dictnamespace, dictowner, dicttemplate, dictinitoption FROM pg_ts_dict
-- end

-- pg_dump | SELECT | pg_ts_config |
SELECT tableoid, oid, cfgname, cfgnamespace, cfgowner, cfgparser FROM pg_ts_config
-- end

-- pg_dump | SELECT | pg_foreign_data_wrapper |
SELECT tableoid, oid, fdwname, fdwowner, fdwhandler::pg_catalog.regproc, fdwvalidator::pg_catalog.regproc, fdwacl, acldefault('F', fdwowner) AS acldefault, array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value) FROM pg_options_to_table(fdwoptions) ORDER BY option_name), E',
    ') AS fdwoptions FROM pg_foreign_data_wrapper
-- end

-- pg_dump | SELECT | pg_foreign_server |
SELECT tableoid, oid, srvname, srvowner, srvfdw, srvtype, srvversion, srvacl, acldefault('S', srvowner) AS acldefault, array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value) FROM pg_options_to_table(srvoptions) ORDER BY option_name), E',
    ') AS srvoptions FROM pg_foreign_server
-- end

-- pg_dump | SELECT | pg_default_acl |
SELECT oid, tableoid, defaclrole, defaclnamespace, defaclobjtype, defaclacl, CASE WHEN defaclnamespace = 0 THEN acldefault(CASE WHEN defaclobjtype = 'S' THEN 's'::"char" ELSE defaclobjtype END, defaclrole) ELSE '{}' END AS acldefault FROM pg_default_acl
-- end

-- pg_dump | SELECT | pg_collation |
SELECT tableoid, oid, collname, collnamespace, collowner, collencoding FROM pg_collation
-- end

-- pg_dump | SELECT | pg_conversion |
SELECT tableoid, oid, conname, connamespace, conowner FROM pg_conversion
-- end

-- pg_dump | SELECT | pg_cast pg_range |
SELECT tableoid, oid, castsource, casttarget, castfunc, castcontext, castmethod FROM pg_cast c WHERE NOT EXISTS ( SELECT 1 FROM pg_range r WHERE c.castsource = r.rngtypid AND c.casttarget = r.rngmultitypid ) ORDER BY 3,4
-- end

-- pg_dump | SELECT | pg_transform |
SELECT tableoid, oid, trftype, trflang, trffromsql::oid, trftosql::oid FROM pg_transform ORDER BY 3,4
-- end

-- pg_dump | SELECT | pg_inherits |
SELECT inhrelid, inhparent FROM pg_inherits
-- end

-- pg_dump | SELECT | pg_event_trigger |
SELECT e.tableoid, e.oid, evtname, evtenabled, evtevent, evtowner, array_to_string(array(select quote_literal(x)  from unnest(evttags) as t(x)), ', ') as evttags, e.evtfoid::regproc as evtfname FROM pg_event_trigger e ORDER BY e.oid
-- end

-- pg_dump | SELECT | pg_constraint pg_depend |
SELECT conrelid, confrelid FROM pg_constraint JOIN pg_depend ON (objid = confrelid) WHERE contype = 'f' AND refclassid = 'pg_extension'::regclass AND classid = 'pg_class'::regclass;
-- end

-- pg_dump | SELECT | pg_catalog.pg_attribute pg_catalog.pg_type |
SELECT
a.attrelid,
a.attnum,
a.attname,
a.atttypmod,
a.attstattarget,
a.attstorage,
t.typstorage,
a.attnotnull,
a.atthasdef,
a.attisdropped,
a.attlen,
a.attalign,
a.attislocal,
pg_catalog.format_type(t.oid, a.atttypmod) AS atttypname,
array_to_string(a.attoptions, ', ') AS attoptions,
CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation ELSE 0 END AS attcollation,
pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value) FROM pg_catalog.pg_options_to_table(attfdwoptions) ORDER BY option_name), E',
    ') AS attfdwoptions,
a.attcompression AS attcompression,
a.attidentity,
CASE WHEN a.atthasmissing AND NOT a.attisdropped THEN a.attmissingval ELSE null END AS attmissingval,
a.attgenerated
FROM unnest('{16386,16397,16401,16411,16414,16431,16452}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_attribute a ON (src.tbloid = a.attrelid) LEFT JOIN pg_catalog.pg_type t ON (a.atttypid = t.oid)
WHERE a.attnum > 0::pg_catalog.int2
ORDER BY a.attrelid, a.attnum
-- end

-- pg_dump | SELECT | pg_catalog.pg_attrdef |
SELECT a.tableoid, a.oid, adrelid, adnum, pg_catalog.pg_get_expr(adbin, adrelid) AS adsrc
FROM unnest('{16386}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_attrdef a ON (src.tbloid = a.adrelid)
ORDER BY a.adrelid, a.adnum
-- end

-- pg_dump | SELECT | pg_catalog.pg_constraint |
SELECT c.tableoid, c.oid, conrelid, conname, pg_catalog.pg_get_constraintdef(c.oid) AS consrc, conislocal, convalidated FROM unnest('{16386}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_constraint c ON (src.tbloid = c.conrelid)
WHERE contype = 'c' ORDER BY c.conrelid, c.conname
-- end

-- pg_dump | SELECT | pg_partitioned_table pg_opclass pg_am |
SELECT partrelid FROM pg_partitioned_table WHERE
(SELECT c.oid FROM pg_opclass c JOIN pg_am a ON c.opcmethod = a.oid
WHERE opcname = 'enum_ops' AND opcnamespace = 'pg_catalog'::regnamespace AND amname = 'hash') = ANY(partclass)
-- end

-- pg_dump | SELECT | pg_catalog.pg_tablespace pg_catalog.pg_attribute pg_catalog.pg_index pg_catalog.pg_class pg_catalog.pg_constraint pg_catalog.pg_inherits |
SELECT t.tableoid, t.oid, i.indrelid, t.relname AS indexname, pg_catalog.pg_get_indexdef(i.indexrelid) AS indexdef, i.indkey, i.indisclustered, c.contype, c.conname, c.condeferrable, c.condeferred, c.tableoid AS contableoid, c.oid AS conoid, pg_catalog.pg_get_constraintdef(c.oid, false) AS condef, (SELECT spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = t.reltablespace) AS tablespace, t.reloptions AS indreloptions, i.indisreplident, inh.inhparent AS parentidx, i.indnkeyatts AS indnkeyatts, i.indnatts AS indnatts, (SELECT pg_catalog.array_agg(attnum ORDER BY attnum)   FROM pg_catalog.pg_attribute   WHERE attrelid = i.indexrelid AND     attstattarget >= 0) AS indstatcols, (SELECT pg_catalog.array_agg(attstattarget ORDER BY attnum)   FROM pg_catalog.pg_attribute   WHERE attrelid = i.indexrelid AND     attstattarget >= 0) AS indstatvals, i.indnullsnotdistinct FROM unnest('{16386}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_index i ON (src.tbloid = i.indrelid) JOIN pg_catalog.pg_class t ON (t.oid = i.indexrelid) JOIN pg_catalog.pg_class t2 ON (t2.oid = i.indrelid) LEFT JOIN pg_catalog.pg_constraint c ON (i.indrelid = c.conrelid AND i.indexrelid = c.conindid AND c.contype IN ('p','u','x')) LEFT JOIN pg_catalog.pg_inherits inh ON (inh.inhrelid = indexrelid) WHERE (i.indisvalid OR t2.relkind = 'p') AND i.indisready ORDER BY i.indrelid, indexname
-- end

-- pg_dump | SELECT | pg_catalog.pg_statistic_ext |
SELECT tableoid, oid, stxname, stxnamespace, stxowner, stxrelid, stxstattarget FROM pg_catalog.pg_statistic_ext
-- end

-- pg_dump | SELECT | pg_catalog.pg_constraint |
SELECT c.tableoid, c.oid, conrelid, conname, confrelid, conindid, pg_catalog.pg_get_constraintdef(c.oid) AS condef
FROM unnest('{16386,16411,16431}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_constraint c ON (src.tbloid = c.conrelid)
WHERE contype = 'f' AND conparentid = 0 ORDER BY conrelid, conname
-- end

-- pg_dump | SELECT | pg_catalog.pg_trigger |
SELECT t.tgrelid, t.tgname, t.tgfoid::pg_catalog.regproc AS tgfname, pg_catalog.pg_get_triggerdef(t.oid, false) AS tgdef, t.tgenabled, t.tableoid, t.oid, t.tgparentid <> 0 AS tgispartition
FROM unnest('{16386,16431}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_trigger t ON (src.tbloid = t.tgrelid) LEFT JOIN pg_catalog.pg_trigger u ON (u.oid = t.tgparentid) WHERE ((NOT t.tgisinternal AND t.tgparentid = 0) OR t.tgenabled != u.tgenabled) ORDER BY t.tgrelid, t.tgname
-- end

-- pg_dump | SELECT | pg_rewrite |
SELECT tableoid, oid, rulename, ev_class AS ruletable, ev_type, is_instead, ev_enabled FROM pg_rewrite ORDER BY oid
-- end

-- pg_dump | SELECT | pg_catalog.pg_roles pg_catalog.pg_policy |
SELECT pol.oid, pol.tableoid, pol.polrelid, pol.polname, pol.polcmd, pol.polpermissive, CASE WHEN pol.polroles = '{0}' THEN NULL ELSE    pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(rolname) from pg_catalog.pg_roles WHERE oid = ANY(pol.polroles)), ', ') END AS polroles, pg_catalog.pg_get_expr(pol.polqual, pol.polrelid) AS polqual, pg_catalog.pg_get_expr(pol.polwithcheck, pol.polrelid) AS polwithcheck FROM unnest('{16386,16411,16414,16431}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_policy pol ON (src.tbloid = pol.polrelid)
-- end

-- pg_dump | SELECT | pg_publication |
SELECT p.tableoid, p.oid, p.pubname, p.pubowner, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot FROM pg_publication p
-- end

-- pg_dump | SELECT | pg_catalog.pg_attribute pg_catalog.pg_publication_rel |
SELECT tableoid, oid, prpubid, prrelid, pg_catalog.pg_get_expr(prqual, prrelid) AS prrelqual, (CASE
  WHEN pr.prattrs IS NOT NULL THEN
    (SELECT array_agg(attname)
       FROM
         pg_catalog.generate_series(0, pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s,
         pg_catalog.pg_attribute
      WHERE attrelid = pr.prrelid AND attnum = prattrs[s])
  ELSE NULL END) prattrs FROM pg_catalog.pg_publication_rel pr
-- end

-- pg_dump | SELECT | pg_catalog.pg_publication_namespace |
SELECT tableoid, oid, pnpubid, pnnspid FROM pg_catalog.pg_publication_namespace
-- end

-- pg_dump | SELECT | pg_subscription pg_database |
SELECT s.tableoid, s.oid, s.subname,
 s.subowner,
 s.subconninfo, s.subslotname, s.subsynccommit,
 s.subpublications,
 s.subbinary,
 s.substream,
 s.subtwophasestate,
 s.subdisableonerr
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database
                   WHERE datname = current_database())
-- end

-- pg_dump | SELECT | pg_depend pg_class pg_rewrite |
WITH RECURSIVE w AS ( SELECT d1.objid, d2.refobjid, c2.relkind AS refrelkind FROM pg_depend d1 JOIN pg_class c1 ON c1.oid = d1.objid AND c1.relkind = 'm' JOIN pg_rewrite r1 ON r1.ev_class = d1.objid JOIN pg_depend d2 ON d2.classid = 'pg_rewrite'::regclass AND d2.objid = r1.oid AND d2.refobjid <> d1.objid JOIN pg_class c2 ON c2.oid = d2.refobjid AND c2.relkind IN ('m','v') WHERE d1.classid = 'pg_class'::regclass UNION SELECT w.objid, d3.refobjid, c3.relkind FROM w JOIN pg_rewrite r3 ON r3.ev_class = w.refobjid JOIN pg_depend d3 ON d3.classid = 'pg_rewrite'::regclass AND d3.objid = r3.oid AND d3.refobjid <> w.refobjid JOIN pg_class c3 ON c3.oid = d3.refobjid AND c3.relkind IN ('m','v') ) SELECT 'pg_class'::regclass::oid AS classid, objid, refobjid FROM w WHERE refrelkind = 'm'
-- end

-- pg_dump | SELECT | pg_largeobject_metadata |
SELECT oid, lomowner, lomacl, acldefault('L', lomowner) AS acldefault FROM pg_largeobject_metadata
-- end

-- pg_dump | SELECT | pg_depend pg_amop pg_amproc |
SELECT classid, objid, refclassid, refobjid, deptype FROM pg_depend WHERE deptype != 'p' AND deptype != 'e'
UNION ALL
SELECT 'pg_opfamily'::regclass AS classid, amopfamily AS objid, refclassid, refobjid, deptype FROM pg_depend d, pg_amop o WHERE deptype NOT IN ('p', 'e', 'i') AND classid = 'pg_amop'::regclass AND objid = o.oid AND NOT (refclassid = 'pg_opfamily'::regclass AND amopfamily = refobjid)
UNION ALL
SELECT 'pg_opfamily'::regclass AS classid, amprocfamily AS objid, refclassid, refobjid, deptype FROM pg_depend d, pg_amproc p WHERE deptype NOT IN ('p', 'e', 'i') AND classid = 'pg_amproc'::regclass AND objid = p.oid AND NOT (refclassid = 'pg_opfamily'::regclass AND amprocfamily = refobjid)
ORDER BY 1,2
-- end

-- pg_dump | SELECT | pg_attribute |
SELECT DISTINCT attrelid FROM pg_attribute WHERE attacl IS NOT NULL
-- end

-- pg_dump | SELECT | pg_init_privs |
SELECT objoid, classoid, objsubid, privtype, initprivs FROM pg_init_privs
-- end

-- pg_dump | SELECT | pg_catalog.pg_description |
SELECT description, classoid, objoid, objsubid FROM pg_catalog.pg_description ORDER BY classoid, objoid, objsubid
-- end

-- pg_dump | SELECT | pg_catalog.pg_seclabels |
SELECT label, provider, classoid, objoid, objsubid FROM pg_catalog.pg_seclabels ORDER BY classoid, objoid, objsubid
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.current_schemas(false)
-- end

-- pg_dump | PREPARE | pg_catalog.pg_type |
PREPARE dumpDomain(pg_catalog.oid) AS
SELECT t.typnotnull, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS typdefn, pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass) AS typdefaultbin, t.typdefault, CASE WHEN t.typcollation <> u.typcollation THEN t.typcollation ELSE 0 END AS typcollation FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type u ON (t.typbasetype = u.oid) WHERE t.oid = $1
-- end

-- pg_dump | EXECUTE |  |
EXECUTE dumpDomain('16440')
-- end

-- pg_dump | PREPARE | pg_catalog.pg_enum |
PREPARE dumpEnumType(pg_catalog.oid) AS
SELECT oid, enumlabel FROM pg_catalog.pg_enum WHERE enumtypid = $1 ORDER BY enumsortorder
-- end

-- pg_dump | EXECUTE |  |
EXECUTE dumpEnumType('16407')
-- end

-- pg_dump | PREPARE | pg_catalog.pg_proc pg_catalog.pg_language |
PREPARE dumpFunc(pg_catalog.oid) AS
SELECT
proretset,
prosrc,
probin,
provolatile,
proisstrict,
prosecdef,
lanname,
proconfig,
procost,
prorows,
pg_catalog.pg_get_function_arguments(p.oid) AS funcargs,
pg_catalog.pg_get_function_identity_arguments(p.oid) AS funciargs,
pg_catalog.pg_get_function_result(p.oid) AS funcresult,
proleakproof,
array_to_string(protrftypes, ' ') AS protrftypes,
proparallel,
prokind,
prosupport,
pg_get_function_sqlbody(p.oid) AS prosqlbody
FROM pg_catalog.pg_proc p, pg_catalog.pg_language l
WHERE p.oid = $1 AND l.oid = p.prolang
-- end

-- pg_dump | EXECUTE |  |
EXECUTE dumpFunc('16405')
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.format_type('23'::pg_catalog.oid, NULL)
-- end

-- pg_dump | SELECT | pg_foreign_data_wrapper |
SELECT fdwname FROM pg_foreign_data_wrapper w WHERE w.oid = '16447'
-- end

-- pg_dump | SELECT | pg_user_mappings |
SELECT usename, array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value) FROM pg_options_to_table(umoptions) ORDER BY option_name), E',
    ') AS umoptions FROM pg_user_mappings WHERE srvid = '16451' ORDER BY usename
-- end

-- pg_dump | SELECT | pg_catalog.pg_foreign_table pg_catalog.pg_foreign_server |
SELECT fs.srvname, pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value) FROM pg_catalog.pg_options_to_table(ftoptions) ORDER BY option_name), E',
    ') AS ftoptions FROM pg_catalog.pg_foreign_table ft JOIN pg_catalog.pg_foreign_server fs ON (fs.oid = ft.ftserver) WHERE ft.ftrelid = '16452'
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.pg_get_viewdef('16401'::pg_catalog.oid) AS viewdef
-- end

-- pg_dump | SELECT |  |
SELECT pg_get_partkeydef('16411')
-- end

-- pg_dump | SELECT | pg_catalog.pg_sequence |
SELECT format_type(seqtypid, NULL), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle FROM pg_catalog.pg_sequence WHERE seqrelid = '16442'::oid
-- end

-- pg_dump | PREPARE | pg_catalog.pg_attribute pg_catalog.pg_init_privs |
PREPARE getColumnACLs(pg_catalog.oid) AS
SELECT at.attname, at.attacl, '{}' AS acldefault, pip.privtype, pip.initprivs FROM pg_catalog.pg_attribute at LEFT JOIN pg_catalog.pg_init_privs pip ON (at.attrelid = pip.objoid AND pip.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND at.attnum = pip.objsubid) WHERE at.attrelid = $1 AND NOT at.attisdropped AND (at.attacl IS NOT NULL OR pip.initprivs IS NOT NULL) ORDER BY at.attnum
-- end

-- pg_dump | EXECUTE |  |
EXECUTE getColumnACLs('6100')
-- end

-- pg_dump | PREPARE | pg_class |
PREPARE dumpTableAttach(pg_catalog.oid) AS
SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_class c WHERE c.oid = $1
-- end

-- pg_dump | EXECUTE |  |
EXECUTE dumpTableAttach('16414')
-- end

-- pg_dump | SELECT | app.s |
SELECT last_value, is_called FROM app.s
-- end

-- pg_dump | SELECT | app.t_id_seq |
SELECT last_value, is_called FROM app.t_id_seq
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.pg_get_statisticsobjdef('16443'::pg_catalog.oid)
-- end

-- pg_dump | SELECT |  |
SELECT pg_catalog.pg_get_ruledef('16429'::pg_catalog.oid)
-- end

-- pg_dump | COPY | app.c |
COPY app.c (id) TO stdout;
-- end

-- pg_dump | COPY | app.p1 |
COPY app.p1 (id, d) TO stdout;
-- end

-- pg_dump | COPY | app.t |
COPY app.t (id, a, b) TO stdout;
-- end

-- pg_dump | DECLARE CURSOR | app.t |
DECLARE _pg_dump_cursor CURSOR FOR SELECT id, a, b, NULL FROM ONLY app.t
-- end

-- pg_dump | FETCH |  |
FETCH 100 FROM _pg_dump_cursor
-- end

-- pg_dump | CLOSE CURSOR |  |
CLOSE _pg_dump_cursor
-- end

-- pg_dump | DECLARE CURSOR | app.c |
DECLARE _pg_dump_cursor CURSOR FOR SELECT id FROM ONLY app.c
-- end

-- pg_dump | DECLARE CURSOR | app.p1 |
DECLARE _pg_dump_cursor CURSOR FOR SELECT id, d FROM ONLY app.p1
-- end

-- pgbench | DROP TABLE |  | pgbench_accounts pgbench_branches pgbench_history pgbench_tellers
drop table if exists pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers
-- end

-- pgbench | CREATE TABLE |  | pgbench_history
create table pgbench_history(tid int,bid int,aid    int,delta int,mtime timestamp,filler char(22))
-- end

-- pgbench | CREATE TABLE |  | pgbench_tellers
create table pgbench_tellers(tid int not null,bid int,tbalance int,filler char(84)) with (fillfactor=100)
-- end

-- pgbench | CREATE TABLE |  | pgbench_accounts
create table pgbench_accounts(aid    int not null,bid int,abalance int,filler char(84)) with (fillfactor=100)
-- end

-- pgbench | CREATE TABLE |  | pgbench_branches
create table pgbench_branches(bid int not null,bbalance int,filler char(88)) with (fillfactor=100)
-- end

-- pgbench | TRUNCATE TABLE |  | pgbench_accounts pgbench_branches pgbench_history pgbench_tellers
truncate table pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers
-- end

-- pgbench | INSERT |  | pgbench_branches
insert into pgbench_branches(bid,bbalance) values(1,0)
-- end

-- pgbench | INSERT |  | pgbench_tellers
insert into pgbench_tellers(tid,bid,tbalance) values (1,1,0)
-- end

-- pgbench | COPY |  | pgbench_accounts
copy pgbench_accounts from stdin with (freeze on)
-- end

-- pgbench | COMMIT |  |
commit
-- end

-- pgbench | VACUUM | pgbench_branches |
vacuum analyze pgbench_branches
-- end

-- pgbench | VACUUM | pgbench_tellers |
vacuum analyze pgbench_tellers
-- end

-- pgbench | VACUUM | pgbench_accounts |
vacuum analyze pgbench_accounts
-- end

-- pgbench | VACUUM | pgbench_history |
vacuum analyze pgbench_history
-- end

-- pgbench | ALTER TABLE |  | pgbench_branches
alter table pgbench_branches add primary key (bid)
-- end

-- pgbench | ALTER TABLE |  | pgbench_tellers
alter table pgbench_tellers add primary key (tid)
-- end

-- pgbench | ALTER TABLE |  | pgbench_accounts
alter table pgbench_accounts add primary key (aid)
-- end

-- pgbench | SELECT | pgbench_branches |
select count(*) from pgbench_branches
-- end

-- pgbench | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_partitioned_table pg_catalog.pg_inherits |
select o.n, p.partstrat, pg_catalog.count(i.inhparent) from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on (n.oid = c.relnamespace) cross join lateral (select pg_catalog.array_position(pg_catalog.current_schemas(true), n.nspname)) as o(n) left join pg_catalog.pg_partitioned_table as p on (p.partrelid = c.oid) left join pg_catalog.pg_inherits as i on (c.oid = i.inhparent) where c.relname = 'pgbench_accounts' and o.n is not null group by 1, 2 order by 1 asc limit 1
-- end

-- pgbench | VACUUM | pgbench_branches |
vacuum pgbench_branches
-- end

-- pgbench | VACUUM | pgbench_tellers |
vacuum pgbench_tellers
-- end

-- pgbench | TRUNCATE TABLE |  | pgbench_history
truncate pgbench_history
-- end

-- pgbench | BEGIN |  |
BEGIN;
-- end

-- pgbench | UPDATE |  | pgbench_accounts
UPDATE pgbench_accounts SET abalance = abalance + -894 WHERE aid = 92053;
-- end

-- pgbench | SELECT | pgbench_accounts |
SELECT abalance FROM pgbench_accounts WHERE aid = 92053;
-- end

-- pgbench | UPDATE |  | pgbench_tellers
UPDATE pgbench_tellers SET tbalance = tbalance + -894 WHERE tid = 2;
-- end

-- pgbench | UPDATE |  | pgbench_branches
UPDATE pgbench_branches SET bbalance = bbalance + -894 WHERE bid = 1;
-- end

-- pgbench | INSERT |  | pgbench_history
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (2, 1, 92053, -894, CURRENT_TIMESTAMP);
-- end

-- pgbench | COMMIT |  |
END;
-- end

-- pgbench | SELECT | pgbench_accounts |
SELECT abalance FROM pgbench_accounts WHERE aid = $1;
-- end

-- pg_dumpall | SELECT | pg_authid |
SELECT oid, rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolconnlimit, rolpassword, rolvaliduntil, rolreplication, rolbypassrls, pg_catalog.shobj_description(oid, 'pg_authid') as rolcomment, rolname = current_user AS is_current_user FROM pg_authid WHERE rolname !~ '^pg_' ORDER BY 2
-- end

-- pg_dumpall | SELECT | pg_catalog.pg_shseclabel |
SELECT provider, label FROM pg_catalog.pg_shseclabel WHERE classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND objoid = '16417'
-- end

-- pg_dumpall | SELECT | pg_db_role_setting pg_authid |
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'alice')
-- end

-- pg_dumpall | SELECT | pg_auth_members pg_authid |
SELECT ur.rolname AS role, um.rolname AS member, a.admin_option, ug.rolname AS grantor, a.roleid AS roleid, a.member AS memberid FROM pg_auth_members a LEFT JOIN pg_authid ur on ur.oid = a.roleid LEFT JOIN pg_authid um on um.oid = a.member LEFT JOIN pg_authid ug on ug.oid = a.grantor WHERE NOT (ur.rolname ~ '^pg_' AND um.rolname ~ '^pg_')ORDER BY 1,2,3
-- end

-- pg_dumpall | SELECT | pg_catalog.pg_parameter_acl |
SELECT parname, pg_catalog.pg_get_userbyid(10) AS parowner, paracl, pg_catalog.acldefault('p', 10) AS acldefault FROM pg_catalog.pg_parameter_acl ORDER BY 1
-- end

-- pg_dumpall | SELECT | pg_catalog.pg_tablespace |
SELECT oid, spcname, pg_catalog.pg_get_userbyid(spcowner) AS spcowner, pg_catalog.pg_tablespace_location(oid), spcacl, acldefault('t', spcowner) AS acldefault, array_to_string(spcoptions, ', '),pg_catalog.shobj_description(oid, 'pg_tablespace') FROM pg_catalog.pg_tablespace WHERE spcname !~ '^pg_' ORDER BY 1
-- end

-- vacuumdb | RESET |  |
RESET search_path;
-- end

-- vacuumdb | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT c.relname, ns.nspname FROM pg_catalog.pg_class c
 JOIN pg_catalog.pg_namespace ns ON c.relnamespace OPERATOR(pg_catalog.=) ns.oid
 LEFT JOIN pg_catalog.pg_class t ON c.reltoastrelid OPERATOR(pg_catalog.=) t.oid
 WHERE c.relpersistence OPERATOR(pg_catalog.!=) 't'
 AND c.relkind OPERATOR(pg_catalog.=) ANY (array['r', 'm'])
 ORDER BY c.relpages DESC;
-- end

-- vacuumdb | VACUUM | public.pgbench_accounts |
VACUUM (ANALYZE) public.pgbench_accounts;
-- end

-- vacuumdb | VACUUM | pg_catalog.pg_proc |
VACUUM (ANALYZE) pg_catalog.pg_proc;
-- end

-- vacuumdb | VACUUM | pg_catalog.pg_attribute |
VACUUM (ANALYZE) pg_catalog.pg_attribute;
-- end

-- vacuumdb | VACUUM | pg_catalog.pg_description |
VACUUM (ANALYZE) pg_catalog.pg_description;
-- end

-- vacuumdb | VACUUM | pg_catalog.pg_statistic |
VACUUM (ANALYZE) pg_catalog.pg_statistic;
-- end

-- vacuumdb | VACUUM | pg_catalog.pg_type |
VACUUM (ANALYZE) pg_catalog.pg_type;
-- end

-- reindexdb | REINDEX |  |
REINDEX DATABASE postgres;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_am |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind IN ('r','p','v','m','S','f','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT c.oid,
  n.nspname,
  c.relname
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname OPERATOR(pg_catalog.~) '^(t)$' COLLATE pg_catalog.default
  AND n.nspname OPERATOR(pg_catalog.~) '^(app)$' COLLATE pg_catalog.default
ORDER BY 2, 3;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_am |
SELECT c.relchecks, c.relkind, c.relhasindex, c.relhasrules, c.relhastriggers, c.relrowsecurity, c.relforcerowsecurity, false AS relhasoids, c.relispartition, pg_catalog.array_to_string(c.reloptions || array(select 'toast.' || x from pg_catalog.unnest(tc.reloptions) x), ', ')
, c.reltablespace, CASE WHEN c.reloftype = 0 THEN '' ELSE c.reloftype::pg_catalog.regtype::pg_catalog.text END, c.relpersistence, c.relreplident, am.amname
FROM pg_catalog.pg_class c
 LEFT JOIN pg_catalog.pg_class tc ON (c.reltoastrelid = tc.oid)
LEFT JOIN pg_catalog.pg_am am ON (c.relam = am.oid)
WHERE c.oid = '16386';
-- end

-- psql | SELECT | pg_catalog.pg_attrdef pg_catalog.pg_collation pg_catalog.pg_type pg_catalog.pg_attribute |
SELECT a.attname,
  pg_catalog.format_type(a.atttypid, a.atttypmod),
  (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)
   FROM pg_catalog.pg_attrdef d
   WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),
  a.attnotnull,
  (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t
   WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation,
  a.attidentity,
  a.attgenerated,
  a.attstorage,
  a.attcompression AS attcompression,
  CASE WHEN a.attstattarget=-1 THEN NULL ELSE a.attstattarget END AS attstattarget,
  pg_catalog.col_description(a.attrelid, a.attnum)
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = '16386' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_index pg_catalog.pg_constraint |
SELECT c2.relname, i.indisprimary, i.indisunique, i.indisclustered, i.indisvalid, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true),
  pg_catalog.pg_get_constraintdef(con.oid, true), contype, condeferrable, condeferred, i.indisreplident, c2.reltablespace
FROM pg_catalog.pg_class c, pg_catalog.pg_class c2, pg_catalog.pg_index i
  LEFT JOIN pg_catalog.pg_constraint con ON (conrelid = i.indrelid AND conindid = i.indexrelid AND contype IN ('p','u','x'))
WHERE c.oid = '16386' AND c.oid = i.indrelid AND i.indexrelid = c2.oid
ORDER BY i.indisprimary DESC, c2.relname;
-- end

-- psql | SELECT | pg_catalog.pg_constraint |
SELECT r.conname, pg_catalog.pg_get_constraintdef(r.oid, true)
FROM pg_catalog.pg_constraint r
WHERE r.conrelid = '16386' AND r.contype = 'c'
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_constraint |
SELECT true as sametable, conname,
  pg_catalog.pg_get_constraintdef(r.oid, true) as condef,
  conrelid::pg_catalog.regclass AS ontable
FROM pg_catalog.pg_constraint r
WHERE r.conrelid = '16386' AND r.contype = 'f'
     AND conparentid = 0
ORDER BY conname
-- end

-- psql | SELECT | pg_catalog.pg_constraint |
SELECT conname, conrelid::pg_catalog.regclass AS ontable,
       pg_catalog.pg_get_constraintdef(oid, true) AS condef
  FROM pg_catalog.pg_constraint c
 WHERE confrelid IN (SELECT pg_catalog.pg_partition_ancestors('16386')
                     UNION ALL VALUES ('16386'::pg_catalog.regclass))
       AND contype = 'f' AND conparentid = 0
ORDER BY conname;
-- end

-- psql | SELECT | pg_catalog.pg_roles pg_catalog.pg_policy |
SELECT pol.polname, pol.polpermissive,
  CASE WHEN pol.polroles = '{0}' THEN NULL ELSE pg_catalog.array_to_string(array(select rolname from pg_catalog.pg_roles where oid = any (pol.polroles) order by 1),',') END,
  pg_catalog.pg_get_expr(pol.polqual, pol.polrelid),
  pg_catalog.pg_get_expr(pol.polwithcheck, pol.polrelid),
  CASE pol.polcmd
    WHEN 'r' THEN 'SELECT'
    WHEN 'a' THEN 'INSERT'
    WHEN 'w' THEN 'UPDATE'
    WHEN 'd' THEN 'DELETE'
    END AS cmd
FROM pg_catalog.pg_policy pol
WHERE pol.polrelid = '16386' ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_statistic_ext |
SELECT oid, stxrelid::pg_catalog.regclass, stxnamespace::pg_catalog.regnamespace::pg_catalog.text AS nsp, stxname,
pg_catalog.pg_get_statisticsobjdef_columns(oid) AS columns,
  'd' = any(stxkind) AS ndist_enabled,
  'f' = any(stxkind) AS deps_enabled,
  'm' = any(stxkind) AS mcv_enabled,
stxstattarget
FROM pg_catalog.pg_statistic_ext
WHERE stxrelid = '16386'
ORDER BY nsp, stxname;
-- end

-- psql | SELECT | pg_catalog.pg_publication pg_catalog.pg_publication_namespace pg_catalog.pg_class pg_catalog.pg_attribute pg_catalog.pg_publication_rel |
SELECT pubname
     , NULL
     , NULL
FROM pg_catalog.pg_publication p
     JOIN pg_catalog.pg_publication_namespace pn ON p.oid = pn.pnpubid
     JOIN pg_catalog.pg_class pc ON pc.relnamespace = pn.pnnspid
WHERE pc.oid ='16386' and pg_catalog.pg_relation_is_publishable('16386')
UNION
SELECT pubname
     , pg_get_expr(pr.prqual, c.oid)
     , (CASE WHEN pr.prattrs IS NOT NULL THEN
         (SELECT string_agg(attname, ', ')
           FROM pg_catalog.generate_series(0, pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s,
                pg_catalog.pg_attribute
          WHERE attrelid = pr.prrelid AND attnum = prattrs[s])
        ELSE NULL END) FROM pg_catalog.pg_publication p
     JOIN pg_catalog.pg_publication_rel pr ON p.oid = pr.prpubid
     JOIN pg_catalog.pg_class c ON c.oid = pr.prrelid
WHERE pr.prrelid = '16386'
UNION
SELECT pubname
     , NULL
     , NULL
FROM pg_catalog.pg_publication p
WHERE p.puballtables AND pg_catalog.pg_relation_is_publishable('16386')
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_trigger |
SELECT t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true), t.tgenabled, t.tgisinternal,
  CASE WHEN t.tgparentid != 0 THEN
    (SELECT u.tgrelid::pg_catalog.regclass
     FROM pg_catalog.pg_trigger AS u,
          pg_catalog.pg_partition_ancestors(t.tgrelid) WITH ORDINALITY AS a(relid, depth)
     WHERE u.tgname = t.tgname AND u.tgrelid = a.relid
           AND u.tgparentid = 0
     ORDER BY a.depth LIMIT 1)
  END AS parent
FROM pg_catalog.pg_trigger t
WHERE t.tgrelid = '16386' AND (NOT t.tgisinternal OR (t.tgisinternal AND t.tgenabled = 'D'))
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_inherits |
SELECT c.oid::pg_catalog.regclass
FROM pg_catalog.pg_class c, pg_catalog.pg_inherits i
WHERE c.oid = i.inhparent AND i.inhrelid = '16386'
  AND c.relkind != 'p' AND c.relkind != 'I'
ORDER BY inhseqno;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_inherits |
SELECT c.oid::pg_catalog.regclass, c.relkind, inhdetachpending, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
FROM pg_catalog.pg_class c, pg_catalog.pg_inherits i
WHERE c.oid = i.inhrelid AND i.inhparent = '16386'
ORDER BY pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', c.oid::pg_catalog.regclass::pg_catalog.text;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_am |
SELECT c.relchecks, c.relkind, c.relhasindex, c.relhasrules, c.relhastriggers, c.relrowsecurity, c.relforcerowsecurity, false AS relhasoids, c.relispartition, '', c.reltablespace, CASE WHEN c.reloftype = 0 THEN '' ELSE c.reloftype::pg_catalog.regtype::pg_catalog.text END, c.relpersistence, c.relreplident, am.amname
FROM pg_catalog.pg_class c
 LEFT JOIN pg_catalog.pg_class tc ON (c.reltoastrelid = tc.oid)
LEFT JOIN pg_catalog.pg_am am ON (c.relam = am.oid)
WHERE c.oid = '16397';
-- end

-- psql | SELECT | pg_catalog.pg_attrdef pg_catalog.pg_collation pg_catalog.pg_type pg_catalog.pg_attribute |
SELECT a.attname,
  pg_catalog.format_type(a.atttypid, a.atttypmod),
  (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)
   FROM pg_catalog.pg_attrdef d
   WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),
  a.attnotnull,
  (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t
   WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation,
  a.attidentity,
  a.attgenerated
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = '16397' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
-- end

-- psql | SELECT | pg_catalog.pg_attrdef pg_catalog.pg_collation pg_catalog.pg_type pg_catalog.pg_attribute |
SELECT a.attname,
  pg_catalog.format_type(a.atttypid, a.atttypmod),
  (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)
   FROM pg_catalog.pg_attrdef d
   WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),
  a.attnotnull,
  (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t
   WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation,
  a.attidentity,
  a.attgenerated,
  a.attstorage,
  pg_catalog.col_description(a.attrelid, a.attnum)
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = '16397' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
-- end

-- psql | SELECT |  |
SELECT pg_catalog.pg_get_viewdef('16397'::pg_catalog.oid, true);
-- end

-- psql | SELECT | pg_catalog.pg_rewrite |
SELECT r.rulename, trim(trailing ';' from pg_catalog.pg_get_ruledef(r.oid, true))
FROM pg_catalog.pg_rewrite r
WHERE r.ev_class = '16397' AND r.rulename != '_RETURN' ORDER BY 1;
-- end

-- psql | SELECT |  |
SELECT pg_catalog.pg_get_partkeydef('16411'::pg_catalog.oid);
-- end

-- psql | SELECT | pg_catalog.pg_constraint |
SELECT conrelid = '16411'::pg_catalog.regclass AS sametable,
       conname,
       pg_catalog.pg_get_constraintdef(oid, true) AS condef,
       conrelid::pg_catalog.regclass AS ontable
  FROM pg_catalog.pg_constraint,
       pg_catalog.pg_partition_ancestors('16411')
 WHERE conrelid = relid AND contype = 'f' AND conparentid = 0
ORDER BY sametable DESC, conname;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_inherits |
SELECT inhparent::pg_catalog.regclass,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid),
  inhdetachpending,
  pg_catalog.pg_get_partition_constraintdef(c.oid)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_inherits i ON c.oid = inhrelid
WHERE c.oid = '16414';
-- end

-- psql | SELECT | pg_catalog.pg_sequence |
SELECT pg_catalog.format_type(seqtypid, NULL) AS "Type",
       seqstart AS "Start",
       seqmin AS "Minimum",
       seqmax AS "Maximum",
       seqincrement AS "Increment",
       CASE WHEN seqcycle THEN 'yes' ELSE 'no' END AS "Cycles?",
       seqcache AS "Cache"
FROM pg_catalog.pg_sequence
WHERE seqrelid = '16442';
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_depend pg_catalog.pg_namespace pg_catalog.pg_attribute |
SELECT pg_catalog.quote_ident(nspname) || '.' ||
   pg_catalog.quote_ident(relname) || '.' ||
   pg_catalog.quote_ident(attname),
   d.deptype
FROM pg_catalog.pg_class c
INNER JOIN pg_catalog.pg_depend d ON c.oid=d.refobjid
INNER JOIN pg_catalog.pg_namespace n ON n.oid=c.relnamespace
INNER JOIN pg_catalog.pg_attribute a ON (
 a.attrelid=c.oid AND
 a.attnum=d.refobjsubid)
WHERE d.classid='pg_catalog.pg_class'::pg_catalog.regclass
 AND d.refclassid='pg_catalog.pg_class'::pg_catalog.regclass
 AND d.objid='16442'
 AND d.deptype IN ('a', 'i')
-- end

-- psql | SELECT | pg_catalog.pg_attrdef pg_catalog.pg_collation pg_catalog.pg_type pg_catalog.pg_attribute |
SELECT a.attname,
  pg_catalog.format_type(a.atttypid, a.atttypmod),
  (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)
   FROM pg_catalog.pg_attrdef d
   WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),
  a.attnotnull,
  (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t
   WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation,
  a.attidentity,
  a.attgenerated,
  CASE WHEN attfdwoptions IS NULL THEN '' ELSE   '(' || pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value)  FROM   pg_catalog.pg_options_to_table(attfdwoptions)), ', ') || ')' END AS attfdwoptions
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = '16452' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
-- end

-- psql | SELECT | pg_catalog.pg_foreign_table pg_catalog.pg_foreign_server |
SELECT s.srvname,
  pg_catalog.array_to_string(ARRAY(
    SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value)
    FROM pg_catalog.pg_options_to_table(ftoptions)),  ', ')
FROM pg_catalog.pg_foreign_table f,
     pg_catalog.pg_foreign_server s
WHERE f.ftrelid = '16452' AND s.oid = f.ftserver;
-- end

-- psql | SELECT | pg_catalog.pg_index pg_catalog.pg_attribute |
SELECT a.attname,
  pg_catalog.format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.attnum <= (SELECT i.indnkeyatts FROM pg_catalog.pg_index i WHERE i.indexrelid = '16396') THEN 'yes' ELSE 'no' END AS is_key,
  pg_catalog.pg_get_indexdef(a.attrelid, a.attnum, TRUE) AS indexdef
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = '16396' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
-- end

-- psql | SELECT | pg_catalog.pg_constraint pg_catalog.pg_index pg_catalog.pg_class pg_catalog.pg_am |
SELECT i.indisunique, i.indisprimary, i.indisclustered, i.indisvalid,
  (NOT i.indimmediate) AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid = i.indrelid AND conindid = i.indexrelid AND contype IN ('p','u','x') AND condeferrable) AS condeferrable,
  (NOT i.indimmediate) AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid = i.indrelid AND conindid = i.indexrelid AND contype IN ('p','u','x') AND condeferred) AS condeferred,
i.indisreplident,
i.indnullsnotdistinct,
  a.amname, c2.relname, pg_catalog.pg_get_expr(i.indpred, i.indrelid, true)
FROM pg_catalog.pg_index i, pg_catalog.pg_class c, pg_catalog.pg_class c2, pg_catalog.pg_am a
WHERE i.indexrelid = c.oid AND c.oid = '16396' AND c.relam = a.oid
AND i.indrelid = c2.oid;
-- end

-- psql | SELECT | pg_catalog.pg_proc pg_catalog.pg_namespace |
SELECT n.nspname as "Schema",
  p.proname AS "Name",
  pg_catalog.format_type(p.prorettype, NULL) AS "Result data type",
  CASE WHEN p.pronargs = 0
    THEN CAST('*' AS pg_catalog.text)
    ELSE pg_catalog.pg_get_function_arguments(p.oid)
  END AS "Argument data types",
  pg_catalog.obj_description(p.oid, 'pg_proc') as "Description"
FROM pg_catalog.pg_proc p
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind = 'a'
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_function_is_visible(p.oid)
ORDER BY 1, 2, 4;
-- end

-- psql | SELECT | pg_catalog.pg_am |
SELECT amname AS "Name",
  CASE amtype WHEN 'i' THEN 'Index' WHEN 't' THEN 'Table' END AS "Type",
  amhandler AS "Handler",
  pg_catalog.obj_description(oid, 'pg_am') AS "Description"
FROM pg_catalog.pg_am
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_opclass pg_catalog.pg_am pg_catalog.pg_namespace pg_catalog.pg_type |
SELECT
  am.amname AS "AM",
  pg_catalog.format_type(c.opcintype, NULL) AS "Input type",
  CASE
    WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype
    THEN pg_catalog.format_type(c.opckeytype, NULL)
    ELSE NULL
  END AS "Storage type",
  CASE
    WHEN pg_catalog.pg_opclass_is_visible(c.oid)
    THEN pg_catalog.format('%I', c.opcname)
    ELSE pg_catalog.format('%I.%I', n.nspname, c.opcname)
  END AS "Operator class",
  (CASE WHEN c.opcdefault
    THEN 'yes'
    ELSE 'no'
  END) AS "Default?"
FROM pg_catalog.pg_opclass c
  LEFT JOIN pg_catalog.pg_am am on am.oid = c.opcmethod
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
  LEFT JOIN pg_catalog.pg_type t ON t.oid = c.opcintype
  LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
ORDER BY 1, 2, 4;
-- end

-- psql | SELECT | pg_catalog.pg_opclass pg_catalog.pg_opfamily pg_catalog.pg_am pg_catalog.pg_namespace |
SELECT
  am.amname AS "AM",
  CASE
    WHEN pg_catalog.pg_opfamily_is_visible(f.oid)
    THEN pg_catalog.format('%I', f.opfname)
    ELSE pg_catalog.format('%I.%I', n.nspname, f.opfname)
  END AS "Operator family",
  (SELECT
     pg_catalog.string_agg(pg_catalog.format_type(oc.opcintype, NULL), ', ')
   FROM pg_catalog.pg_opclass oc
   WHERE oc.opcfamily = f.oid) "Applicable types"
FROM pg_catalog.pg_opfamily f
  LEFT JOIN pg_catalog.pg_am am on am.oid = f.opfmethod
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_amop pg_catalog.pg_opfamily pg_catalog.pg_am pg_catalog.pg_namespace |
SELECT
  am.amname AS "AM",
  CASE
    WHEN pg_catalog.pg_opfamily_is_visible(of.oid)
    THEN pg_catalog.format('%I', of.opfname)
    ELSE pg_catalog.format('%I.%I', nsf.nspname, of.opfname)
  END AS "Operator family",
  o.amopopr::pg_catalog.regoperator AS "Operator"
,  o.amopstrategy AS "Strategy",
  CASE o.amoppurpose
    WHEN 'o' THEN 'ordering'
    WHEN 's' THEN 'search'
  END AS "Purpose"
FROM pg_catalog.pg_amop o
  LEFT JOIN pg_catalog.pg_opfamily of ON of.oid = o.amopfamily
  LEFT JOIN pg_catalog.pg_am am ON am.oid = of.opfmethod AND am.oid = o.amopmethod
  LEFT JOIN pg_catalog.pg_namespace nsf ON of.opfnamespace = nsf.oid
ORDER BY 1, 2,
  o.amoplefttype = o.amoprighttype DESC,
  pg_catalog.format_type(o.amoplefttype, NULL),
  pg_catalog.format_type(o.amoprighttype, NULL),
  o.amopstrategy;
-- end

-- psql | SELECT | pg_catalog.pg_amproc pg_catalog.pg_opfamily pg_catalog.pg_am pg_catalog.pg_namespace pg_catalog.pg_proc |
SELECT
  am.amname AS "AM",
  CASE
    WHEN pg_catalog.pg_opfamily_is_visible(of.oid)
    THEN pg_catalog.format('%I', of.opfname)
    ELSE pg_catalog.format('%I.%I', ns.nspname, of.opfname)
  END AS "Operator family",
  pg_catalog.format_type(ap.amproclefttype, NULL) AS "Registered left type",
  pg_catalog.format_type(ap.amprocrighttype, NULL) AS "Registered right type",
  ap.amprocnum AS "Number"
, p.proname AS "Function"
FROM pg_catalog.pg_amproc ap
  LEFT JOIN pg_catalog.pg_opfamily of ON of.oid = ap.amprocfamily
  LEFT JOIN pg_catalog.pg_am am ON am.oid = of.opfmethod
  LEFT JOIN pg_catalog.pg_namespace ns ON of.opfnamespace = ns.oid
  LEFT JOIN pg_catalog.pg_proc p ON ap.amproc = p.oid
ORDER BY 1, 2,
  ap.amproclefttype = ap.amprocrighttype DESC,
  3, 4, 5;
-- end

-- psql | SELECT | pg_catalog.pg_tablespace |
SELECT spcname AS "Name",
  pg_catalog.pg_get_userbyid(spcowner) AS "Owner",
  pg_catalog.pg_tablespace_location(oid) AS "Location",
  pg_catalog.array_to_string(spcacl, E'\n') AS "Access privileges",
  spcoptions AS "Options",
  pg_catalog.pg_size_pretty(pg_catalog.pg_tablespace_size(oid)) AS "Size",
  pg_catalog.shobj_description(oid, 'pg_tablespace') AS "Description"
FROM pg_catalog.pg_tablespace
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_conversion pg_catalog.pg_namespace |
SELECT n.nspname AS "Schema",
       c.conname AS "Name",
       pg_catalog.pg_encoding_to_char(c.conforencoding) AS "Source",
       pg_catalog.pg_encoding_to_char(c.contoencoding) AS "Destination",
       CASE WHEN c.condefault THEN 'yes'
       ELSE 'no' END AS "Default?"
FROM pg_catalog.pg_conversion c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
WHERE true
  AND n.nspname <> 'pg_catalog'
  AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_conversion_is_visible(c.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_settings |
SELECT s.name AS "Parameter", pg_catalog.current_setting(s.name) AS "Value"
FROM pg_catalog.pg_settings s
WHERE s.source <> 'default' AND
      s.setting IS DISTINCT FROM s.boot_val
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_cast pg_catalog.pg_proc pg_catalog.pg_type pg_catalog.pg_namespace pg_catalog.pg_description |
SELECT pg_catalog.format_type(castsource, NULL) AS "Source type",
       pg_catalog.format_type(casttarget, NULL) AS "Target type",
       CASE WHEN c.castmethod = 'b' THEN '(binary coercible)'
            WHEN c.castmethod = 'i' THEN '(with inout)'
            ELSE p.proname
       END AS "Function",
       CASE WHEN c.castcontext = 'e' THEN 'no'
            WHEN c.castcontext = 'a' THEN 'in assignment'
            ELSE 'yes'
       END AS "Implicit?",
       d.description AS "Description"
FROM pg_catalog.pg_cast c LEFT JOIN pg_catalog.pg_proc p
     ON c.castfunc = p.oid
     LEFT JOIN pg_catalog.pg_type ts
     ON c.castsource = ts.oid
     LEFT JOIN pg_catalog.pg_namespace ns
     ON ns.oid = ts.typnamespace
     LEFT JOIN pg_catalog.pg_type tt
     ON c.casttarget = tt.oid
     LEFT JOIN pg_catalog.pg_namespace nt
     ON nt.oid = tt.typnamespace
     LEFT JOIN pg_catalog.pg_description d
     ON d.classoid = c.tableoid AND d.objoid = c.oid AND d.objsubid = 0
WHERE ( (true  AND pg_catalog.pg_type_is_visible(ts.oid)
) OR (true  AND pg_catalog.pg_type_is_visible(tt.oid)
) )
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_constraint pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_type pg_catalog.pg_opclass pg_catalog.pg_am pg_catalog.pg_opfamily pg_catalog.pg_rewrite pg_catalog.pg_trigger pg_catalog.pg_description |
SELECT DISTINCT tt.nspname AS "Schema", tt.name AS "Name", tt.object AS "Object", d.description AS "Description"
FROM (
  SELECT pgc.oid as oid, pgc.tableoid AS tableoid,
  n.nspname as nspname,
  CAST(pgc.conname AS pg_catalog.text) as name,  CAST('table constraint' AS pg_catalog.text) as object
  FROM pg_catalog.pg_constraint pgc
    JOIN pg_catalog.pg_class c ON c.oid = pgc.conrelid
    LEFT JOIN pg_catalog.pg_namespace n     ON n.oid = c.relnamespace
WHERE n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
UNION ALL
  SELECT pgc.oid as oid, pgc.tableoid AS tableoid,
  n.nspname as nspname,
  CAST(pgc.conname AS pg_catalog.text) as name,  CAST('domain constraint' AS pg_catalog.text) as object
  FROM pg_catalog.pg_constraint pgc
    JOIN pg_catalog.pg_type t ON t.oid = pgc.contypid
    LEFT JOIN pg_catalog.pg_namespace n     ON n.oid = t.typnamespace
WHERE n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_type_is_visible(t.oid)
UNION ALL
  SELECT o.oid as oid, o.tableoid as tableoid,
  n.nspname as nspname,
  CAST(o.opcname AS pg_catalog.text) as name,
  CAST('operator class' AS pg_catalog.text) as object
  FROM pg_catalog.pg_opclass o
    JOIN pg_catalog.pg_am am ON o.opcmethod = am.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_opclass_is_visible(o.oid)
UNION ALL
  SELECT opf.oid as oid, opf.tableoid as tableoid,
  n.nspname as nspname,
  CAST(opf.opfname AS pg_catalog.text) AS name,
  CAST('operator family' AS pg_catalog.text) as object
  FROM pg_catalog.pg_opfamily opf
    JOIN pg_catalog.pg_am am ON opf.opfmethod = am.oid
    JOIN pg_catalog.pg_namespace n ON opf.opfnamespace = n.oid
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_opfamily_is_visible(opf.oid)
UNION ALL
  SELECT r.oid as oid, r.tableoid as tableoid,
  n.nspname as nspname,
  CAST(r.rulename AS pg_catalog.text) as name,  CAST('rule' AS pg_catalog.text) as object
  FROM pg_catalog.pg_rewrite r
       JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
       LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE r.rulename != '_RETURN'
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
UNION ALL
  SELECT t.oid as oid, t.tableoid as tableoid,
  n.nspname as nspname,
  CAST(t.tgname AS pg_catalog.text) as name,  CAST('trigger' AS pg_catalog.text) as object
  FROM pg_catalog.pg_trigger t
       JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
       LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
) AS tt
  JOIN pg_catalog.pg_description d ON (tt.oid = d.objoid AND tt.tableoid = d.classoid AND d.objsubid = 0)
ORDER BY 1, 2, 3;
-- end

-- psql | SELECT | pg_catalog.pg_collation pg_catalog.pg_type pg_catalog.pg_constraint pg_catalog.pg_namespace pg_catalog.pg_description |
SELECT n.nspname as "Schema",
       t.typname as "Name",
       pg_catalog.format_type(t.typbasetype, t.typtypmod) as "Type",
       (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type bt
        WHERE c.oid = t.typcollation AND bt.oid = t.typbasetype AND t.typcollation <> bt.typcollation) as "Collation",
       CASE WHEN t.typnotnull THEN 'not null' END as "Nullable",
       t.typdefault as "Default",
       pg_catalog.array_to_string(ARRAY(
         SELECT pg_catalog.pg_get_constraintdef(r.oid, true) FROM pg_catalog.pg_constraint r WHERE t.oid = r.contypid
       ), ' ') as "Check",
  pg_catalog.array_to_string(t.typacl, E'\n') AS "Access privileges",
       d.description as "Description"
FROM pg_catalog.pg_type t
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     LEFT JOIN pg_catalog.pg_description d ON d.classoid = t.tableoid AND d.objoid = t.oid AND d.objsubid = 0
WHERE t.typtype = 'd'
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_type_is_visible(t.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_default_acl pg_catalog.pg_namespace |
SELECT pg_catalog.pg_get_userbyid(d.defaclrole) AS "Owner",
  n.nspname AS "Schema",
  CASE d.defaclobjtype WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'function' WHEN 'T' THEN 'type' WHEN 'n' THEN 'schema' END AS "Type",
  pg_catalog.array_to_string(d.defaclacl, E'\n') AS "Access privileges"
FROM pg_catalog.pg_default_acl d
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
ORDER BY 1, 2, 3;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('f','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;
-- end

-- psql | SELECT | pg_catalog.pg_foreign_server pg_catalog.pg_foreign_data_wrapper pg_catalog.pg_description |
SELECT s.srvname AS "Name",
  pg_catalog.pg_get_userbyid(s.srvowner) AS "Owner",
  f.fdwname AS "Foreign-data wrapper",
  pg_catalog.array_to_string(s.srvacl, E'\n') AS "Access privileges",
  s.srvtype AS "Type",
  s.srvversion AS "Version",
  CASE WHEN srvoptions IS NULL THEN '' ELSE   '(' || pg_catalog.array_to_string(ARRAY(SELECT   pg_catalog.quote_ident(option_name) ||  ' ' ||   pg_catalog.quote_literal(option_value)  FROM   pg_catalog.pg_options_to_table(srvoptions)),  ', ') || ')'   END AS "FDW options",
  d.description AS "Description"
FROM pg_catalog.pg_foreign_server s
     JOIN pg_catalog.pg_foreign_data_wrapper f ON f.oid=s.srvfdw
LEFT JOIN pg_catalog.pg_description d
       ON d.classoid = s.tableoid AND d.objoid = s.oid AND d.objsubid = 0
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_foreign_table pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_foreign_server pg_catalog.pg_description |
SELECT n.nspname AS "Schema",
  c.relname AS "Table",
  s.srvname AS "Server",
 CASE WHEN ftoptions IS NULL THEN '' ELSE   '(' || pg_catalog.array_to_string(ARRAY(SELECT   pg_catalog.quote_ident(option_name) ||  ' ' ||   pg_catalog.quote_literal(option_value)  FROM   pg_catalog.pg_options_to_table(ftoptions)),  ', ') || ')'   END AS "FDW options",
  d.description AS "Description"
FROM pg_catalog.pg_foreign_table ft
  INNER JOIN pg_catalog.pg_class c ON c.oid = ft.ftrelid
  INNER JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  INNER JOIN pg_catalog.pg_foreign_server s ON s.oid = ft.ftserver
   LEFT JOIN pg_catalog.pg_description d
          ON d.classoid = c.tableoid AND d.objoid = c.oid AND d.objsubid = 0
WHERE pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_user_mappings |
SELECT um.srvname AS "Server",
  um.usename AS "User name"
FROM pg_catalog.pg_user_mappings um
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_foreign_data_wrapper pg_catalog.pg_description |
SELECT fdw.fdwname AS "Name",
  pg_catalog.pg_get_userbyid(fdw.fdwowner) AS "Owner",
  fdw.fdwhandler::pg_catalog.regproc AS "Handler",
  fdw.fdwvalidator::pg_catalog.regproc AS "Validator",
  pg_catalog.array_to_string(fdwacl, E'\n') AS "Access privileges",
 CASE WHEN fdwoptions IS NULL THEN '' ELSE   '(' || pg_catalog.array_to_string(ARRAY(SELECT   pg_catalog.quote_ident(option_name) ||  ' ' ||   pg_catalog.quote_literal(option_value)  FROM   pg_catalog.pg_options_to_table(fdwoptions)),  ', ') || ')'   END AS "FDW options",
  d.description AS "Description" 
FROM pg_catalog.pg_foreign_data_wrapper fdw
LEFT JOIN pg_catalog.pg_description d
       ON d.classoid = fdw.tableoid AND d.objoid = fdw.oid AND d.objsubid = 0
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_proc pg_catalog.pg_namespace pg_catalog.pg_language |
SELECT n.nspname as "Schema",
  p.proname as "Name",
  pg_catalog.pg_get_function_result(p.oid) as "Result data type",
  pg_catalog.pg_get_function_arguments(p.oid) as "Argument data types",
 CASE p.prokind
  WHEN 'a' THEN 'agg'
  WHEN 'w' THEN 'window'
  WHEN 'p' THEN 'proc'
  ELSE 'func'
 END as "Type",
 CASE
  WHEN p.provolatile = 'i' THEN 'immutable'
  WHEN p.provolatile = 's' THEN 'stable'
  WHEN p.provolatile = 'v' THEN 'volatile'
 END as "Volatility",
 CASE
  WHEN p.proparallel = 'r' THEN 'restricted'
  WHEN p.proparallel = 's' THEN 'safe'
  WHEN p.proparallel = 'u' THEN 'unsafe'
 END as "Parallel",
 pg_catalog.pg_get_userbyid(p.proowner) as "Owner",
 CASE WHEN prosecdef THEN 'definer' ELSE 'invoker' END AS "Security",
 pg_catalog.array_to_string(p.proacl, E'\n') AS "Access privileges",
 l.lanname as "Language",
 COALESCE(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) as "Source code",
 pg_catalog.obj_description(p.oid, 'pg_proc') as "Description"
FROM pg_catalog.pg_proc p
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     LEFT JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE pg_catalog.pg_function_is_visible(p.oid)
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
ORDER BY 1, 2, 4;
-- end

-- psql | SELECT | pg_catalog.pg_ts_config pg_catalog.pg_namespace pg_catalog.pg_ts_parser |
SELECT c.oid, c.cfgname,
   n.nspname,
   p.prsname,
   np.nspname as pnspname
FROM pg_catalog.pg_ts_config c
   LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace,
 pg_catalog.pg_ts_parser p
   LEFT JOIN pg_catalog.pg_namespace np ON np.oid = p.prsnamespace
WHERE  p.oid = c.cfgparser
  AND pg_catalog.pg_ts_config_is_visible(c.oid)
ORDER BY 3, 2;
-- end

-- psql | SELECT | pg_catalog.pg_ts_config_map pg_catalog.pg_ts_config |
SELECT
  ( SELECT t.alias FROM
    pg_catalog.ts_token_type(c.cfgparser) AS t
    WHERE t.tokid = m.maptokentype ) AS "Token",
  pg_catalog.btrim(
    ARRAY( SELECT mm.mapdict::pg_catalog.regdictionary
           FROM pg_catalog.pg_ts_config_map AS mm
           WHERE mm.mapcfg = m.mapcfg AND mm.maptokentype = m.maptokentype
           ORDER BY mapcfg, maptokentype, mapseqno
    ) :: pg_catalog.text,
  '{}') AS "Dictionaries"
FROM pg_catalog.pg_ts_config AS c, pg_catalog.pg_ts_config_map AS m
WHERE c.oid = '13152' AND m.mapcfg = c.oid
GROUP BY m.mapcfg, m.maptokentype, c.cfgparser
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_ts_dict pg_catalog.pg_namespace |
SELECT
  n.nspname as "Schema",
  d.dictname as "Name",
  pg_catalog.obj_description(d.oid, 'pg_ts_dict') as "Description"
FROM pg_catalog.pg_ts_dict d
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
WHERE pg_catalog.pg_ts_dict_is_visible(d.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_ts_parser pg_catalog.pg_namespace |
SELECT
  n.nspname as "Schema",
  p.prsname as "Name",
  pg_catalog.obj_description(p.oid, 'pg_ts_parser') as "Description"
FROM pg_catalog.pg_ts_parser p
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
WHERE pg_catalog.pg_ts_parser_is_visible(p.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_ts_template pg_catalog.pg_namespace |
SELECT
  n.nspname AS "Schema",
  t.tmplname AS "Name",
  pg_catalog.obj_description(t.oid, 'pg_ts_template') AS "Description"
FROM pg_catalog.pg_ts_template t
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
WHERE pg_catalog.pg_ts_template_is_visible(t.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_auth_members pg_catalog.pg_roles |
SELECT r.rolname, r.rolsuper, r.rolinherit,
  r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
  r.rolconnlimit, r.rolvaliduntil,
  ARRAY(SELECT b.rolname
        FROM pg_catalog.pg_auth_members m
        JOIN pg_catalog.pg_roles b ON (m.roleid = b.oid)
        WHERE m.member = r.oid) as memberof
, pg_catalog.shobj_description(r.oid, 'pg_authid') AS description
, r.rolreplication
, r.rolbypassrls
FROM pg_catalog.pg_roles r
WHERE r.rolname !~ '^pg_'
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_largeobject_metadata |
SELECT oid as "ID",
  pg_catalog.pg_get_userbyid(lomowner) as "Owner",
  pg_catalog.obj_description(oid, 'pg_largeobject') as "Description"
FROM pg_catalog.pg_largeobject_metadata
ORDER BY oid
-- end

-- psql | SELECT | pg_catalog.pg_language pg_catalog.pg_description |
SELECT l.lanname AS "Name",
       pg_catalog.pg_get_userbyid(l.lanowner) as "Owner",
       l.lanpltrusted AS "Trusted",
       NOT l.lanispl AS "Internal language",
       l.lanplcallfoid::pg_catalog.regprocedure AS "Call handler",
       l.lanvalidator::pg_catalog.regprocedure AS "Validator",
       l.laninline::pg_catalog.regprocedure AS "Inline handler",
       pg_catalog.array_to_string(l.lanacl, E'\n') AS "Access privileges",
       d.description AS "Description"
FROM pg_catalog.pg_language l
LEFT JOIN pg_catalog.pg_description d
  ON d.classoid = l.tableoid AND d.objoid = l.oid
  AND d.objsubid = 0
WHERE l.lanplcallfoid != 0
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_am |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner",
  CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 't' THEN 'temporary' WHEN 'u' THEN 'unlogged' END as "Persistence",
  am.amname as "Access method",
  pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) as "Size",
  pg_catalog.obj_description(c.oid, 'pg_class') as "Description"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind IN ('m','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;
-- end

-- psql | SELECT | pg_catalog.pg_namespace |
SELECT n.nspname AS "Name",
  pg_catalog.pg_get_userbyid(n.nspowner) AS "Owner",
  pg_catalog.array_to_string(n.nspacl, E'\n') AS "Access privileges",
  pg_catalog.obj_description(n.oid, 'pg_namespace') AS "Description"
FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_operator pg_catalog.pg_namespace |
SELECT n.nspname as "Schema",
  o.oprname AS "Name",
  CASE WHEN o.oprkind='l' THEN NULL ELSE pg_catalog.format_type(o.oprleft, NULL) END AS "Left arg type",
  CASE WHEN o.oprkind='r' THEN NULL ELSE pg_catalog.format_type(o.oprright, NULL) END AS "Right arg type",
  pg_catalog.format_type(o.oprresult, NULL) AS "Result type",
  coalesce(pg_catalog.obj_description(o.oid, 'pg_operator'),
           pg_catalog.obj_description(o.oprcode, 'pg_proc')) AS "Description"
FROM pg_catalog.pg_operator o
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_operator_is_visible(o.oid)
ORDER BY 1, 2, 3, 4;
-- end

-- psql | SELECT | pg_catalog.pg_collation pg_catalog.pg_namespace |
SELECT n.nspname AS "Schema",
       c.collname AS "Name",
       c.collcollate AS "Collate",
       c.collctype AS "Ctype",
       c.colliculocale AS "ICU Locale",
       CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Provider",
       CASE WHEN c.collisdeterministic THEN 'yes' ELSE 'no' END AS "Deterministic?"
FROM pg_catalog.pg_collation c, pg_catalog.pg_namespace n
WHERE n.oid = c.collnamespace
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
      AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))
  AND pg_catalog.pg_collation_is_visible(c.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_attribute pg_catalog.pg_roles pg_catalog.pg_policy pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' END as "Type",
  pg_catalog.array_to_string(c.relacl, E'\n') AS "Access privileges",
  pg_catalog.array_to_string(ARRAY(
    SELECT attname || E':\n  ' || pg_catalog.array_to_string(attacl, E'\n  ')
    FROM pg_catalog.pg_attribute a
    WHERE attrelid = c.oid AND NOT attisdropped AND attacl IS NOT NULL
  ), E'\n') AS "Column privileges",
  pg_catalog.array_to_string(ARRAY(
    SELECT polname
    || CASE WHEN NOT polpermissive THEN
       E' (RESTRICTIVE)'
       ELSE '' END
    || CASE WHEN polcmd != '*' THEN
           E' (' || polcmd::pg_catalog.text || E'):'
       ELSE E':'
       END
    || CASE WHEN polqual IS NOT NULL THEN
           E'\n  (u): ' || pg_catalog.pg_get_expr(polqual, polrelid)
       ELSE E''
       END
    || CASE WHEN polwithcheck IS NOT NULL THEN
           E'\n  (c): ' || pg_catalog.pg_get_expr(polwithcheck, polrelid)
       ELSE E''
       END    || CASE WHEN polroles <> '{0}' THEN
           E'\n  to: ' || pg_catalog.array_to_string(
               ARRAY(
                   SELECT rolname
                   FROM pg_catalog.pg_roles
                   WHERE oid = ANY (polroles)
                   ORDER BY 1
               ), E', ')
       ELSE E''
       END
    FROM pg_catalog.pg_policy pol
    WHERE polrelid = c.oid), E'\n')
    AS "Policies"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r','v','m','S','f','p')
  AND n.nspname !~ '^pg_' AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_index |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner",
  CASE c.relkind WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
 c2.oid::pg_catalog.regclass as "Table",
  s.tps as "Total size",
  pg_catalog.obj_description(c.oid, 'pg_class') as "Description"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
     LEFT JOIN pg_catalog.pg_class c2 ON i.indrelid = c2.oid,
     LATERAL (SELECT pg_catalog.pg_size_pretty(sum(
                 CASE WHEN ppt.isleaf AND ppt.level = 1
                      THEN pg_catalog.pg_table_size(ppt.relid) ELSE 0 END)) AS dps,
                     pg_catalog.pg_size_pretty(sum(pg_catalog.pg_table_size(ppt.relid))) AS tps
              FROM pg_catalog.pg_partition_tree(c.oid) ppt) s
WHERE c.relkind IN ('p','I','')
 AND NOT c.relispartition
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY "Schema", "Type" DESC, "Name";
-- end

-- psql | SELECT | pg_catalog.pg_db_role_setting pg_catalog.pg_database pg_catalog.pg_roles |
SELECT rolname AS "Role", datname AS "Database",
pg_catalog.array_to_string(setconfig, E'\n') AS "Settings"
FROM pg_catalog.pg_db_role_setting s
LEFT JOIN pg_catalog.pg_database d ON d.oid = setdatabase
LEFT JOIN pg_catalog.pg_roles r ON r.oid = setrole
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_publication |
SELECT oid, pubname,
  pg_catalog.pg_get_userbyid(pubowner) AS owner,
  puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot
FROM pg_catalog.pg_publication
ORDER BY 2;
-- end

-- psql | SELECT | pg_catalog.pg_attribute pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_publication_rel |
SELECT n.nspname, c.relname, pg_get_expr(pr.prqual, c.oid), (CASE WHEN pr.prattrs IS NOT NULL THEN
     pg_catalog.array_to_string(      ARRAY(SELECT attname
              FROM
                pg_catalog.generate_series(0, pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s,
                pg_catalog.pg_attribute
        WHERE attrelid = c.oid AND attnum = prattrs[s]), ', ')
       ELSE NULL END)
FROM pg_catalog.pg_class c,
     pg_catalog.pg_namespace n,
     pg_catalog.pg_publication_rel pr
WHERE c.relnamespace = n.oid
  AND c.oid = pr.prrelid
  AND pr.prpubid = '16418'
ORDER BY 1,2
-- end

-- psql | SELECT | pg_catalog.pg_namespace pg_catalog.pg_publication_namespace |
SELECT n.nspname
FROM pg_catalog.pg_namespace n
     JOIN pg_catalog.pg_publication_namespace pn ON n.oid = pn.pnnspid
WHERE pn.pnpubid = '16418'
ORDER BY 1
-- end

-- psql | SELECT | pg_catalog.pg_subscription pg_catalog.pg_database |
SELECT subname AS "Name"
,  pg_catalog.pg_get_userbyid(subowner) AS "Owner"
,  subenabled AS "Enabled"
,  subpublications AS "Publication"
, subbinary AS "Binary"
, substream AS "Streaming"
, subtwophasestate AS "Two-phase commit"
, subdisableonerr AS "Disable on error"
,  subsynccommit AS "Synchronous commit"
,  subconninfo AS "Conninfo"
, subskiplsn AS "Skip LSN"
FROM pg_catalog.pg_subscription
WHERE subdbid = (SELECT oid
                 FROM pg_catalog.pg_database
                 WHERE datname = pg_catalog.current_database())ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_am |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner",
  CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 't' THEN 'temporary' WHEN 'u' THEN 'unlogged' END as "Persistence",
  am.amname as "Access method",
  pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) as "Size",
  pg_catalog.obj_description(c.oid, 'pg_class') as "Description"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind IN ('r','p','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;
-- end

-- psql | SELECT | pg_catalog.pg_enum pg_catalog.pg_type pg_catalog.pg_namespace pg_catalog.pg_class |
SELECT n.nspname as "Schema",
  pg_catalog.format_type(t.oid, NULL) AS "Name",
  t.typname AS "Internal name",
  CASE WHEN t.typrelid != 0
      THEN CAST('tuple' AS pg_catalog.text)
    WHEN t.typlen < 0
      THEN CAST('var' AS pg_catalog.text)
    ELSE CAST(t.typlen AS pg_catalog.text)
  END AS "Size",
  pg_catalog.array_to_string(
      ARRAY(
          SELECT e.enumlabel
          FROM pg_catalog.pg_enum e
          WHERE e.enumtypid = t.oid
          ORDER BY e.enumsortorder
      ),
      E'\n'
  ) AS "Elements",
  pg_catalog.pg_get_userbyid(t.typowner) AS "Owner",
pg_catalog.array_to_string(t.typacl, E'\n') AS "Access privileges",
    pg_catalog.obj_description(t.oid, 'pg_type') as "Description"
FROM pg_catalog.pg_type t
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid))
  AND NOT EXISTS(SELECT 1 FROM pg_catalog.pg_type el WHERE el.oid = t.typelem AND el.typarray = t.oid)
      AND n.nspname <> 'pg_catalog'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_type_is_visible(t.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_auth_members pg_catalog.pg_roles |
SELECT r.rolname, r.rolsuper, r.rolinherit,
  r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
  r.rolconnlimit, r.rolvaliduntil,
  ARRAY(SELECT b.rolname
        FROM pg_catalog.pg_auth_members m
        JOIN pg_catalog.pg_roles b ON (m.roleid = b.oid)
        WHERE m.member = r.oid) as memberof
, r.rolreplication
, r.rolbypassrls
FROM pg_catalog.pg_roles r
WHERE r.rolname !~ '^pg_'
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_extension |
SELECT e.extname, e.oid
FROM pg_catalog.pg_extension e
WHERE e.extname OPERATOR(pg_catalog.~) '^(postgres_fdw)$' COLLATE pg_catalog.default
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_depend |
SELECT pg_catalog.pg_describe_object(classid, objid, 0) AS "Object description"
FROM pg_catalog.pg_depend
WHERE refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND refobjid = '16444' AND deptype = 'e'
ORDER BY 1;
-- end

-- psql | SELECT | pg_catalog.pg_statistic_ext |
SELECT 
es.stxnamespace::pg_catalog.regnamespace::pg_catalog.text AS "Schema", 
es.stxname AS "Name", 
pg_catalog.format('%s FROM %s', 
  pg_catalog.pg_get_statisticsobjdef_columns(es.oid), 
  es.stxrelid::pg_catalog.regclass) AS "Definition",
CASE WHEN 'd' = any(es.stxkind) THEN 'defined' 
END AS "Ndistinct", 
CASE WHEN 'f' = any(es.stxkind) THEN 'defined' 
END AS "Dependencies",
CASE WHEN 'm' = any(es.stxkind) THEN 'defined' 
END AS "MCV"  
FROM pg_catalog.pg_statistic_ext es 
WHERE pg_catalog.pg_statistics_obj_is_visible(es.oid)
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_event_trigger |
SELECT evtname as "Name", evtevent as "Event", pg_catalog.pg_get_userbyid(e.evtowner) as "Owner",
 case evtenabled when 'O' then 'enabled'  when 'R' then 'replica'  when 'A' then 'always'  when 'D' then 'disabled' end as "Enabled",
 e.evtfoid::pg_catalog.regproc as "Function", pg_catalog.array_to_string(array(select x from pg_catalog.unnest(evttags) as t(x)), ', ') as "Tags"
FROM pg_catalog.pg_event_trigger e ORDER BY 1
-- end

-- psql | SELECT | pg_catalog.pg_database pg_catalog.pg_tablespace |
SELECT d.datname as "Name",
       pg_catalog.pg_get_userbyid(d.datdba) as "Owner",
       pg_catalog.pg_encoding_to_char(d.encoding) as "Encoding",
       d.datcollate as "Collate",
       d.datctype as "Ctype",
       d.daticulocale as "ICU Locale",
       CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Locale Provider",
       pg_catalog.array_to_string(d.datacl, E'\n') AS "Access privileges",
       CASE WHEN pg_catalog.has_database_privilege(d.datname, 'CONNECT')
            THEN pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(d.datname))
            ELSE 'No Access'
       END as "Size",
       t.spcname as "Tablespace",
       pg_catalog.shobj_description(d.oid, 'pg_database') as "Description"
FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_tablespace t on d.dattablespace = t.oid
ORDER BY 1;
-- end

-- psql | SELECT |  |
SELECT 'app.f'::pg_catalog.regproc::pg_catalog.oid
-- end

-- psql | SELECT |  |
SELECT pg_catalog.pg_get_functiondef(16405)
-- end

-- psql | SELECT |  |
SELECT 'app.v'::pg_catalog.regclass::pg_catalog.oid
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT nspname, relname, relkind, pg_catalog.pg_get_viewdef(c.oid, true), pg_catalog.array_remove(pg_catalog.array_remove(c.reloptions,'check_option=local'),'check_option=cascaded') AS reloptions, CASE WHEN 'check_option=local' = ANY (c.reloptions) THEN 'LOCAL'::text WHEN 'check_option=cascaded' = ANY (c.reloptions) THEN 'CASCADED'::text ELSE NULL END AS checkoption FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON c.relnamespace = n.oid WHERE c.oid = 16397
-- end

-- psql | SELECT | pg_catalog.pg_attribute pg_catalog.pg_roles pg_catalog.pg_policy pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' END as "Type",
  pg_catalog.array_to_string(c.relacl, E'\n') AS "Access privileges",
  pg_catalog.array_to_string(ARRAY(
    SELECT attname || E':\n  ' || pg_catalog.array_to_string(attacl, E'\n  ')
    FROM pg_catalog.pg_attribute a
    WHERE attrelid = c.oid AND NOT attisdropped AND attacl IS NOT NULL
  ), E'\n') AS "Column privileges",
  pg_catalog.array_to_string(ARRAY(
    SELECT polname
    || CASE WHEN NOT polpermissive THEN
       E' (RESTRICTIVE)'
       ELSE '' END
    || CASE WHEN polcmd != '*' THEN
           E' (' || polcmd::pg_catalog.text || E'):'
       ELSE E':'
       END
    || CASE WHEN polqual IS NOT NULL THEN
           E'\n  (u): ' || pg_catalog.pg_get_expr(polqual, polrelid)
       ELSE E''
       END
    || CASE WHEN polwithcheck IS NOT NULL THEN
           E'\n  (c): ' || pg_catalog.pg_get_expr(polwithcheck, polrelid)
       ELSE E''
       END    || CASE WHEN polroles <> '{0}' THEN
           E'\n  to: ' || pg_catalog.array_to_string(
               ARRAY(
                   SELECT rolname
                   FROM pg_catalog.pg_roles
                   WHERE oid = ANY (polroles)
                   ORDER BY 1
               ), E', ')
       ELSE E''
       END
    FROM pg_catalog.pg_policy pol
    WHERE polrelid = c.oid), E'\n')
    AS "Policies"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r','v','m','S','f','p')
  AND c.relname OPERATOR(pg_catalog.~) '^(t)$' COLLATE pg_catalog.default
  AND n.nspname OPERATOR(pg_catalog.~) '^(app)$' COLLATE pg_catalog.default
ORDER BY 1, 2;
-- end

-- psql | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace pg_catalog.pg_am pg_catalog.pg_index |
SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner",
  c2.relname as "Table",
  CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 't' THEN 'temporary' WHEN 'u' THEN 'unlogged' END as "Persistence",
  am.amname as "Access method",
  pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) as "Size",
  pg_catalog.obj_description(c.oid, 'pg_class') as "Description"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
     LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
     LEFT JOIN pg_catalog.pg_class c2 ON i.indrelid = c2.oid
WHERE c.relkind IN ('i','I','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;
-- end

-- pg_restore | SET |  |
SET statement_timeout = 0;
-- end

-- pg_restore | SET |  |
SET lock_timeout = 0;
-- end

-- pg_restore | SET |  |
SET idle_in_transaction_session_timeout = 0;
-- end

-- pg_restore | SET |  |
SET client_encoding = 'UTF8';
-- end

-- pg_restore | SET |  |
SET standard_conforming_strings = on;
-- end

-- pg_restore | SET |  |
SET check_function_bodies = false;
-- end

-- pg_restore | SET |  |
SET xmloption = content;
-- end

-- pg_restore | SET |  |
SET client_min_messages = warning;
-- end

-- pg_restore | SET |  |
SET row_security = off;
-- end

-- pg_restore | ALTER SCHEMA |  |
ALTER SCHEMA app OWNER TO postgres;
-- end

-- pg_restore | CREATE EXTENSION |  |
CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public;
-- end

-- pg_restore | COMMENT |  |
COMMENT ON EXTENSION postgres_fdw IS 'foreign-data wrapper for remote PostgreSQL servers';
-- end

-- pg_restore | CREATE DOMAIN |  |
CREATE DOMAIN app.dom AS integer
	CONSTRAINT dom_check CHECK ((VALUE > 0));
-- end

-- pg_restore | ALTER DOMAIN |  |
ALTER DOMAIN app.dom OWNER TO postgres;
-- end

-- pg_restore | CREATE TYPE |  |
CREATE TYPE app.e AS ENUM (
    'a',
    'b'
);
-- end

-- pg_restore | ALTER TYPE |  |
ALTER TYPE app.e OWNER TO postgres;
-- end

-- pg_restore | CREATE FUNCTION |  |
CREATE FUNCTION app.f(integer) RETURNS integer
    LANGUAGE sql
    AS $_$select $1$_$;
-- end

-- pg_restore | ALTER FUNCTION |  |
ALTER FUNCTION app.f(integer) OWNER TO postgres;
-- end

-- pg_restore | ALTER SERVER |  |
ALTER SERVER sv OWNER TO postgres;
-- end

-- pg_restore | SET |  |
SET default_tablespace = '';
-- end

-- pg_restore | SET |  |
SET default_table_access_method = heap;
-- end

-- pg_restore | CREATE TABLE |  | app.c
CREATE TABLE app.c (
    id integer
);
-- end

-- pg_restore | ALTER TABLE |  | app.c
ALTER TABLE app.c OWNER TO postgres;
-- end

-- pg_restore | CREATE FOREIGN TABLE |  | app.ft
CREATE FOREIGN TABLE app.ft (
    x integer
)
SERVER sv;
-- end

-- pg_restore | ALTER FOREIGN TABLE |  | app.ft
ALTER FOREIGN TABLE app.ft OWNER TO postgres;
-- end

-- pg_restore | CREATE MATERIALIZED VIEW |  | app.m
CREATE MATERIALIZED VIEW app.m AS
 SELECT 1 AS x
  WITH NO DATA;
-- end

-- pg_restore | ALTER TABLE |  | app.m
ALTER TABLE app.m OWNER TO postgres;
-- end

-- pg_restore | CREATE TABLE |  | app.p
CREATE TABLE app.p (
    id integer,
    d date
)
PARTITION BY RANGE (d);
-- end

-- pg_restore | ALTER TABLE |  | app.p
ALTER TABLE app.p OWNER TO postgres;
-- end

-- pg_restore | CREATE TABLE |  | app.p1
CREATE TABLE app.p1 (
    id integer,
    d date
);
-- end

-- pg_restore | ALTER TABLE |  | app.p1
ALTER TABLE app.p1 OWNER TO postgres;
-- end

-- pg_restore | CREATE SEQUENCE |  |
CREATE SEQUENCE app.s
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
-- end

-- pg_restore | ALTER TABLE |  | app.s
ALTER TABLE app.s OWNER TO postgres;
-- end

-- pg_restore | CREATE TABLE |  | app.t
CREATE TABLE app.t (
    id bigint NOT NULL,
    a text DEFAULT 'x'::text NOT NULL,
    b integer,
    g integer GENERATED ALWAYS AS ((b * 2)) STORED,
    CONSTRAINT t_b_check CHECK ((b > 0))
);
-- end

-- pg_restore | ALTER TABLE |  | app.t
ALTER TABLE app.t OWNER TO postgres;
-- end

-- pg_restore | CREATE SEQUENCE |  |
CREATE SEQUENCE app.t_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
-- end

-- pg_restore | ALTER TABLE |  | app.t_id_seq
ALTER TABLE app.t_id_seq OWNER TO postgres;
-- end

-- pg_restore | ALTER SEQUENCE |  |
ALTER SEQUENCE app.t_id_seq OWNED BY app.t.id;
-- end

-- pg_restore | CREATE VIEW | app.t | app.v
CREATE VIEW app.v AS
 SELECT t.id,
    t.a,
    t.b
   FROM app.t;
-- end

-- pg_restore | ALTER TABLE |  | app.v
ALTER TABLE app.v OWNER TO postgres;
-- end

-- pg_restore | ALTER TABLE |  | app.p app.p1
ALTER TABLE ONLY app.p ATTACH PARTITION app.p1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- end

-- pg_restore | ALTER TABLE |  | app.t
ALTER TABLE ONLY app.t ALTER COLUMN id SET DEFAULT nextval('app.t_id_seq'::regclass);
-- end

-- pg_restore | COPY |  | app.c
COPY app.c (id) FROM stdin;
-- end

-- pg_restore | COPY |  | app.p1
COPY app.p1 (id, d) FROM stdin;
-- end

-- pg_restore | COPY |  | app.t
COPY app.t (id, a, b) FROM stdin;
-- end

-- pg_restore | SELECT |  |
SELECT pg_catalog.setval('app.s', 1, false);
-- end

-- pg_restore | SELECT |  |
SELECT pg_catalog.setval('app.t_id_seq', 5, true);
-- end

-- pg_restore | ALTER TABLE |  | app.t
ALTER TABLE ONLY app.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (id);
-- end

-- pg_restore | CREATE INDEX |  | app.t
CREATE INDEX t_a_idx ON app.t USING btree (a);
-- end

-- pg_restore | CREATE STATISTICS | app.t |
CREATE STATISTICS app.st ON a, b FROM app.t;
-- end

-- pg_restore | ALTER STATISTICS |  |
ALTER STATISTICS app.st OWNER TO postgres;
-- end

-- pg_restore | CREATE RULE |  | app.v
CREATE RULE r AS
    ON DELETE TO app.v DO INSTEAD NOTHING;
-- end

-- pg_restore | ALTER TABLE | app.t | app.c
ALTER TABLE ONLY app.c
    ADD CONSTRAINT c_id_fkey FOREIGN KEY (id) REFERENCES app.t(id);
-- end

-- pg_restore | CREATE PUBLICATION |  |
CREATE PUBLICATION pub WITH (publish = 'insert, update, delete, truncate');
-- end

-- pg_restore | ALTER PUBLICATION |  |
ALTER PUBLICATION pub OWNER TO postgres;
-- end

-- pg_restore | ALTER PUBLICATION | app.t |
ALTER PUBLICATION pub ADD TABLE ONLY app.t;
-- end

-- pg_restore | REFRESH MATERIALIZED VIEW |  | app.m
REFRESH MATERIALIZED VIEW app.m;
-- end

-- pg_dump --inserts | INSERT |  | app.t
INSERT INTO app.t VALUES (1, 'q', 1, DEFAULT);
-- end

-- pg_dump --inserts | INSERT |  | app.t
INSERT INTO app.t VALUES (2, 'q', 2, DEFAULT);
-- end

-- pg_dump --inserts | INSERT |  | app.t
INSERT INTO app.t VALUES (3, 'q', 3, DEFAULT);
-- end

-- DBeaver | SET |  |
SET extra_float_digits = 3
-- end

-- DBeaver | SET |  |
SET application_name = 'DBeaver 24.2.0 - Main <postgres>'
-- end

-- DBeaver | SHOW |  |
SHOW search_path
-- end

-- DBeaver | SELECT |  |
SELECT version()
-- end

-- DBeaver | SELECT |  |
SELECT current_schema(),session_user
-- end

-- DBeaver | SELECT | pg_catalog.pg_namespace pg_catalog.pg_description |
SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass ORDER BY nspname
-- end

-- DBeaver | SELECT | pg_catalog.pg_database |
SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE 1 = 1 AND datallowconn AND NOT datistemplate OR db.datname =$1 ORDER BY db.datname
-- end

-- DBeaver | SELECT | pg_catalog.pg_type pg_catalog.pg_class pg_catalog.pg_description |
SELECT t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description FROM pg_catalog.pg_type t LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid=t.typelem LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid=d.objoid WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C')
-- end

-- DBeaver | SELECT | pg_catalog.pg_class pg_catalog.pg_description |
SELECT c.oid,c.*,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr, pg_catalog.pg_get_partkeydef(c.oid) as partition_key FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass WHERE c.relnamespace=$1 AND c.relkind not in ('i','I','c')
-- end

-- DBeaver | SELECT | pg_catalog.pg_attribute pg_catalog.pg_class pg_catalog.pg_attrdef pg_catalog.pg_description pg_depend |
SELECT c.relname,a.*,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid FROM pg_catalog.pg_attribute a INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid) LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum) LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid) LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid WHERE NOT a.attisdropped AND c.relkind not in ('i','I','c') AND c.oid=$1 ORDER BY a.attnum
-- end

-- DBeaver | SELECT | pg_catalog.pg_constraint pg_catalog.pg_namespace |
SELECT "ns".nspname, c.* FROM (SELECT con.*, pg_get_constraintdef(con.oid) AS definition FROM pg_catalog.pg_constraint con) c, pg_catalog.pg_namespace "ns" WHERE c.connamespace = ns.oid
-- end

-- DBeaver | SELECT | public.orders |
SELECT x.* FROM public.orders x
-- end

-- DBeaver | SELECT | public.Order_Items |
SELECT x.* FROM public."Order_Items" x WHERE x."Order Id" = 10248 ORDER BY x."Line" LIMIT 200
-- end

-- DBeaver | UPDATE |  | public.orders
UPDATE public.orders SET status='shipped' WHERE id=42
-- end

-- DBeaver | EXPLAIN | public.orders |
EXPLAIN (FORMAT XML, ANALYZE) SELECT * FROM public.orders
-- end

-- DBeaver | SELECT | public.orders |
SELECT count(*) FROM (SELECT * FROM public.orders o WHERE o.status = 'open') dbvrcnt
-- end

-- pgAdmin | SET, SET, SELECT, SET | pg_settings |
SET DateStyle=ISO; SET client_min_messages=notice; SELECT set_config('bytea_output','hex',false) FROM pg_settings WHERE name = 'bytea_output'; SET client_encoding='utf-8';
-- end

-- pgAdmin | SELECT | pg_catalog.pg_database |
SELECT
    db.oid as did, db.datname, db.datallowconn,
    pg_encoding_to_char(db.encoding) AS serverencoding,
    has_database_privilege(db.oid, 'CREATE') as cancreate,
    datistemplate
FROM
    pg_catalog.pg_database db
WHERE db.datname = current_database()
-- end

-- pgAdmin | SELECT | pg_catalog.pg_stat_gssapi |
SELECT gss_authenticated, encrypted
FROM pg_catalog.pg_stat_gssapi
WHERE pid = pg_backend_pid()
-- end

-- pgAdmin | SELECT | pg_roles pg_auth_members pg_catalog.pg_roles |
SELECT
    roles.oid as id, roles.rolname as name,
    roles.rolsuper as is_superuser,
    CASE WHEN roles.rolsuper THEN true ELSE roles.rolcreaterole END as can_create_role,
    CASE WHEN 'pg_signal_backend'=ANY(ARRAY(WITH RECURSIVE cte AS (
    SELECT pg_roles.oid,pg_roles.rolname FROM pg_roles
        WHERE pg_roles.oid = roles.oid
    UNION ALL
    SELECT m.roleid, pgr.rolname FROM cte cte_1
        JOIN pg_auth_members m ON m.member = cte_1.oid
        JOIN pg_roles pgr ON pgr.oid = m.roleid)
    SELECT rolname FROM cte)) THEN True ELSE False END as can_signal_backend
FROM pg_catalog.pg_roles as roles
WHERE rolname = current_user
-- end

-- pgAdmin | SELECT | pg_catalog.pg_stat_activity pg_catalog.pg_database pg_catalog.pg_stat_database |
/*pga4dash*/
SELECT 'session_stats' AS chart_name, pg_catalog.row_to_json(t) AS chart_data
FROM (SELECT
   (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = (SELECT datname FROM pg_catalog.pg_database WHERE oid = 16384)) AS "Total",
   (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE state = 'active') AS "Active"
) t
UNION ALL
SELECT 'tps_stats' AS chart_name, pg_catalog.row_to_json(t) AS chart_data
FROM (SELECT
   (SELECT sum(xact_commit) FROM pg_catalog.pg_stat_database WHERE datname = 'app') AS "Commits"
) t
-- end

-- pgAdmin | SELECT | pg_catalog.pg_trigger pg_catalog.pg_inherits pg_catalog.pg_class |
SELECT rel.oid, rel.relname AS name,
    (SELECT count(*) FROM pg_catalog.pg_trigger WHERE tgrelid=rel.oid AND tgisinternal = FALSE) AS triggercount,
    (CASE WHEN rel.relkind = 'p' THEN true ELSE false END) AS is_partitioned,
    (SELECT count(1) FROM pg_catalog.pg_inherits WHERE inhrelid=rel.oid LIMIT 1) as is_inherits
FROM pg_catalog.pg_class rel
    WHERE rel.relkind IN ('r','s','t','p') AND rel.relnamespace = 2200::oid
    AND NOT rel.relispartition
    ORDER BY rel.relname
-- end

-- pgAdmin | SELECT | pg_catalog.pg_attribute pg_catalog.pg_type pg_catalog.pg_class pg_catalog.pg_constraint |
SELECT at.attname, at.attnum, ty.typname
FROM pg_catalog.pg_attribute at LEFT JOIN pg_catalog.pg_type ty ON (ty.oid = at.atttypid)
    JOIN pg_catalog.pg_class cl ON cl.oid = at.attrelid
WHERE attrelid = 16390::oid AND attnum = ANY (
    (SELECT con.conkey FROM pg_catalog.pg_class rel LEFT OUTER JOIN pg_catalog.pg_constraint con ON con.conrelid=rel.oid AND con.contype='p' WHERE rel.relkind IN ('r','s','t', 'p') AND rel.oid = 16390::oid)::oid[])
-- end

-- pgAdmin | SELECT | public.orders |
SELECT * FROM public.orders
ORDER BY id ASC LIMIT 100
-- end

-- pgAdmin | INSERT |  | public.orders
INSERT INTO public.orders (customer_id, status) VALUES ('7'::integer, 'open'::text) RETURNING id
-- end

-- pgAdmin | DELETE |  | public.orders
DELETE FROM public.orders WHERE ("id") IN ('17')
-- end

-- pgAdmin | CREATE TABLE, ALTER TABLE |  | public.notes
CREATE TABLE IF NOT EXISTS public.notes
(
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    body text COLLATE pg_catalog."default",
    CONSTRAINT notes_pkey PRIMARY KEY (id)
)
TABLESPACE pg_default;

ALTER TABLE IF EXISTS public.notes
    OWNER to postgres;
-- end

-- pgAdmin | SELECT |  |
SELECT pg_catalog.pg_cancel_backend(4711)
-- end

-- DataGrip | SET |  |
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
-- end

-- DataGrip | SELECT |  |
select current_database() as a, current_schemas(false) as b
-- end

-- DataGrip | SELECT | pg_catalog.pg_settings |
select name, case when context in ('postmaster', 'sighup') then 1 else 0 end from pg_catalog.pg_settings where name in ('max_index_keys', 'server_version_num')
-- end

-- DataGrip | SELECT | pg_catalog.pg_namespace pg_catalog.pg_description |
select N.oid::bigint as id,
       N.xmin as state_number,
       nspname as name,
       D.description,
       pg_catalog.pg_get_userbyid(N.nspowner) as "owner"
from pg_catalog.pg_namespace N
  left join pg_catalog.pg_description D on N.oid = D.objoid
order by case when nspname = pg_catalog.current_schema() then -1::bigint else N.oid::bigint end
-- end

-- DataGrip | SELECT | pg_catalog.pg_language pg_catalog.pg_proc |
with languages as (select oid as lang_oid, lanname as lang
                   from pg_catalog.pg_language),
     routines as (select proname as r_name,
                         prolang as lang_oid,
                         oid as r_id,
                         xmin as r_state_number,
                         proargnames as arg_names
                  from pg_catalog.pg_proc
                  where pronamespace = $1::oid
                    and not (prokind = 'a'))
select *
from routines natural join languages
-- end

-- DataGrip | SELECT | pg_catalog.pg_partitioned_table pg_catalog.pg_class |
select T.relkind as table_kind, T.relname as table_name, T.oid as table_id,
       case when T.relkind = 'p' then (select partstrat from pg_catalog.pg_partitioned_table pt where pt.partrelid = T.oid) end
from pg_catalog.pg_class T
where relnamespace = $1::oid and relkind in ('r', 'm', 'v', 'f', 'p')
order by table_kind, table_id
-- end

-- DataGrip | SELECT | pg_catalog.pg_class pg_catalog.pg_attribute pg_catalog.pg_attrdef |
with T as (select distinct T.oid as table_id, T.relname as table_name
           from pg_catalog.pg_class T, pg_catalog.pg_attribute A
           where T.relnamespace = $1::oid and A.attrelid = T.oid)
select T.table_id, C.attnum as column_position, C.attname as column_name
from T join pg_catalog.pg_attribute C on T.table_id = C.attrelid
     left join pg_catalog.pg_attrdef D on (C.attrelid, C.attnum) = (D.adrelid, D.adnum)
where attnum > 0
-- end

-- DataGrip | SELECT | public.orders |
SELECT t.*, CTID FROM public.orders t LIMIT 501
-- end

-- DataGrip | SELECT | public.customers |
select t.* from public.customers t where city = 'Bern'
-- end

-- DataGrip | UPDATE |  | public.customers
UPDATE public.customers t SET city = 'Basel' WHERE t.id = 5
-- end

-- DataGrip | ALTER TABLE |  | public.customers
alter table public.customers add note varchar(200)
-- end

-- DataGrip | CREATE INDEX |  | public.customers
create index concurrently customers_city_idx on public.customers (lower(city))
-- end

-- pgJDBC | SET |  |
SET application_name = 'PostgreSQL JDBC Driver'
-- end

-- pgJDBC | SELECT | pg_catalog.pg_namespace pg_catalog.pg_class pg_catalog.pg_description |
SELECT NULL AS TABLE_CAT, n.nspname AS TABLE_SCHEM, c.relname AS TABLE_NAME, CASE n.nspname ~ '^pg_' OR n.nspname = 'information_schema' WHEN true THEN CASE WHEN n.nspname = 'pg_catalog' THEN 'SYSTEM TABLE' ELSE NULL END WHEN false THEN CASE c.relkind WHEN 'r' THEN 'TABLE' ELSE NULL END ELSE NULL END AS TABLE_TYPE, d.description AS REMARKS FROM pg_catalog.pg_namespace n, pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_description d ON (c.oid = d.objoid AND d.objsubid = 0 and d.classoid = 'pg_class'::regclass) WHERE c.relnamespace = n.oid AND c.relname LIKE 'ord%' ORDER BY TABLE_TYPE,TABLE_SCHEM,TABLE_NAME
-- end

-- pgJDBC | SELECT | pg_catalog.pg_namespace pg_catalog.pg_class pg_catalog.pg_attribute |
SELECT * FROM (SELECT n.nspname,c.relname,a.attname,a.atttypid,row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS attnum, nullif(a.attidentity, '') as attidentity FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON (c.relnamespace = n.oid) JOIN pg_catalog.pg_attribute a ON (a.attrelid=c.oid) WHERE c.relkind in ('r','p','v','f','m') and a.attnum > 0 AND NOT a.attisdropped) c WHERE true ORDER BY nspname,c.relname,attnum
-- end

-- pgJDBC | SELECT | pg_catalog.pg_type pg_catalog.pg_namespace pg_catalog.pg_class |
SELECT t.typname,t.oid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON (t.typnamespace = n.oid) WHERE n.nspname  != 'pg_toast' AND (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid))
-- end

-- pgJDBC | SHOW |  |
SHOW TRANSACTION ISOLATION LEVEL
-- end

-- pgJDBC | SELECT | pg_catalog.pg_type pg_namespace |
SELECT typinput='pg_catalog.array_in'::regproc as is_array, typtype, typname, pg_type.oid FROM pg_catalog.pg_type LEFT JOIN (select ns.oid as nspoid, ns.nspname, r.r from pg_namespace as ns join ( select s.r, (current_schemas(false))[s.r] as nspname from generate_series(1, array_upper(current_schemas(false), 1)) as s(r) ) as r using ( nspname )) as sp ON sp.nspoid = typnamespace WHERE pg_type.oid = $1 ORDER BY sp.r, pg_type.oid DESC
-- end

-- Hibernate | SELECT | orders |
select o1_0.id,o1_0.customer_id,o1_0.placed_at,o1_0.status from orders o1_0 where o1_0.id=$1
-- end

-- Hibernate | SELECT | customers orders |
select c1_0.id,c1_0.name,o1_0.customer_id,o1_0.id,o1_0.status from customers c1_0 left join orders o1_0 on c1_0.id=o1_0.customer_id where c1_0.email=$1 fetch first $2 rows only
-- end

-- Hibernate | INSERT |  | orders
insert into orders (customer_id,placed_at,status,id) values ($1,$2,$3,$4)
-- end

-- Hibernate | UPDATE |  | orders
update orders set customer_id=$1,status=$2,version=$3 where id=$4 and version=$5
-- end

-- Hibernate | DELETE |  | order_items
delete from order_items where order_id=$1
-- end

-- Hibernate | SELECT |  |
select nextval('orders_seq')
-- end

-- Hibernate | SELECT | products order_items reviews |
select distinct p1_0.id,p1_0.name from products p1_0 join order_items oi1_0 on p1_0.id=oi1_0.product_id where exists(select 1 from reviews r1_0 where r1_0.product_id=p1_0.id and r1_0.stars>=4) order by p1_0.name offset $1 rows fetch first $2 rows only
-- end

-- Hibernate | SELECT | orders |
select o1_0.id from orders o1_0 where o1_0.status in ($1,$2,$3) for no key update
-- end

-- Hibernate | CREATE TABLE |  | orders
create table if not exists orders (id bigint not null, customer_id bigint, status varchar(255) check (status in ('OPEN','PAID')), version integer not null, primary key (id))
-- end

-- Hibernate | ALTER TABLE | customers | orders
alter table if exists orders add constraint FKpxtb8awmi0dk6smoh2vp1litg foreign key (customer_id) references customers
-- end

-- Hibernate | CREATE SEQUENCE |  |
create sequence orders_seq start with 1 increment by 50
-- end

-- Hibernate | UPDATE |  | ht_orders
update HT_orders set rn_=rn_+1 where hib_sess_id=$1::uuid
-- end

-- ActiveRecord | SET |  |
SET client_min_messages TO 'warning'
-- end

-- ActiveRecord | SET |  |
SET standard_conforming_strings = on
-- end

-- ActiveRecord | SET |  |
SET SESSION timezone TO 'UTC'
-- end

-- ActiveRecord | SELECT | pg_type pg_range |
SELECT t.oid, t.typname, t.typelem, t.typdelim, t.typinput, r.rngsubtype, t.typtype, t.typbasetype
FROM pg_type as t
LEFT JOIN pg_range as r ON oid = rngtypid
WHERE
  t.typname IN ('int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'numeric', 'bool')
  OR t.typtype IN ('r', 'e', 'd')
-- end

-- ActiveRecord | SELECT | pg_attribute pg_attrdef pg_type pg_collation |
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
       pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.atttypid, a.atttypmod,
       c.collname, col_description(a.attrelid, a.attnum) AS comment,
       attidentity AS identity,
       attgenerated as attgenerated
  FROM pg_attribute a
  LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  LEFT JOIN pg_type t ON a.atttypid = t.oid
  LEFT JOIN pg_collation c ON a.attcollation = c.oid AND a.attcollation <> t.typcollation
 WHERE a.attrelid = '"users"'::regclass
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum
-- end

-- ActiveRecord | SELECT | pg_index pg_attribute |
SELECT a.attname
  FROM (
         SELECT indrelid, indkey, generate_subscripts(indkey, 1) idx
           FROM pg_index
          WHERE indrelid = '"users"'::regclass
            AND indisprimary
       ) i
  JOIN pg_attribute a
    ON a.attrelid = i.indrelid
   AND a.attnum = i.indkey[i.idx]
 ORDER BY i.idx
-- end

-- ActiveRecord | SELECT | users |
SELECT "users".* FROM "users" WHERE "users"."email" = $1 LIMIT $2 /*application='Shop',controller='sessions',action='create'*/
-- end

-- ActiveRecord | SELECT | orders users |
SELECT COUNT(*) FROM "orders" INNER JOIN "users" ON "users"."id" = "orders"."user_id" WHERE "orders"."state" = $1 AND "users"."deleted_at" IS NULL
-- end

-- ActiveRecord | INSERT |  | orders
INSERT INTO "orders" ("user_id", "state", "created_at", "updated_at") VALUES ($1, $2, $3, $4) RETURNING "id"
-- end

-- ActiveRecord | UPDATE |  | orders
UPDATE "orders" SET "state" = $1, "updated_at" = $2 WHERE "orders"."id" = $3
-- end

-- ActiveRecord | DELETE |  | orders
DELETE FROM "orders" WHERE "orders"."id" = $1
-- end

-- ActiveRecord | SELECT | users |
SELECT 1 AS one FROM "users" WHERE LOWER("users"."email") = LOWER($1) LIMIT $2
-- end

-- ActiveRecord | SELECT |  |
SELECT pg_try_advisory_lock(2053462845299834360)
-- end

-- ActiveRecord | INSERT |  | tags
INSERT INTO "tags" ("name") VALUES ('a'), ('b'), ('c'), ('d'), ('e') ON CONFLICT ("name") DO UPDATE SET updated_at=(CASE WHEN ("tags"."name" IS NOT DISTINCT FROM excluded."name") THEN "tags".updated_at ELSE CURRENT_TIMESTAMP END),"name"=excluded."name" RETURNING "id"
-- end

-- ActiveRecord | CREATE TABLE |  | schema_migrations
CREATE TABLE "schema_migrations" ("version" character varying NOT NULL PRIMARY KEY)
-- end

-- ActiveRecord | SELECT | orders items |
SELECT DISTINCT "orders"."id", "orders"."created_at" AS alias_0 FROM "orders" LEFT OUTER JOIN "items" ON "items"."order_id" = "orders"."id" WHERE "items"."sku" IN ('A-1', 'B-2') ORDER BY "orders"."created_at" DESC LIMIT 20 OFFSET 40
-- end

-- Django | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT c.relname, CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END, obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND n.nspname NOT IN ('pg_catalog', 'pg_toast') AND pg_catalog.pg_table_is_visible(c.oid)
-- end

-- Django | SELECT | django_migrations |
SELECT "django_migrations"."id", "django_migrations"."app", "django_migrations"."name", "django_migrations"."applied" FROM "django_migrations"
-- end

-- Django | SELECT | auth_user |
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."username" FROM "auth_user" WHERE "auth_user"."id" = 1 LIMIT 21
-- end

-- Django | SELECT | shop_order |
SELECT (1) AS "a" FROM "shop_order" WHERE "shop_order"."id" = 7 LIMIT 1
-- end

-- Django | SELECT | shop_order shop_item shop_refund |
SELECT "shop_order"."id", COUNT("shop_item"."id") AS "items" FROM "shop_order" LEFT OUTER JOIN "shop_item" ON ("shop_order"."id" = "shop_item"."order_id") WHERE ("shop_order"."placed" >= '2026-01-01'::date AND NOT (EXISTS(SELECT 1 AS "a" FROM "shop_refund" U0 WHERE U0."order_id" = ("shop_order"."id") LIMIT 1))) GROUP BY "shop_order"."id" HAVING COUNT("shop_item"."id") > 3 ORDER BY 2 DESC
-- end

-- Django | INSERT |  | shop_order
INSERT INTO "shop_order" ("customer_id", "placed", "note") VALUES (1, '2026-02-03T04:05:06+00:00'::timestamptz, 'x'), (2, '2026-02-03T04:05:06+00:00'::timestamptz, NULL) RETURNING "shop_order"."id"
-- end

-- Django | UPDATE |  | shop_stock
UPDATE "shop_stock" SET "amount" = ("shop_stock"."amount" - 1) WHERE "shop_stock"."sku" = 'A-1'
-- end

-- Django | DELETE |  | shop_item
DELETE FROM "shop_item" WHERE "shop_item"."id" IN (1, 2, 3, 4, 5)
-- end

-- Django | SAVEPOINT |  |
SAVEPOINT "s139873623041856_x1"
-- end

-- Django | RELEASE |  |
RELEASE SAVEPOINT "s139873623041856_x1"
-- end

-- Django | SELECT | django_session |
SELECT "django_session"."session_key", "django_session"."session_data" FROM "django_session" WHERE ("django_session"."expire_date" > '2026-02-03T04:05:06'::timestamp AND "django_session"."session_key" = 'abc') LIMIT 21
-- end

-- Django | SELECT | shop_order |
SELECT "shop_order"."id" FROM "shop_order" WHERE "shop_order"."state" = 'open' ORDER BY "shop_order"."id" ASC LIMIT 1 FOR UPDATE OF "shop_order" SKIP LOCKED
-- end

-- Django | CREATE TABLE | shop_order | shop_note
CREATE TABLE "shop_note" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "body" text NOT NULL, "order_id" bigint NOT NULL REFERENCES "shop_order" ("id") DEFERRABLE INITIALLY DEFERRED)
-- end

-- Django | ALTER TABLE, SET CONSTRAINTS | shop_order | shop_note
ALTER TABLE "shop_note" ADD CONSTRAINT "shop_note_order_fk" FOREIGN KEY ("order_id") REFERENCES "shop_order" ("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "shop_note_order_fk" IMMEDIATE
-- end

-- Django | CREATE INDEX |  | shop_note
CREATE INDEX "shop_note_body_like" ON "shop_note" ("body" text_pattern_ops)
-- end

-- Django | SELECT | pg_catalog.pg_attribute |
SELECT a.attname, pg_get_serial_sequence('"shop_order"', a.attname) FROM pg_catalog.pg_attribute a
-- end

-- SQLAlchemy | SELECT |  |
select pg_catalog.version()
-- end

-- SQLAlchemy | SHOW |  |
show standard_conforming_strings
-- end

-- SQLAlchemy | BEGIN |  |
BEGIN ISOLATION LEVEL READ COMMITTED
-- end

-- SQLAlchemy | SELECT | pg_catalog.pg_class pg_catalog.pg_namespace |
SELECT pg_catalog.pg_class.relname
FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace
WHERE pg_catalog.pg_class.relname = 'orders'::VARCHAR AND pg_catalog.pg_class.relkind = ANY (ARRAY['r'::VARCHAR, 'p'::VARCHAR, 'f'::VARCHAR]) AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog'::VARCHAR
-- end

-- SQLAlchemy | SELECT | orders customers |
SELECT orders.id AS orders_id, orders.status AS orders_status, customers_1.id AS customers_1_id
FROM orders LEFT OUTER JOIN customers AS customers_1 ON customers_1.id = orders.customer_id
WHERE orders.status = $1::VARCHAR
 LIMIT $2::INTEGER OFFSET $3::INTEGER
-- end

-- SQLAlchemy | INSERT |  | orders
INSERT INTO orders (customer_id, status) SELECT p0::INTEGER, p1::VARCHAR FROM (VALUES ($1, $2, 0), ($3, $4, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING orders.id, orders.id AS id__1
-- end

-- SQLAlchemy | SELECT | orders |
SELECT anon_1.total, anon_1.customer_id
FROM (SELECT sum(orders.amount) AS total, orders.customer_id AS customer_id
FROM orders GROUP BY orders.customer_id) AS anon_1
WHERE anon_1.total > $1::NUMERIC
-- end

-- SQLAlchemy | SELECT | nodes |
WITH RECURSIVE tree(id, parent_id) AS
(SELECT nodes.id AS id, nodes.parent_id AS parent_id
FROM nodes
WHERE nodes.parent_id IS NULL UNION ALL SELECT nodes_1.id AS id, nodes_1.parent_id AS parent_id
FROM nodes AS nodes_1 JOIN tree ON nodes_1.parent_id = tree.id)
 SELECT tree.id, tree.parent_id
FROM tree
-- end

-- SQLAlchemy | UPDATE |  | orders
UPDATE orders SET status='paid' WHERE orders.id = 7
-- end

-- SQLAlchemy | DELETE | customers | orders
DELETE FROM orders USING customers WHERE orders.customer_id = customers.id AND customers.closed IS true
-- end

-- SQLAlchemy | SELECT | audit.entries sales.orders |
SELECT EXISTS (SELECT 1 FROM audit.entries WHERE audit.entries.order_id = orders.id) AS seen FROM sales.orders
-- end

-- SQLAlchemy | CREATE TYPE |  |
CREATE TYPE order_state AS ENUM ('open', 'paid')
-- end

-- SQLAlchemy | INSERT |  | alembic_version
INSERT INTO alembic_version (version_num) VALUES ('ae1027a6acf') RETURNING alembic_version.version_num
-- end

-- SQLAlchemy | ROLLBACK |  |
ROLLBACK
-- end

-- Prisma | SELECT | public.Order |
SELECT "public"."Order"."id", "public"."Order"."status"::text, "public"."Order"."customerId" FROM "public"."Order" WHERE ("public"."Order"."id" = $1 AND 1=1) LIMIT $2 OFFSET $3
-- end

-- Prisma | SELECT | public.User public.Post |
SELECT "t1"."id", "t1"."email" FROM "public"."User" AS "t1" WHERE ("t1"."id") IN (SELECT "t2"."userId" FROM "public"."Post" AS "t2" WHERE ("t2"."published" = $1 AND "t2"."userId" IS NOT NULL)) OFFSET $2
-- end

-- Prisma | SELECT | public.User public.Post |
SELECT "t0"."id", "User_posts"."__prisma_data__" AS "posts" FROM "public"."User" AS "t0" LEFT JOIN LATERAL (SELECT COALESCE(JSONB_AGG("__prisma_data__"), '[]') AS "__prisma_data__" FROM (SELECT JSONB_BUILD_OBJECT('id', "t1"."id") AS "__prisma_data__" FROM "public"."Post" AS "t1" WHERE "t0"."id" = "t1"."userId") AS "t4") AS "User_posts" ON TRUE
-- end

-- Prisma | INSERT |  | public.Order
INSERT INTO "public"."Order" ("status","customerId") VALUES (CAST($1::text AS "public"."OrderStatus"),$2) RETURNING "public"."Order"."id", "public"."Order"."status"::text
-- end

-- Prisma | UPDATE |  | public.Order
UPDATE "public"."Order" SET "status" = CAST($1::text AS "public"."OrderStatus") WHERE ("public"."Order"."id" = $2 AND 1=1) RETURNING "public"."Order"."id"
-- end

-- Prisma | DELETE |  | public.Session
DELETE FROM "public"."Session" WHERE ("public"."Session"."expires" < $1 AND 1=1)
-- end

-- Prisma | INSERT |  | public.Tag
INSERT INTO "public"."Tag" ("name") VALUES ($1) ON CONFLICT ("name") DO UPDATE SET "name" = $2 WHERE ("public"."Tag"."name" = $3 AND 1=1) RETURNING "public"."Tag"."id"
-- end

-- Prisma | SELECT | _prisma_migrations |
SELECT "id", "checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at", "applied_steps_count" FROM "_prisma_migrations" ORDER BY "started_at" ASC
-- end

-- Prisma | SELECT |  |
SELECT pg_advisory_lock(72707369)
-- end

-- Prisma | SELECT | pg_namespace |
SELECT namespace.nspname as namespace_name FROM pg_namespace as namespace WHERE namespace.nspname = ANY ( $1 )
-- end

-- Prisma | CREATE TABLE |  | Post
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "userId" INTEGER NOT NULL,
    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
)
-- end

-- Prisma | ALTER TABLE | User | Post
-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE
-- end

-- Prisma | CREATE INDEX |  | User
CREATE UNIQUE INDEX "User_email_key" ON "User"("email")
-- end

-- person | unparsed at 0 | |
SELEC * FROM orders
-- end

-- person | unparsed at 26 | |
SELECT * FROM orders WHERE
-- end

-- person | unparsed at 21 | |
SELECT * FROM orders LIMIT 10, 20
-- end

-- person | unparsed at 12 | |
SELECT `id` FROM orders
-- end

-- person | SHOW |  |
SHOW TABLES
-- end

-- person | unparsed at 0 | |
DESCRIBE orders
-- end

-- person | unparsed at 11 | |
SELECT TOP 5 * FROM orders
-- end

-- person | unparsed at 19 | |
INSERT INTO orders SET a = 1
-- end

-- person | unparsed at 39 | |
SELECT * FROM orders WHERE name = 'it's'
-- end

-- person | unparsed at 7 | |
DELETE * FROM orders
-- end

-- person | unparsed at 25 | |
UPDATE orders SET a = 1, WHERE id = 2
-- end

-- person | unparsed at 0 | |
GO
-- end

-- person | unparsed at 0 | |
\d orders
-- end

-- person | SELECT | orders |
TABLE orders
-- end

-- person | SELECT |  |
VALUES (1, 'a'), (2, 'b')
-- end

-- person | VACUUM | orders |
VACUUM (VERBOSE, ANALYZE) orders
-- end

-- person | REFRESH MATERIALIZED VIEW |  | sales_by_day
REFRESH MATERIALIZED VIEW CONCURRENTLY sales_by_day
-- end

-- person | SELECT | orders | mine
SELECT * INTO TEMP mine FROM orders WHERE id < 10
-- end

-- person | CREATE TABLE AS | orders | mine
CREATE TEMP TABLE mine AS TABLE orders
-- end

-- person | COPY | customers |
COPY (SELECT id, email FROM customers) TO STDOUT WITH CSV HEADER
-- end

-- person | SET |  |
SET ROLE owner
-- end

-- person | RESET |  |
RESET ROLE
-- end

-- person | GRANT |  |
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO reporting
-- end

-- person | REVOKE |  | sales.orders
REVOKE ALL ON sales.orders FROM PUBLIC
-- end

-- person | ALTER ROLE |  |
ALTER ROLE alice SET search_path = sales, public
-- end

-- person | DROP VIEW |  | sales.v1 v2
DROP VIEW IF EXISTS sales.v1, v2 CASCADE
-- end

-- person | ALTER TABLE |  | sales.orders sales.orders_2026
ALTER TABLE sales.orders ATTACH PARTITION sales.orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
-- end

-- person | ALTER INDEX |  |
ALTER INDEX sales.orders_idx RENAME TO orders_index
-- end

-- person | COMMENT |  | sales.orders
COMMENT ON COLUMN sales.orders.total IS 'with tax'
-- end

-- person | TRUNCATE TABLE |  | sales.orders sales.items
TRUNCATE sales.orders, sales.items RESTART IDENTITY CASCADE
-- end

-- person | LISTEN |  |
LISTEN jobs
-- end

-- person | SELECT |  |
SELECT postern.mark('before the change')
-- end

-- person | DO |  |
DO $$ BEGIN PERFORM 1; END $$
-- end

-- person | EXPLAIN |  | orders
EXPLAIN ANALYZE DELETE FROM orders WHERE id = 1
-- end

-- person | INSERT |  | inbox done
WITH moved AS (DELETE FROM inbox RETURNING *) INSERT INTO done SELECT * FROM moved
-- end

-- person | PREPARE | orders |
PREPARE p (int) AS SELECT * FROM orders WHERE id = $1
-- end
