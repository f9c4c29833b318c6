// What an open page says while the broker is gone, when it is back, and when the sign-in ended, on a real broker.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { ask, browserOf, says, until } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { connected } from './ways.mjs';

/** Chromium's console lines for a server that is not there. */
const UNREACHABLE = /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/;

/** A reader waits for a lock for ten seconds, and the page as long before it asks again. */
const PATIENCE_MILLIS = 40_000;

const demo = await startDemo('--no-story');
const browser = await browserOf(demo);
let context;
let page;
const open = (path) => page.goto(demo.url + path);
before(async () => {
  page = await browser.pageOf('auditor');
  context = page.context();
});

/** The session of an application once it has so many statements. */
const sessionOf = (application, statements) => until(`${application} having ${statements} statements`, async () => (await ask(page, 'GET', `/sessions?f=app:${application}`)).body.items.find((each) => each.statements >= statements));

describe('a broker that is killed while a session runs', () => {
  let session;

  it('leaves the wall as it was, says when it is asked again, and comes back by itself', async () => {
    const client = await connected(demo, 'cut-off');
    await client.query("select 'before' as word");
    const cut = client.query("select pg_sleep(60), 'the last' as word").then(() => 'answered', (failure) => failure.message);
    session = await sessionOf('cut-off', 2);
    await open('/live');
    const tile = page.locator('.tile', { hasText: 'pg_sleep' });
    await tile.waitFor();
    await demo.kill();
    assert.notEqual(await cut, 'answered');
    await page.getByRole('alert').first().waitFor();
    await tile.waitFor();
    await says(page, 'outage-live', 'The broker does not answer.', /Tries again in \d+/);
    await demo.start();
    await page.getByRole('heading', { name: 'Nobody is connected' }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    const complaints = browser.takeComplaints();
    assert.ok(complaints.length > 0);
    assert.deepEqual(complaints.filter((each) => !UNREACHABLE.test(each)), []);
  });

  it('leaves a recording that says where it ends, why, and that nobody knows how much is lost', async () => {
    const recovered = await until('the recording being recovered', async () => {
      const { body } = await ask(page, 'GET', `/sessions/${session.id}`);
      return body.seal === 'sealed' && body;
    });
    assert.equal(recovered.state, 'recovered');
    assert.equal(recovered.complete, false);
    assert.equal(recovered.gaps.length, 1);
    const [gap] = recovered.gaps;
    assert.deepEqual([gap.before, gap.cause, gap.messages, gap.bytes], [null, 'the broker stopped', null, null]);
    assert.ok(gap.from < gap.to, `${gap.from} to ${gap.to}`);
    await open(`/s/${session.id}#q=1`);
    const bar = page.locator('.incomplete');
    await bar.getByText('This record is not complete.').waitFor();
    await bar.getByText(`After message ${gap.after}`).waitFor();
    await says(page, 'outage-recovered', /the broker stopped, /, /How much was lost is unknown\./, 'What is here is as it was recorded.');
    await bar.getByRole('link', { name: `After message ${gap.after}` }).click();
    await page.waitForFunction((wanted) => location.hash.includes(wanted), `m=${gap.after}`);
    await page.locator('.msgs tr.selected').waitFor();
    await says(page, 'outage-recovered-message');
  });
});

/** Holds every lock of a database that its readers need, until its input ends. */
const LOCK = `
import fcntl, sys
with open(sys.argv[1], 'r+b') as shared:
    fcntl.lockf(shared, fcntl.LOCK_EX, 8, 120)
    print('locked', flush=True)
    sys.stdin.read()
`;

describe('an index that cannot be read', () => {
  it('is said with the name of the request, and the page comes back by itself', async () => {
    await open('/sessions');
    await page.locator('.sessions tbody tr').first().waitFor();
    const lock = spawn('python3', ['-c', LOCK, join(demo.data, 'broker', 'index.db-shm')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(lock, 'exit');
    try {
      await once(lock.stdout, 'data');
      browser.expectStatus(503);
      const answer = page.waitForResponse((each) => each.url().includes('/api/v1/sessions?') && each.status() === 503, { timeout: PATIENCE_MILLIS });
      await open('/sessions?f=app%3Acut-off');
      const request = (await answer).request().headers()['x-postern-request'];
      const failure = page.getByRole('alert').filter({ hasText: 'The broker cannot read or write one of its databases now.' }).first();
      await failure.waitFor();
      await failure.getByText(request).first().waitFor();
      await says(page, 'outage-index', /Tries again in \d+/, /What is recorded is not touched by that\./);
    } finally {
      lock.stdin.end();
      await ended;
    }
    await page.locator('.sessions tbody tr').first().waitFor({ timeout: PATIENCE_MILLIS });
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});

describe('a sign-in that ends while a page is read', () => {
  it('lies over the page, is had again in a window of its own, and the position is kept', async () => {
    const client = await connected(demo, 'three-words');
    for (const word of ['one', 'two', 'three']) await client.query(`select '${word}' as word`);
    await client.end();
    const { id } = await sessionOf('three-words', 3);
    await open(`/s/${id}#q=2`);
    await page.getByRole('gridcell', { name: 'two', exact: true }).waitFor();
    const beside = await context.newPage();
    await beside.goto(`${demo.url}/sessions`);
    await beside.getByRole('button', { name: /Account/ }).click();
    await beside.getByRole('button', { name: 'Sign out' }).click();
    await beside.getByRole('heading', { name: 'Sign in to Postern' }).waitFor();
    await beside.close();

    browser.expectStatus(401);
    await page.locator('#statements').focus();
    await page.keyboard.press('j');
    const overlay = page.getByRole('dialog', { name: 'Your sign-in has ended' });
    await overlay.waitFor();
    await says(page, 'outage-signed-out', 'This page and your position in it are kept. Sign in again to go on.');
    const position = page.url();
    assert.match(position, /#q=3$/);
    const [window] = await Promise.all([context.waitForEvent('page'), overlay.getByRole('link', { name: 'Sign in in a window of its own' }).press('Enter')]);
    await window.locator('button[name="person"][value="auditor"]').click();
    await overlay.waitFor({ state: 'detached' });
    assert.equal(page.url(), position);
    await page.locator('#st-3.selected').waitFor();
    await page.reload();
    await page.getByRole('gridcell', { name: 'three', exact: true }).waitFor();
  });
});
