// Holding a running session, letting it go on and cancelling its statement in the browser, on a real broker.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ask, browserOf, picture, until, violationsOn } from './browser.mjs';
import { run, startDemo } from './demo.mjs';

const READER = 'service=postern-shop';

const demo = await startDemo();
const browser = await browserOf(demo);
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
    const admin = await browser.pageOf('admin');
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
    const list = admin.getByRole('grid', { name: 'Statements' });
    await list.locator('.st-act', { hasText: /Held by Ada Admin.*what is this for\?/ }).waitFor();
    await list.getByRole('row', { name: /held, waits.*Held by Ada Admin: what is this for\? What it waited is no run time\..*it went/ }).waitFor();
    await picture(admin, 'replay-held');
    assert.deepEqual(await violationsOn(admin), []);
    await act(admin, head, /^Go on…/, 'Let it go on', 'fine');
    const ended = await client;
    assert.equal(ended.code, 0, ended.output);
    assert.match(ended.output, /held by Ada Admin: what is this for\?/);
    assert.match(ended.output, /it went on/);

    const { session } = body.items[0];
    const outline = await until('the index having that it went on', async () => {
      const answer = (await ask(admin, 'GET', `/sessions/${session.id}/outline`)).body;
      return answer.acts.some((each) => each.kind === 'resumed') && answer;
    });
    assert.deepEqual(outline.acts.map((each) => [each.kind, each.ordinal, each.by?.name, each.reason]).filter(([kind]) => kind !== 'access'), [['held', 1, 'Ada Admin', 'what is this for?'], ['resumed', 2, 'Ada Admin', 'fine']]);
    const waited = await until('the index having the answer', async () => {
      const [, second] = (await ask(admin, 'GET', `/sessions/${session.id}/statements?after=0&limit=10`)).body.items;
      return second?.durationSeconds !== null && second;
    });
    assert.ok(waited.heldSeconds > waited.durationSeconds, `waited ${waited.heldSeconds} s, ran ${waited.durationSeconds} s`);

    // Live: the page has it without being opened anew; then as a page that is opened later.
    for (const again of [false, true]) {
      if (again) await admin.goto(`${demo.url}/s/${session.id}#q=2`);
      await list.locator('.st-act', { hasText: /Let go on by Ada Admin.*fine/ }).waitFor();
      await list.getByRole('row', { name: /held .*Held by Ada Admin for .*: what is this for\? What it waited is no run time\..*it went/ }).waitFor();
    }
    assert.deepEqual(await list.getByRole('row').evaluateAll((rows) => rows.slice(1).filter((row) => !row.textContent.includes('access request')).map((row) => /Held by|pg_sleep|Let go on|it went/.exec(row.querySelector('.act-what, .sql-line')?.textContent ?? '')?.[0] ?? row.textContent)), ['pg_sleep', 'Held by', 'it went', 'Let go on']);
    await admin.locator('.detail-held').getByText(/Held by Ada Admin for .*: what is this for\?/).waitFor();
    assert.deepEqual(await admin.locator('.timeline .tl-act title').allTextContents(), ['Held by Ada Admin: what is this for?', 'Let go on by Ada Admin: fine']);
    assert.equal(await admin.locator('.timeline .tl-held').count(), 1);
    await picture(admin, 'replay-was-held');
    assert.deepEqual(await violationsOn(admin), []);
    await admin.getByRole('button', { name: 'Chapters', exact: true }).click();
    const chapters = admin.getByRole('dialog', { name: 'Chapters' });
    await picture(admin, 'chapters-held');
    assert.deepEqual(await violationsOn(admin), []);
    await chapters.getByRole('button', { name: /Held by Ada Admin: what is this for\?/ }).click();
    await until('the chapter leading to what was held', async () => new URL(admin.url()).hash === '#q=2');
    await until('the filter finding it', async () => (await ask(admin, 'GET', `/search?q=${encodeURIComponent('has:hold')}`)).body.items.some((each) => each.statement.session === session.id && each.statement.ordinal === 2));
  });

  it('has its statement cancelled, and goes on', async () => {
    await demo.logIn('engineer');
    const admin = await browser.pageOf('admin');
    const client = psql('engineer', 'select pg_sleep(60)', "select 'still ' || 'there'");
    await admin.goto(`${demo.url}/live`);
    const tile = admin.locator('.tile', { hasText: 'pg_sleep(60)' });
    await tile.waitFor();
    await act(admin, tile, /^Cancel statement…/, 'Cancel statement', 'locks the orders');
    const ended = await client;
    assert.match(ended.output, /canceling statement due to user request/);
    assert.match(ended.output, /locks the orders/);
    assert.match(ended.output, /still there/);
    const mine = (await ask(admin, 'GET', '/sessions?limit=1')).body.items[0];
    await until('the recording saying who cancelled it', async () => (await ask(admin, 'GET', `/sessions/${mine.id}/outline`)).body.acts.some((each) => each.kind === 'cancelled' && each.by.name === 'Ada Admin' && each.reason === 'locks the orders' && each.ordinal === 1));
    await admin.goto(`${demo.url}/s/${mine.id}`);
    await admin.getByRole('row', { name: /Statement cancelled by Ada Admin.*locks the orders/ }).waitFor();
    const found = (await ask(admin, 'GET', `/search?q=${encodeURIComponent('has:cancel')}`)).body.items;
    assert.deepEqual(found.map((each) => each.statement.sql), ['select pg_sleep(60)']);
    await until('the trail having it', async () => (await ask(admin, 'GET', '/audit?limit=50')).body.items.some((each) => each.code === 'session.statement_cancel_asked'));
  });

  it('is ended with a reason that stands at its place', async () => {
    await demo.logIn('engineer');
    const admin = await browser.pageOf('admin');
    const client = psql('engineer', 'select pg_sleep(61)');
    await admin.goto(`${demo.url}/live`);
    const tile = admin.locator('.tile', { hasText: 'pg_sleep(61)' });
    await tile.waitFor();
    const { id } = (await ask(admin, 'GET', '/live')).body.items[0].session;
    await tile.getByRole('button', { name: /^End…|^End session…/ }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('it holds a lock');
    await dialog.getByLabel(/^Type /).fill('Erin Engineer');
    await dialog.getByRole('button', { name: 'End session', exact: true }).click();
    assert.match((await client).output, /it holds a lock/);
    const outline = await until('the recording saying who ended it', async () => {
      const answer = (await ask(admin, 'GET', `/sessions/${id}/outline`)).body;
      return answer.acts.some((each) => each.kind === 'end-ordered') && answer;
    });
    assert.deepEqual(outline.acts.filter((each) => /^end/.test(each.kind)).map((each) => [each.kind, each.by.name, each.reason]), [['end-ordered', 'Ada Admin', 'it holds a lock']]);
    await admin.goto(`${demo.url}/s/${id}`);
    await admin.getByRole('row', { name: /Ended by Ada Admin.*it holds a lock/ }).waitFor();
    await picture(admin, 'replay-ended');
    assert.deepEqual(await violationsOn(admin), []);
  });
});
