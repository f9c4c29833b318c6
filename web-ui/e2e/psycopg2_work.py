"""What a program does with psycopg2, and what it sees: printed, so that two ways to a database can be compared."""

import io
import select
import sys
import threading

import psycopg2
import psycopg2.extras


def note(*words):
    print(*words, flush=True)


def refused(cursor, sql, parameters=None):
    try:
        cursor.execute(sql, parameters)
        note("not refused:", sql)
    except psycopg2.Error as error:
        d = error.diag
        note((d.severity, d.sqlstate, d.message_primary, d.message_detail, d.message_hint, d.statement_position))


def queries(cursor):
    cursor.execute("select id, name from customers where city = %s order by id", ("Izmir",))
    note(cursor.fetchall())
    cursor.execute("prepare twice (int) as select $1 * 2; execute twice (21)")
    note(cursor.fetchall())
    psycopg2.extras.execute_values(cursor, "select n from (values %s) as v (n)", [(n,) for n in range(50)])
    note(cursor.fetchall())
    for sql in ("select nosuch from customers", "selct 1", "select 1/0"):
        refused(cursor, sql)


def copies(cursor):
    cursor.execute("create temporary table incoming (id int, note text)")
    lines = "".join("%d\tnote %s\n" % (n, "é" * (n % 40)) for n in range(20000))
    cursor.copy_expert("copy incoming from stdin", io.StringIO(lines))
    note(cursor.rowcount)
    out = io.StringIO()
    cursor.copy_expert("copy (select * from incoming order by id) to stdout", out)
    note(out.getvalue() == lines)


def large_objects(connection):
    connection.autocommit = False
    large = connection.lobject(0, "wb")
    large.write(b"\x00\xff" * 50000)
    large.close()
    back = connection.lobject(large.oid, "rb").read()
    note(len(back), back[:4])
    connection.rollback()
    with connection.cursor("parts") as cursor:
        cursor.itersize = 17
        cursor.execute("select * from generate_series(1, 1000)")
        note(sum(row[0] for row in cursor))
    connection.rollback()
    connection.autocommit = True


def notifications(connection, cursor):
    cursor.execute("listen psycopg2")
    cursor.execute("notify psycopg2, 'payload'")
    while not connection.notifies:
        select.select([connection], [], [], 5)
        connection.poll()
    heard = connection.notifies.pop()
    note("notified", heard.channel, heard.payload)


def cancels(connection, cursor):
    timer = threading.Timer(1, connection.cancel)
    timer.start()
    refused(cursor, "select pg_sleep(30)")
    timer.join()
    cursor.execute("select 'alive'")
    note(cursor.fetchone())


def main(dsn):
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        queries(cursor)
        cursor.execute("do $$ begin raise notice 'first'; raise warning 'second'; end $$")
        copies(cursor)
        notifications(connection, cursor)
        cancels(connection, cursor)
        cursor.execute("select nothing, n from (values (null, 1)) as v (nothing, n)")
        note(cursor.fetchall())
    large_objects(connection)
    note([text for text in connection.notices if "postern" not in text])
    connection.close()
    note("done")


main(sys.argv[1])
