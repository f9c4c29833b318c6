// Holding a running session, letting it go on and cancelling its statement in the browser, on a real broker.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { ask, Browser, picture, signIn, until, violationsOn } from './browser.mjs';
import { run, startDemo } from './demo.mjs';

const READER = 'service=postern-shop';

const demo = await startDemo();
const { issuer } = await (await fetch(`${demo.url}/api/v1/info`)).json();
const browser = await Browser.open([demo.url, issuer]);
after(async () => {
  await browser.close();
  await demo.stop();
});
afterEach(() => assert.deepEqual(browser.takeComplaints(), [], 'no page breaks its content policy, fails in a script or asks another site'));

async function pageOf(person) {
  const context = await browser.window(person);
  const page = await context.newPage();
  browser.expectStatus(401);
  await page.goto(demo.url);
  await signIn(page, person);
  return page;
}

/** Plain psql with several statements, each of which it sends when the one before is answered. */
function psql(person, ...statements) {
  const args = ['-X', '-A', '-t', ...statements.flatMap((each) => ['-c', each]), READER];
  return run('psql', args, { PGSERVICEFILE: join(demo.home(person), 'pg_service.conf'), PGCONNECT_TIMEOUT: '20' });
}

/** Presses a button with the keyboard and confirms with a reason. */
async function act(page, place, name, confirm, reason) {
  const button = place.getByRole('button', { name });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: confirm, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('a session that runs', () => {
  it('is held on the wall, waits, and goes on from its replay', async () => {
    await demo.logIn('engineer');
    const admin = await pageOf('admin');
    const client = psql('engineer', 'select pg_sleep(8)', "select 'it went ' || 'on'");
    await admin.goto(`${demo.url}/live`);
    const tile = admin.locator('.tile', { hasText: 'Erin Engineer' }).first();
    await tile.getByText('pg_sleep').waitFor();
    await act(admin, tile, /^Hold…/, 'Hold', 'what is this for?');
    await tile.locator('.live-held').waitFor();
    await tile.getByText('Held by Ada Admin: what is this for?').waitFor();
    await tile.getByText('it went').waitFor();
    await picture(admin, 'live-held');
    assert.deepEqual(await violationsOn(admin), []);
    const { body } = await ask(admin, 'GET', '/live');
    assert.equal(body.items[0].session.held.reason, 'what is this for?');

    await tile.getByRole('link').click();
    const head = admin.locator('.replay-head');
    await head.getByText('Held by Ada Admin').waitFor();
    await act(admin, head, /^Go on…/, 'Let it go on', 'fine');
    const ended = await client;
    assert.equal(ended.code, 0, ended.output);
    assert.match(ended.output, /held by Ada Admin: what is this for\?/);
    assert.match(ended.output, /it went on/);
  });

  it('has its statement cancelled, and goes on', async () => {
    await demo.logIn('engineer');
    const admin = await pageOf('admin');
    const client = psql('engineer', 'select pg_sleep(60)', "select 'still ' || 'there'");
    await admin.goto(`${demo.url}/live`);
    const tile = admin.locator('.tile', { hasText: 'pg_sleep(60)' });
    await tile.waitFor();
    await act(admin, tile, /^Cancel statement…/, 'Cancel statement', 'locks the orders');
    const ended = await client;
    assert.match(ended.output, /canceling statement due to user request/);
    assert.match(ended.output, /locks the orders/);
    assert.match(ended.output, /still there/);
    await until('the trail having it', async () => (await ask(admin, 'GET', '/audit?limit=50')).body.items.some((each) => each.code === 'session.statement_cancel_asked'));
  });
});
