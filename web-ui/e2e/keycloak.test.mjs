// One access, from refusal to revocation, with people of a real Keycloak: psql, the terminal, the browser, the trail.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { ask, Browser, picture } from './browser.mjs';
import { cleanEnvironment, POSTERN, run, startDemo } from './demo.mjs';
import { CLIENT_SECRET, logInAt, startKeycloak } from './keycloak.mjs';
import { freePort, Server } from './server.mjs';
import { serverOf } from './ways.mjs';

const POLL_MILLIS = 100;
const WAIT_MILLIS = 20_000;
const START_MILLIS = 60_000;
const LOOPBACK_LISTENER = /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/(callback|favicon)/;
/** From the answer to the revocation to the end of psql. */
const REVOKED_MILLIS = 1_000;
const STATEMENT = "update customers set loyalty_points = loyalty_points where city = 'Lyon'";

const folder = await mkdtemp(join(tmpdir(), 'postern-keycloak-'));
const web = await freePort();
const url = `http://localhost:${web}`;
const parts = [];
let issuer;
let browser;

/** Waits until the question has the answer. */
async function until(what, question) {
  const end = Date.now() + WAIT_MILLIS;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    assert.ok(Date.now() < end, `${what} did not happen within ${WAIT_MILLIS / 1000} s`);
    await new Promise((resolve) => { setTimeout(resolve, POLL_MILLIS); });
  }
}

/** A broker in front of the demo's database, which signs in with Keycloak. */
async function configure(demo) {
  const { host, port, authority } = await serverOf(demo);
  await mkdir(join(folder, 'secrets'), { mode: 0o700 });
  await cp(join(demo.data, 'secrets', 'writer'), join(folder, 'secrets', 'writer'));
  await cp(join(demo.data, 'key-encryption-key'), join(folder, 'secrets', 'key'));
  await writeFile(join(folder, 'secrets', 'sign-in'), CLIENT_SECRET, { mode: 0o600 });
  const file = join(folder, 'postern.yaml');
  await writeFile(file, `
data: broker
keys: {file: secrets/key}
postgres: {listen: "127.0.0.1:${await freePort()}", public-host: localhost, warm-up: false}
web: {listen: "127.0.0.1:${web}", public-url: "${url}"}
sign-in: {issuer: "${issuer}", client-id: postern, client-secret-file: secrets/sign-in, groups-claim: groups, device-flow: true}
recorder: {allow-volatile-store: true, refuse-below-mib: 64, refuse-below-percent: 0}
targets:
  shop:
    hosts: ["${host}:${port}"]
    tls: verify-full
    tls-ca: "${authority}"
    databases: [shop]
    logins: {app_write: {password-file: secrets/writer}}
roles:
  engineer: {groups: [engineers], allow: [{targets: [shop], database-roles: [app_write], access: on-request}]}
  approver: {groups: [approvers], approve: [shop]}
  auditor: {groups: [auditors], see-all-sessions: true}
`);
  return file;
}

before(async () => {
  // Both are awaited, so that what did start is ended also when the other did not.
  const started = await Promise.allSettled([startKeycloak(url), startDemo()]);
  parts.push(...started.flatMap(({ value }) => value ?? []));
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  const [keycloak, demo] = started.map(({ value }) => value);
  issuer = keycloak.issuer;
  const broker = new Server('postern broker', POSTERN, ['broker', await configure(demo)], { env: cleanEnvironment() });
  parts.push(broker);
  await broker.ready(/Postern is ready/, START_MILLIS);
  browser = await Browser.open([url, issuer]);
  parts.push({ stop: () => browser.close() });
});

