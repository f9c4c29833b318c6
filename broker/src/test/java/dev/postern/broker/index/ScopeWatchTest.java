package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sql.AccessScope;
import dev.postern.sql.ScopeException;
import dev.postern.sql.grammar.PostgresGrammar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Which statements go beyond a scope.
final class ScopeWatchTest {

    private static final List<String> SCOPE = List.of("read:public.orders", "write:refunds");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from public.orders",
                "select * from orders o where exists (select from refunds)",
                "SELECT * FROM Public.ORDERS",
                "select * from \"orders\"",
                "select id as \"order.id\" from orders",
                "with orders_of_today as (select * from orders) select * from orders_of_today",
                "insert into refunds select id from orders",
                "update refunds set x = 1 from orders where true",
                "merge into refunds r using orders o on r.id = o.id when matched then delete",
                "truncate refunds",
                "copy refunds from stdin",
                "copy orders to stdout",
                "copy (select * from orders) to stdout",
                "alter table refunds add column note text",
                "create index on refunds (id)",
                "drop table refunds",
                "grant select on refunds to ada",
                "explain delete from refunds",
                "declare c cursor for select * from orders",
                "fetch 10 from c",
                "prepare q as select * from orders",
                "execute q",
                "begin",
                "commit; begin",
                "set statement_timeout = 0",
                "show work_mem",
                "select 1",
                "select now(), version()",
                "select relname from pg_catalog.pg_class",
                "select * from information_schema.tables",
                "values (1)",
                "listen news",
                "-- nothing",
                ""
            })
    void within(String sql) throws Exception {
        assertThat(isBeyond(SCOPE, sql, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from customers",
                "select * from secret.orders",
                "select * from \"Orders\"",
                "select * from \"public.orders\"",
                "select * from secret.\"a.refunds\"",
                "select * from U&\"public\\002eorders\"",
                "select * from orders, customers",
                "select * from orders; select * from customers",
                "select 1; delete from public.orders",
                "select (select max(x) from customers) from orders",
                "with gone as (delete from orders returning *) select * from gone",
                "delete from orders",
                "insert into orders select * from refunds",
                "update orders set x = 1",
                "merge into orders o using refunds r on r.id = o.id when matched then delete",
                "truncate refunds, orders",
                "copy orders from stdin",
                "copy (select * from customers) to stdout",
                "copy orders to program 'curl x'",
                "insert into refunds select * from customers",
                "alter table orders add column note text",
                "drop table refunds, orders",
                "create table refunds_copy as select * from refunds",
                "select * into copied from orders",
                "create view v as select * from orders",
                "create role eve superuser",
                "create function f() returns int language sql as 'select 1'",
                "drop schema public cascade",
                "alter system set fsync = off",
                "grant select on all tables in schema public to eve",
                "reassign owned by ada to eve",
                "do $$ begin delete from orders; end $$",
                "call clean_up()",
                "prepare q as delete from orders",
                "explain select * from customers",
                "lock table customers",
                "select pg_read_file('/etc/passwd')",
                "select * from dblink('x', 'select 1') as t (a int)",
                "select usename, passwd from pg_shadow",
                "selekt * from orders",
                "start_replication slot s logical 0/0"
            })
    void beyond(String sql) throws Exception {
        assertThat(isBeyond(SCOPE, sql, true)).isTrue();
    }

    @Test
    void everything_isWithinAScopeOfEverything() throws Exception {
        for (String sql :
                List.of(
                        "delete from orders",
                        "do $$ begin end $$",
                        "create role eve",
                        "selekt 1",
                        "select pg_read_file('x')",
                        "select * from \"public.orders\"")) {
            assertThat(isBeyond(List.of("write:*"), sql, true)).as(sql).isFalse();
        }
        assertThat(isBeyond(List.of("read:*"), "select * from \"a.b\", c.d", true)).isFalse();
        assertThat(isBeyond(List.of("read:*"), "delete from a", true)).isTrue();
        assertThat(isBeyond(List.of("read:*"), "selekt 1", true)).isTrue();
        assertThat(isBeyond(List.of("read:*"), "do $$ begin end $$", true)).isTrue();
    }

    @Test
    void schema_coversItsTables() throws Exception {
        List<String> scope = List.of("read:sales.*");

        assertThat(isBeyond(scope, "select * from sales.a, Sales.b", true)).isFalse();
        assertThat(isBeyond(scope, "select * from sales", true)).isTrue();
        assertThat(isBeyond(scope, "select * from a", true)).isTrue();
        assertThat(isBeyond(scope, "select * from salesmen.a", true)).isTrue();
        assertThat(isBeyond(scope, "select * from \"sales.a\"", true)).isTrue();
        assertThat(isBeyond(scope, "select * from \"sales.a\".b", true)).isTrue();
    }

    @Test
    void lettersBeyondAscii_areFoldedByNobody() throws Exception {
        assertThat(isBeyond(List.of("read:ÄRGER"), "select * from ÄRGER", true)).isFalse();
        assertThat(isBeyond(List.of("read:ÄRGER"), "select * from ärger", true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path = secret",
                "set local \"search_path\" to secret",
                "SET SCHEMA 'secret'",
                "set U&\"search\\005fpath\" = secret",
                "select set_config('search' || '_path', 'secret', false)",
                "select pg_catalog.set_config($1, $2, false)",
                "select 1; set search_path = secret",
                "update pg_settings set setting = 'secret' where name like 'search%'",
                "do $$ begin perform 1; end $$",
                "call f()"
            })
    void changedPath_makesNamesWithoutSchemaDoubtful(String change) throws Exception {
        ScopeWatch watch = watch("read:public.orders", "read:refunds");
        assertThat(next(watch, "select * from orders")).isFalse();

        next(watch, change);

        assertThat(next(watch, "select * from orders")).isTrue();
        assertThat(next(watch, "select * from public.orders")).isFalse();
        assertThat(next(watch, "select * from refunds")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set statement_timeout = 0",
                "reset search_path",
                "select 'search_path'",
                "selekt * from orders",
                "discard all"
            })
    void otherStatements_leaveThePath(String sql) throws Exception {
        ScopeWatch watch = watch("read:public.orders");
        next(watch, sql);
        assertThat(next(watch, "select * from orders")).isFalse();
    }

    @Test
    void pathOfTheServer_counts() throws Exception {
        ScopeWatch watch = watch("read:public.orders");
        watch.setting("search_path", "\"$user\", public");
        watch.setting("client_encoding", "UTF8");
        assertThat(next(watch, "select * from orders")).isFalse();
        watch.setting("search_path", "secret, public");
        assertThat(next(watch, "select * from orders")).isTrue();
    }

    private static boolean isBeyond(List<String> scope, String sql, boolean isUsualPath)
            throws ScopeException {
        return ScopeWatch.isBeyond(
                AccessScope.parse(scope), sql, PostgresGrammar.shared().read(sql), isUsualPath);
    }

    private static ScopeWatch watch(String... scope) throws ScopeException {
        return new ScopeWatch(AccessScope.parse(List.of(scope)));
    }

    private static boolean next(ScopeWatch watch, String sql) {
        return watch.isBeyond(sql, PostgresGrammar.shared().read(sql));
    }
}
