// The two ways to the demo's database: through the broker with the files that login wrote, and directly.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const read = (file) => readFile(file, 'utf8');

/** With the files that login wrote. */
export async function throughBroker({ variables }) {
  const { PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY } = variables;
  return {
    host: PGHOST, port: Number(PGPORT), user: PGUSER, database: PGDATABASE,
    ssl: { ca: await read(PGSSLROOTCERT), cert: await read(PGSSLCERT), key: await read(PGSSLKEY) },
  };
}

/** A session of the engineer's that an application opens; its end is told by the statement that it cuts off. */
export async function connected(demo, application) {
  const client = new pg.Client({ ...await throughBroker(demo), application_name: application, connectionTimeoutMillis: 20_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The server's address, and the file of its authority. */
export async function serverOf({ data }) {
  const configuration = await read(join(data, 'postern.yaml'));
  const [, host, port] = /hosts: \["([^:"]+):(\d+)"\]/.exec(configuration);
  const authority = /tls-ca: "?([^"\n]+)"?/.exec(configuration)[1];
  return { host, port: Number(port), authority };
}

/** With the password that otherwise only the broker uses. */
export async function directly(demo) {
  const { host, port, authority } = await serverOf(demo);
  const password = (await read(join(demo.data, 'secrets', 'reader'))).trim();
  return { host, port, user: 'app_read', password, database: 'shop', ssl: { ca: await read(authority) } };
}
