// node-postgres does the same work through the broker and directly, and gets the same answers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { startDemo } from './demo.mjs';
import { directly, throughBroker } from './ways.mjs';

const demo = await startDemo();
after(() => demo.stop());

const THROUGH_BROKER = await throughBroker(demo);
const DIRECT = await directly(demo);

async function connected(config, work) {
  const client = new pg.Client({ ...config, application_name: 'node-postgres', connectionTimeoutMillis: 20_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Does the work on both ways, compares the answers, and gives the one that came through the broker. */
async function sameOnBothWays(work) {
  const direct = await connected(DIRECT, work);
  const relayed = await connected(THROUGH_BROKER, work);
  assert.deepEqual(relayed, direct);
  return relayed;
}

/** What a result holds apart from the driver's own state. */
const answerOf = ({ command, rowCount, rows, fields }) => ({
  command, rowCount, rows, fields: fields.map(({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format }) => ({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format })),
});

/** Every field of a refusal but the line of the server's source. */
const refusalOf = ({ message, severity, code, detail, hint, position, schema, table, constraint, routine }) => ({ message, severity, code, detail, hint, position, schema, table, constraint, routine });

const refused = (promise) => promise.then(() => assert.fail('the statement was not refused'), refusalOf);

describe('node-postgres', () => {
  it('asks with the simple protocol', async () => {
    const answer = await sameOnBothWays(async (client) => answerOf(await client.query("select id, name, since from customers where city = 'Izmir' order by id")));
    assert.deepEqual([answer.command, answer.rowCount, answer.rows[0].name], ['SELECT', 10, 'Dmitri Novak']);
  });

  it('gets several results of one simple query', async () => {
    const answers = await sameOnBothWays(async (client) => (await client.query('select 1 as one; select 2 as two where false; begin; rollback')).map(answerOf));
    assert.deepEqual(answers.map((each) => each.command), ['SELECT', 'SELECT', 'BEGIN', 'ROLLBACK']);
  });

  it('asks an empty query', async () => {
    assert.deepEqual((await sameOnBothWays(async (client) => answerOf(await client.query('')))).rows, []);
  });

  it('asks with parameters of several types', async () => {
    const values = [7, 'O\u2019Brien \u{1F375} \\ \' "', null, true, [1, 2, 3], Buffer.from([0, 1, 254, 255]), { a: [1, null] }, 12.5];
    const answer = await sameOnBothWays(async (client) => answerOf(await client.query('select $1::int as i, $2::text as t, $3::text as n, $4::bool as b, $5::int[] as a, $6::bytea as x, $7::jsonb as j, $8::numeric as d', values)));
    assert.deepEqual(answer.rows, [{ i: 7, t: values[1], n: null, b: true, a: [1, 2, 3], x: values[5], j: { a: [1, null] }, d: '12.5' }]);
  });

  it('keeps a prepared statement', async () => {
    const answers = await sameOnBothWays(async (client) => {
      const named = (email) => client.query({ name: 'by-email', text: 'select id, city from customers where email = $1', values: [email] });
      return [answerOf(await named('customer8@example.com')), answerOf(await named('customer9@example.com')), answerOf(await named('nobody@example.com'))];
    });
    assert.deepEqual(answers.map((each) => each.rows), [[{ id: 8, city: 'Lagos' }], [{ id: 9, city: 'Izmir' }], []]);
  });

  it('gets results in binary form', async () => {
    const answer = await sameOnBothWays(async (client) => answerOf(await client.query({ text: 'select id, price, title, in_stock > 10 as many from products, generate_series(1, 2) id order by sku, id limit $1', values: [3], binary: true })));
    assert.ok(answer.fields.every((each) => each.format === 'binary'), 'every column came in binary form');
    assert.deepEqual(answer.rows.map((each) => [each.id, each.title, each.many]), [[1, 'Cup, stoneware', true], [2, 'Cup, stoneware', true], [1, 'Kettle, enamelled', true]]);
  });

  it('gets a part of the rows at a time', async () => {
    const answer = await sameOnBothWays(async (client) => answerOf(await client.query({ text: 'select * from generate_series(1, 1000) as n', rows: 10 })));
    assert.deepEqual(answer.rows.map((each) => each.n), Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  it('gets errors whole, and the connection goes on', async () => {
    const refusals = await sameOnBothWays(async (client) => {
      const all = [];
      all.push(await refused(client.query('select card_number from customers')));
      all.push(await refused(client.query('selct 1')));
      all.push(await refused(client.query('select 1 / $1::int', [0])));
      all.push(await refused(client.query("update customers set city = 'x'")));
      all.push(await refused(client.query({ name: 'bad', text: 'select $1::int', values: ['x'] })));
      assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }]);
      return all;
    });
    assert.deepEqual(refusals.map((each) => each.code), ['42703', '42601', '22012', '42501', '22P02']);
    assert.deepEqual([refusals[0].position, refusals[1].position], ['8', '1']);
  });

  it('hears notices', async () => {
    const notices = await sameOnBothWays(async (client) => {
      const heard = [];
      client.on('notice', (notice) => heard.push([notice.severity, notice.code, notice.message, notice.hint]));
      await client.query("do $$ begin raise notice 'first % of %', 1, 2; raise warning 'second' using hint = 'look here'; end $$");
      return heard.filter(([, , message]) => !message.startsWith('postern'));
    });
    assert.deepEqual(notices.map(([severity, , message, hint]) => [severity, message, hint]), [['NOTICE', 'first 1 of 2', undefined], ['WARNING', 'second', 'look here']]);
  });

  it('commits, rolls back, and stays in a failed transaction until it ends', async () => {
    const seen = await sameOnBothWays(async (client) => {
      const count = async () => (await client.query('select count(*)::int as n from work')).rows[0].n;
      await client.query('create temporary table work (n int primary key)');
      await client.query('begin');
      await client.query('insert into work select generate_series(1, $1)', [5]);
      await client.query('commit');
      const committed = await count();
      await client.query('begin');
      await client.query('delete from work');
      const inside = await count();
      await client.query('rollback');
      const rolledBack = await count();
      await client.query('begin');
      const twice = await refused(client.query('insert into work values (1)'));
      const aborted = await refused(client.query('select 1'));
      const end = (await client.query('commit')).command;
      return { committed, inside, rolledBack, twice: [twice.code, twice.constraint], aborted: aborted.code, end };
    });
    assert.deepEqual(seen, { committed: 5, inside: 0, rolledBack: 5, twice: ['23505', 'work_pkey'], aborted: '25P02', end: 'ROLLBACK' });
  });

  it('copies in and out', async () => {
    const seen = await sameOnBothWays(async (client) => {
      await client.query('create temporary table incoming (id int, note text)');
      const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\tnote ${'é'.repeat(index % 40)} ${index}\n`);
      const into = client.query(copyFrom('copy incoming from stdin'));
      await pipeline(Readable.from(lines), into);
      const digest = createHash('sha256');
      let bytes = 0;
      for await (const chunk of client.query(copyTo('copy (select * from incoming order by id) to stdout'))) {
        digest.update(chunk);
        bytes += chunk.length;
      }
      const sent = createHash('sha256').update(lines.join('')).digest('hex');
      return { rows: into.rowCount, bytes, same: digest.digest('hex') === sent, count: (await client.query('select count(*)::int as n from incoming')).rows[0].n };
    });
    assert.deepEqual([seen.rows, seen.same, seen.count], [20_000, true, 20_000]);
  });

  it('hears why a copy was refused, and the connection goes on', async () => {
    const refusal = await sameOnBothWays(async (client) => {
      await client.query('create temporary table incoming (id int)');
      const failure = await refused(pipeline(Readable.from(['1\n', 'two\n']), client.query(copyFrom('copy incoming from stdin'))));
      assert.deepEqual((await client.query('select count(*)::int as n from incoming')).rows, [{ n: 0 }]);
      return failure;
    });
    assert.equal(refusal.code, '22P02');
  });

  it('listens and is notified, by itself and by another connection', async () => {
    const heard = await sameOnBothWays(async (client) => {
      const notifications = [];
      const both = new Promise((resolve) => client.on('notification', ({ channel, payload }) => { if (notifications.push([channel, payload]) === 2) resolve(); }));
      await client.query('listen orders_changed');
      await client.query("select pg_notify('orders_changed', $1)", ['from itself']);
      await connected(THROUGH_BROKER, (other) => other.query("notify orders_changed, 'from another'"));
      await both;
      return notifications;
    });
    assert.deepEqual(heard, [['orders_changed', 'from itself'], ['orders_changed', 'from another']]);
  });

  it('cancels a running statement by a cancel request, and the connection goes on', async () => {
    await sameOnBothWays(async (client) => {
      const config = client.port === DIRECT.port ? DIRECT : THROUGH_BROKER;
      const sleeping = new pg.Query('select pg_sleep(30)');
      const ended = new Promise((resolve) => { sleeping.once('error', (failure) => resolve(refusalOf(failure))); });
      const started = Date.now();
      client.query(sleeping);
      await connected(THROUGH_BROKER, (other) => until(other, "select 1 from pg_stat_activity where query = 'select pg_sleep(30)' and state = 'active'"));
      const canceller = new pg.Client(config);
      canceller.cancel(client, sleeping);
      const refusal = await ended;
      assert.equal(refusal.code, '57014');
      assert.ok(Date.now() - started < 20_000, 'the statement ended long before its time');
      assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }]);
      return refusal;
    });
  });

  it('is stopped by the server’s own time limit', async () => {
    const refusal = await sameOnBothWays(async (client) => {
      await client.query("set statement_timeout = '200ms'");
      return refused(client.query('select pg_sleep(30)'));
    });
    assert.deepEqual([refusal.code, refusal.message], ['57014', 'canceling statement due to statement timeout']);
  });

  it('writes and reads a large object', async () => {
    const kept = await sameOnBothWays(async (client) => {
      await client.query('begin');
      const content = Buffer.alloc(300_000, Buffer.from([0, 255, 10, 92]));
      const { oid } = (await client.query('select lo_from_bytea(0, $1) as oid', [content])).rows[0];
      const { back } = (await client.query('select lo_get($1) as back', [oid])).rows[0];
      await client.query('select lo_unlink($1)', [oid]);
      await client.query('commit');
      return back.equals(content);
    });
    assert.equal(kept, true);
  });

  it('gets a large result whole', async () => {
    const seen = await sameOnBothWays(async (client) => {
      const digest = createHash('sha256');
      let bytes = 0;
      const query = client.query(new pg.Query({ text: "select n, repeat(md5(n::text), 31) as text from generate_series(1, 40000) as n", rowMode: 'array' }));
      query.on('row', ([n, text]) => { digest.update(`${n} ${text}\n`); bytes += text.length; });
      await new Promise((resolve, reject) => { query.on('end', resolve); query.on('error', reject); });
      return { bytes, digest: digest.digest('hex') };
    });
    assert.equal(seen.bytes, 40_000 * 31 * 32);
  });

  it('works on many connections at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => connected(THROUGH_BROKER, async (client) => {
      const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
      const rows = (await client.query('select $1::int * n as n from generate_series(1, 50) as n', [index])).rows;
      return { pid, sum: rows.reduce((sum, row) => sum + row.n, 0) };
    })));
    assert.equal(new Set(answers.map((each) => each.pid)).size, 12);
    assert.deepEqual(answers.map((each) => each.sum), Array.from({ length: 12 }, (_, index) => index * 1275));
  });

  it('is refused without a certificate, with the reason', async () => {
    const config = { ...THROUGH_BROKER, ssl: { ca: THROUGH_BROKER.ssl.ca } };
    const failure = await connected(config, () => null).then(() => assert.fail('somebody without a certificate came in'), (refusal) => refusal);
    assert.equal(failure.code, '28000', failure.message);
    assert.match(failure.message, /certificate/);
  });

  it('is refused without TLS, with the reason', async () => {
    const failure = await connected({ ...THROUGH_BROKER, ssl: false }, () => null).then(() => assert.fail('somebody without TLS came in'), (refusal) => refusal);
    assert.equal(failure.code, '28000', failure.message);
    assert.match(failure.message, /TLS/);
  });
});

const TRIES = 200;

/** Asks until there is a row. */
async function until(client, sql) {
  for (let tries = 0; tries < TRIES; tries++) {
    if ((await client.query(sql)).rowCount > 0) return;
    await client.query('select pg_sleep(0.05)');
  }
  assert.fail(`no row came for: ${sql}`);
}