after(async () => {
  for (const part of parts.reverse()) await part.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => assert.deepEqual(browser?.takeComplaints() ?? [], [], 'no page breaks its content policy, fails in a script or asks another site'));

/** A page of a person who has signed in with Keycloak. */
async function pageOf(username) {
  const page = await (await browser.window(username)).newPage();
  browser.expectStatus(401);
  await page.goto(url);
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await picture(page, `keycloak-${username}`);
  await logInAt(page, username);
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return page;
}

const home = join(folder, 'erin');
const postern = (...args) => run(POSTERN, args, { POSTERN_HOME: home });

/** Begins a login in a terminal; `ended` is its exit code to come. */
function logIn(profile, ...args) {
  const login = spawn(POSTERN, ['login', '--proxy', url, ...args], { env: cleanEnvironment({ POSTERN_HOME: profile }), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise((resolve) => { login.once('exit', resolve); });
  for (const stream of [login.stdout, login.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text; });
  return { ended, output: () => said };
}

const SERVICE = { PGSERVICEFILE: join(home, 'pg_service.conf'), PGCONNECT_TIMEOUT: '20' };
const psql = (sql) => run('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql, 'service=postern-shop'], SERVICE);

describe('an access, with people of a real Keycloak', () => {
  let approver;
  let request;

  it('the engineer logs in the terminal through the login form', async () => {
    const { ended, output } = logIn(home, '--browser', 'none');
    const [, code, address] = await until('the address being printed', () => /Your code is {2}(\S+)\s+Confirm it at (\S+)/.exec(output()));
    const page = await (await browser.window('terminal', LOOPBACK_LISTENER)).newPage();
    await page.goto(address);
    await page.getByText(code, { exact: true }).waitFor();
    await page.getByRole('button', { name: /continue/ }).click();
    await logInAt(page, 'erin');
    assert.equal(await ended, 0, output());
    assert.match(output(), /Logged in as Erin Engineer/);
  });

  it('psql is refused, with the command that asks', async () => {
    const refused = await psql('select 1');
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.stderr, /postern request create shop --as app_write --reason/);
  });

  it('the engineer asks', async () => {
    const asked = await postern('request', 'create', 'shop', '--as', 'app_write', '--ttl', '30m', '--reason', 'SHOP-204: Lyon got its points twice', '-o', 'json');
    assert.equal(asked.code, 0, asked.output);
    request = JSON.parse(asked.stdout).id;
    assert.match(request, /^[0-9A-Z]{26}$/);
  });

  it('the approver approves in the browser', async () => {
    approver = await pageOf('ana');
    await approver.goto(`${url}/requests`);
    const card = approver.locator('.card', { hasText: 'SHOP-204' });
    await card.getByRole('button', { name: 'Approve', exact: true }).click();
    await card.locator('.state', { hasText: 'active' }).waitFor();
  });

  it('plain psql works', async () => {
    const done = await psql(STATEMENT);
    assert.equal(done.code, 0, done.output);
    assert.match(done.stdout, /UPDATE 10/);
  });

  it('the grant is revoked while a statement sleeps, and psql prints the reason within a second', async () => {
    const sleeping = psql('select pg_sleep(50)').then((ended) => ({ ended, at: performance.now() }));
    await until('the sleeping session being live', async () => {
      const { stdout } = await postern('sessions', 'ls', 'state:live', '-o', 'json');
      return /"live"/.test(stdout);
    });
    const answer = await ask(approver, 'POST', `/requests/${request}/revoke`, { reason: 'Lyon is repaired' });
    const revoked = performance.now();
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { ended, at } = await sleeping;
    assert.equal(ended.code, 2, ended.output);
    assert.match(ended.stderr, /FATAL: .*was revoked by Ana Approver at [^,]*, reason: Lyon is repaired/);
    assert.ok(at - revoked < REVOKED_MILLIS, `psql ended ${at - revoked} ms after the revocation`);
  });

  it('the statement is in the recording that is linked to the request', async () => {
    const auditor = await pageOf('otto');
    const { body } = await until('both sessions being listed', async () => {
      const listed = await ask(auditor, 'GET', '/sessions?f=state:ended');
      return listed.body.items.filter(({ grant }) => grant === request).length === 2 && listed;
    });
    const first = body.items.filter(({ grant }) => grant === request).at(-1);
    const statements = await ask(auditor, 'GET', `/sessions/${first.id}/statements`);
    assert.deepEqual(statements.body.items.map(({ sql, tag }) => [sql, tag]), [[STATEMENT, 'UPDATE 10']]);
    assert.equal(first.person.email, 'erin@example.com');
    await auditor.goto(`${url}/s/${first.id}#q=1`);
    await auditor.locator('.st.selected').waitFor();
    await auditor.getByRole('link', { name: /Access request/ }).waitFor();
    await picture(auditor, 'keycloak-recording');
    await trail(auditor);
  });

  /** Types the code that a terminal shows into Keycloak's own page. */
  async function typeIn(page, output) {
    const [, address, code] = await until('the code being printed', () => /Open +(\S+)\s+and enter (\S+)/.exec(output()));
    await page.goto(address);
    await page.locator('[name="device_user_code"]').fill(code);
    await page.keyboard.press('Enter');
    await logInAt(page, 'erin');
  }

  it('a terminal without a browser logs in with a code', async () => {
    const { ended, output } = logIn(join(folder, 'jump-host'), '--device');
    const page = await (await browser.window('device')).newPage();
    await typeIn(page, output);
    await picture(page, 'keycloak-device');
    await page.getByRole('button', { name: 'Yes' }).click();
    assert.equal(await ended, 0, output());
    assert.match(output(), /Logged in as Erin Engineer/);
    const { body } = await ask(await pageOf('otto'), 'GET', '/audit?limit=50');
    const marked = body.items.filter(({ code, detail }) => code === 'login.started' && detail.kind === 'DEVICE');
    assert.deepEqual(marked.map(({ person }) => person.name), ['Erin Engineer']);
  });

  it('a code that its person denies logs nobody in', async () => {
    const { ended, output } = logIn(join(folder, 'jump-host'), '--device');
    const page = await (await browser.window('denied')).newPage();
    await typeIn(page, output);
    browser.expectStatus(400);
    await page.getByRole('button', { name: 'No' }).click();
    assert.equal(await ended, 5, output());
    assert.match(output(), /was denied at the identity provider/);
  });

  /** All of it, in order. */
  async function trail(auditor) {
    const { body } = await ask(auditor, 'GET', '/audit?limit=200');
    const told = body.items.toReversed().filter(({ code }) => /^(login|connection|session\.start|request|grant|certificate)/.test(code));
    const seen = told.map(({ code, person }) => `${code} ${person?.name ?? '-'}`);
    const story = [
      'login.started Erin Engineer', 'certificate.issued Erin Engineer', 'connection.refused Erin Engineer', 'request.created Erin Engineer', 'login.started Ana Approver',
      'request.approved Ana Approver', 'connection.allowed Erin Engineer', 'session.start Erin Engineer', 'connection.allowed Erin Engineer', 'session.start Erin Engineer',
      'request.revoked Ana Approver', 'login.started Otto Auditor',
    ];
    assert.deepEqual(seen, story);
    assert.equal(body.items.filter(({ code }) => code === 'recording.sealed').length, 2);
    assert.deepEqual(body.items.map(({ id }) => id), body.items.map(({ id }) => id).toSorted((a, b) => b - a));
  }
});
