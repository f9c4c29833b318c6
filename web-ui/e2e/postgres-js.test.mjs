// postgres.js does the same work through the broker and directly, and gets the same answers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, describe, it } from 'node:test';
import postgres from 'postgres';
import { startDemo } from './demo.mjs';
import { directly, throughBroker } from './ways.mjs';

const demo = await startDemo();
after(() => demo.stop());

const THROUGH_BROKER = await throughBroker(demo);
const DIRECT = await directly(demo);

/** Does work over one connection. */
async function connected(config, work) {
  const { host, port, user, password, database, ssl } = config;
  const notices = [];
  const sql = postgres({ host, port, user, password, database, ssl, max: 1, connect_timeout: 20, connection: { application_name: 'postgres.js' }, onnotice: (notice) => notices.push(notice) });
  try {
    return await work(sql, notices);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Does the work on both ways, compares the answers, and gives the one that came through the broker. */
async function sameOnBothWays(work) {
  const direct = await connected(DIRECT, work);
  const relayed = await connected(THROUGH_BROKER, work);
  assert.deepEqual(relayed, direct);
  return relayed;
}

const answerOf = (result) => ({ command: result.command, count: result.count, rows: [...result], columns: result.columns?.map(({ name, type, table, number }) => ({ name, type, table, number })) });

const refusalOf = ({ message, severity, code, detail, hint, position, routine }) => ({ message, severity, code, detail, hint, position, routine });

const refused = (promise) => promise.then(() => assert.fail('the statement was not refused'), refusalOf);

describe('postgres.js', () => {
  it('asks with the simple protocol, several statements at once', async () => {
    const answers = await sameOnBothWays(async (sql) => (await sql.unsafe("select id, name from customers where city = 'Izmir' order by id; select 2 as two")).map(answerOf));
    assert.deepEqual(answers.map((each) => each.command), ['SELECT', 'SELECT']);
  });

  it('asks with parameters, prepared and kept', async () => {
    const answers = await sameOnBothWays(async (sql) => {
      const all = [];
      for (const id of [7, 8, 9, 7]) all.push(answerOf(await sql`select id, city, ${'O\u2019Brien \u{1F375}'}::text as name, ${[1, 2, 3]}::int[] as list, ${null}::text as nothing from customers where id = ${id}`));
      return all;
    });
    assert.deepEqual(answers.map((each) => each.rows[0].id), [7, 8, 9, 7]);
  });

  it('sends a pipeline, some of it refused', async () => {
    const seen = await sameOnBothWays((sql) => Promise.all(Array.from({ length: 200 }, (_, n) => sql`select ${n}::int / (${n}::int % 10) as quotient, repeat('x', 1000) as text`.then((rows) => rows[0].quotient, (failure) => failure.code))));
    assert.equal(seen.filter((each) => each === '22012').length, 20);
  });

  it('gets rows in parts by a cursor, and leaves it early', async () => {
    const sums = await sameOnBothWays(async (sql) => {
      let sum = 0;
      await sql`select * from generate_series(1, 1000) as n`.cursor(17, (rows) => { for (const { n } of rows) sum += n; });
      let parts = 0;
      for await (const rows of sql`select * from generate_series(1, 1000) as n`.cursor(10)) {
        parts += rows.length;
        if (parts >= 50) break;
      }
      return [sum, parts, (await sql`select 1 as one`)[0].one];
    });
    assert.deepEqual(sums, [500_500, 50, 1]);
  });

  it('describes a statement', async () => {
    const described = await sameOnBothWays(async (sql) => {
      const { types, columns } = await sql`select id, name from customers where id = ${1}`.describe();
      return { types, columns: columns.map(({ name, type }) => ({ name, type })) };
    });
    assert.deepEqual(described.columns.map((each) => each.name), ['id', 'name']);
  });

  it('gets errors whole, and the connection goes on', async () => {
    const refusals = await sameOnBothWays(async (sql) => {
      const all = [await refused(sql`select card_number from customers`), await refused(sql.unsafe('selct 1')), await refused(sql`update customers set city = 'x'`)];
      assert.equal((await sql`select 1 as one`)[0].one, 1);
      return all;
    });
    assert.deepEqual(refusals.map((each) => each.code), ['42703', '42601', '42501']);
  });

  it('commits and rolls back', async () => {
    const counts = await sameOnBothWays(async (sql) => {
      await sql`create temporary table work (n int primary key)`;
      await sql.begin(async (inside) => {
        await inside`insert into work select generate_series(1, 5)`;
        await inside.savepoint(async (deeper) => { await deeper`insert into work values (1)`; }).catch(() => undefined);
      });
      await sql.begin(async (inside) => { await inside`delete from work`; throw new Error('no'); }).catch(() => undefined);
      return (await sql`select count(*)::int as n from work`)[0].n;
    });
    assert.equal(counts, 5);
  });

  it('copies in and out', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\tnote ${'é'.repeat(index % 40)} ${index}\n`);
    const sent = createHash('sha256').update(lines.join('')).digest('hex');
    const received = await sameOnBothWays(async (sql) => {
      await sql`create temporary table incoming (id int, note text)`;
      await pipeline(Readable.from(lines), await sql`copy incoming from stdin`.writable());
      const digest = createHash('sha256');
      await pipeline(await sql`copy (select * from incoming order by id) to stdout`.readable(), async (chunks) => { for await (const chunk of chunks) digest.update(chunk); });
      return digest.digest('hex');
    });
    assert.equal(received, sent);
  });

  it('listens on a connection of its own and is notified', async () => {
    const heard = await sameOnBothWays(async (sql) => {
      const payload = Promise.withResolvers ? Promise.withResolvers() : withResolvers();
      const { unlisten } = await sql.listen('orders_changed', payload.resolve);
      await sql.notify('orders_changed', 'a payload');
      const text = await payload.promise;
      await unlisten();
      return text;
    });
    assert.equal(heard, 'a payload');
  });

  it('cancels a running statement, and the connection goes on', async () => {
    const refusal = await sameOnBothWays(async (sql) => {
      const started = Date.now();
      const sleeping = sql`select pg_sleep(30)`.execute();
      setTimeout(() => sleeping.cancel(), 1_000);
      const refusal = await refused(sleeping);
      assert.ok(Date.now() - started < 20_000, 'the statement ended long before its time');
      assert.equal((await sql`select 1 as one`)[0].one, 1);
      return refusal;
    });
    assert.equal(refusal.code, '57014');
  });

  it('is refused without a certificate, with the reason', async () => {
    const refusal = await connected({ ...THROUGH_BROKER, ssl: { ca: THROUGH_BROKER.ssl.ca } }, (sql) => refused(sql`select 1`));
    assert.equal(refusal.code, '28000', refusal.message);
    assert.match(refusal.message, /certificate/);
  });
});

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
