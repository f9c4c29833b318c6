"""What a program does with psycopg 3, and what it sees: printed, so that two ways to a database can be compared."""

import sys
import threading
import hashlib

import psycopg


def note(*words):
    print(*words, flush=True)


def refusal(error):
    d = error.diag
    return (d.severity, d.sqlstate, d.message_primary, d.message_detail, d.message_hint, d.statement_position)


def refused(connection, sql, *parameters, **options):
    try:
        connection.execute(sql, *parameters, **options)
        note("not refused:", sql)
    except psycopg.Error as error:
        note(refusal(error))


def queries(connection):
    note(connection.execute("select id, name, since from customers where city = 'Izmir' order by id").fetchall())
    cursor = connection.execute("select 1; select 2 as two where false; select 3")
    while True:
        note(cursor.description[0].name, cursor.fetchall(), cursor.statusmessage)
        if not cursor.nextset():
            break
    for i in range(12):  # from the sixth on it is prepared
        note(connection.execute("select %s::int + 1, %s, %s::bytea", (i, "žluť 🐎", b"\x00\xff")).fetchone())
    with connection.cursor(binary=True) as binary:
        note(binary.execute("select 1.5::float8, now() > '2020-01-01', '{1,2}'::int[]").fetchone())
    with connection.cursor() as many:
        many.executemany("select %s::int * 2", [(n,) for n in range(40)], returning=True)
        doubles = []
        while True:
            doubles += many.fetchall()
            if not many.nextset():
                break
        note(doubles)


def pipelines(connection):
    with connection.pipeline() as pipeline:
        cursors = [connection.execute("select %s::int, repeat('x', 2000)", (n,)) for n in range(100)]
        pipeline.sync()
        note(sum(cursor.fetchone()[0] for cursor in cursors))
    try:
        with connection.pipeline():
            connection.execute("select 1")
            connection.execute("select 1/0")
            connection.execute("select 2")
    except psycopg.Error as error:
        note("pipeline", error.diag.sqlstate)
    note(connection.execute("select 'on'").fetchone())


def transactions(connection):
    connection.execute("create temporary table work (n int primary key)")
    with connection.transaction():
        connection.execute("insert into work select generate_series(1, 5)")
        try:
            with connection.transaction():
                connection.execute("insert into work values (1)")
        except psycopg.errors.UniqueViolation as error:
            note(refusal(error))
    with connection.transaction():
        connection.execute("delete from work")
        raise psycopg.Rollback()


def copies(connection):
    connection.execute("create temporary table incoming (id int, note text)")
    with connection.cursor() as cursor:
        with cursor.copy("copy incoming from stdin") as copy:
            for n in range(20000):
                copy.write_row((n, "note %s %d" % ("é" * (n % 40), n)))
        digest = hashlib.sha256()
        with cursor.copy("copy (select * from incoming order by id) to stdout") as copy:
            for chunk in copy:
                digest.update(chunk)
        note("copied", digest.hexdigest())
        try:
            with cursor.copy("copy incoming from stdin") as copy:
                copy.write("1\tx\ntwo\ty\n")
        except psycopg.Error as error:
            note(refusal(error))


def server_cursors(connection):
    with connection.transaction(), connection.cursor("parts") as cursor:
        cursor.itersize = 17
        note(sum(row[0] for row in cursor.execute("select * from generate_series(1, 1000)")))


def notifications(connection):
    heard = []
    connection.add_notify_handler(heard.append)
    connection.execute("listen psycopg")
    connection.execute("notify psycopg, 'payload'")
    connection.execute("select 1")
    note("notified", [(each.channel, each.payload) for each in heard])


def cancels(connection):
    timer = threading.Timer(1, connection.cancel)
    timer.start()
    refused(connection, "select pg_sleep(30)")
    timer.join()
    note(connection.execute("select 'alive'").fetchone())


def main(conninfo):
    with psycopg.connect(conninfo, autocommit=True) as connection:
        notices = []
        connection.add_notice_handler(lambda d: notices.append((d.severity, d.message_primary)))
        queries(connection)
        pipelines(connection)
        refused(connection, "select nosuch from customers")
        refused(connection, "selct 1")
        refused(connection, "select %s::int", ("x",), prepare=True)
        connection.execute("do $$ begin raise notice 'first'; raise warning 'second'; end $$")
        transactions(connection)
        note(connection.execute("select count(*) from work").fetchone())
        copies(connection)
        server_cursors(connection)
        notifications(connection)
        cancels(connection)
        note([n for n in notices if not n[1].startswith("postern")])
    note("done")


main(sys.argv[1])
