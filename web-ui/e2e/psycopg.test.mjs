// psycopg 3 and psycopg2 do the same work through the broker and directly, and print the same.
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run, startDemo } from './demo.mjs';
import { directly, serverOf } from './ways.mjs';

/** Debian's Python: the drivers are packages of Debian (python3-psycopg, python3-psycopg2). */
const PYTHON = await access('/usr/bin/python3').then(() => '/usr/bin/python3', () => 'python3');
const WORK = (driver) => fileURLToPath(new URL(`${driver}_work.py`, import.meta.url));

const demo = await startDemo();
after(() => demo.stop());

async function connectionStrings() {
  const { PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY } = demo.variables;
  const { user, password, database } = await directly(demo);
  const { host, port, authority } = await serverOf(demo);
  return {
    direct: `host=${host} port=${port} user=${user} password=${password} dbname=${database} sslmode=verify-full sslrootcert=${authority}`,
    relayed: `host=${PGHOST} port=${PGPORT} user=${PGUSER} dbname=${PGDATABASE} sslmode=verify-full sslrootcert=${PGSSLROOTCERT} sslcert=${PGSSLCERT} sslkey=${PGSSLKEY}`,
  };
}
const { direct, relayed } = await connectionStrings();

async function transcript(driver, connection) {
  const { code, stdout, stderr } = await run(PYTHON, [WORK(driver), `${connection} application_name=${driver}`], { PYTHONIOENCODING: 'utf-8', HOME: join(demo.data, 'nobody') });
  assert.equal(code, 0, stderr);
  return stdout.split('\n');
}

for (const driver of ['psycopg', 'psycopg2']) {
  describe(driver, () => {
    it('prints the same on both ways', async () => {
      const expected = await transcript(driver, direct);
      assert.ok(expected.length > 15, expected.join('\n'));
      assert.equal(expected.at(-2), 'done');
      assert.deepEqual(await transcript(driver, relayed), expected);
    });
  });
}
