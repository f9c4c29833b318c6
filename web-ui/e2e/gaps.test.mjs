// A recording that lacks something in its middle: a target that may go on unrecorded, and a disk that was slow for a while.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import pg from 'pg';
import { ask, Browser, hasNoComplaints, says, until } from './browser.mjs';
import { startDemoIn } from './demo.mjs';
import { hasCompiler, NEEDS, SlowDisk } from './faults.mjs';
import { connected } from './ways.mjs';

const APPLICATION = 'drops-some';
/** More than the journal of an event loop holds: eight segments of 16 MiB. */
const ROWS = 2_600;
const ROW_BYTES = 64_000;
/** Long enough for all rows to pass while one sync is under way. */
const SYNC_MILLIS = 20_000;
const PATIENCE_MILLIS = 90_000;
const AFTER = "select 'recorded again' as word";

/** A number as the page says it, with plain spaces. */
const grouped = (value) => new Intl.NumberFormat('en-US').format(value).replaceAll(',', ' ');

const isPossible = await hasCompiler();

describe('a gap in the middle of a recording', { skip: isPossible ? false : NEEDS }, () => {
  let disk;
  let demo;
  let browser;
  let page;
  let session;
  let gap;
  let places;
  const bar = () => page.locator('.incomplete');

  /** Rows that nobody keeps, neither here nor in the journal. */
  const flood = (client) => new Promise((resolve, reject) => {
    const query = new pg.Query(`select repeat('x', ${ROW_BYTES}) as filler from generate_series(1, ${ROWS})`);
    let rows = 0;
    query.on('row', () => { rows++; });
    query.on('end', () => resolve(rows));
    query.on('error', reject);
    client.query(query);
  });

  before(async () => {
    disk = await SlowDisk.make();
    demo = await startDemoIn((data) => disk.environment(join(data, 'broker'), 'journal'), '--no-story', '--durability', 'best-effort');
    browser = await Browser.of(demo);
    page = await browser.pageOf('auditor');
    const client = await connected(demo, APPLICATION);
    await client.query("select 'before' as word");
    await disk.slow(SYNC_MILLIS);
    assert.equal(await flood(client), ROWS, 'the client gets what is not recorded');
    await disk.fast();
    const { id } = await until('the session being listed', async () => (await ask(page, 'GET', `/sessions?f=app:${APPLICATION}`)).body.items[0], PATIENCE_MILLIS);
    await until('the journal having room again', async () => {
      await client.query(AFTER);
      return (await ask(page, 'GET', `/sessions/${id}/statements?limit=500`)).body.items.some((each) => each.sql === AFTER);
    }, PATIENCE_MILLIS);
    await client.end();
    session = await until('the recording having its end', async () => {
      const { body } = await ask(page, 'GET', `/sessions/${id}`);
      return body.seal === 'sealed' && body;
    }, PATIENCE_MILLIS);
    // Pieces between the same two messages are one place for people.
    [gap] = session.gaps;
    const pieces = session.gaps.filter((each) => each.after === gap.after);
    const sum = (name) => pieces.reduce((all, each) => all + each[name], 0);
    gap = { ...gap, to: pieces.at(-1).to, messages: sum('messages'), bytes: sum('bytes') };
    places = new Set(session.gaps.map((each) => each.after)).size;
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
    await disk?.remove();
  });
  afterEach(() => { if (browser) hasNoComplaints(browser); });

  it('is known with its place, its cause, its time and its size; the session went on and ended', () => {
    assert.equal(session.state, 'ended');
    assert.equal(session.complete, false);
    assert.ok(session.gaps.length > 0, JSON.stringify(session));
    for (const each of session.gaps) {
      assert.ok(each.after > 0 && each.before === each.after + 1, `between two messages: ${JSON.stringify(each)}`);
      assert.equal(each.cause, 'no room in the journal');
      assert.ok(each.from <= each.to && each.from > session.startedAt && each.to < session.endedAt, JSON.stringify(each));
      assert.ok(each.messages >= 0 && each.bytes > 0, JSON.stringify(each));
    }
    const sum = (name) => session.gaps.reduce((all, each) => all + each[name], 0);
    assert.ok(sum('messages') > 0 && sum('bytes') > ROW_BYTES, 'whole rows are among it');
    assert.deepEqual(session.sealedVerdict.gaps, { count: session.gaps.length, messages: sum('messages'), bytes: sum('bytes') });
  });

  it('is said in the list of sessions and over the session: where, why, when and how much', async () => {
    await page.goto(`${demo.url}/sessions?f=app%3A${APPLICATION}`);
    await page.locator('.sessions tbody tr', { hasText: APPLICATION }).getByText('incomplete').waitFor();
    await says(page, 'gap-sessions');
    await page.goto(`${demo.url}/s/${session.id}#q=1`);
    await bar().getByText('This record is not complete.').waitFor();
    const place = bar().getByRole('listitem').filter({ has: page.getByRole('link', { name: /^Between messages [\d\s]+ and [\d\s]+$/ }) }).first();
    const said = (await place.textContent()).replaceAll(/\s+/g, ' ');
    assert.ok(said.startsWith(`Between messages ${grouped(gap.after)} and ${grouped(gap.before)}: no room in the journal, `), said);
    assert.match(said, / journal, \d\d:\d\d:\d\d[\d.]* to \d\d:\d\d:\d\d[\d.]* UTC\. /);
    assert.match(said, new RegExp(` Lost: ${grouped(gap.messages)} messages?, [\\d.]+ [kMG]B\\.$`));
    await bar().getByText('What is here is as it was recorded.').waitFor();
    await says(page, 'gap-bar');
  });

  it('stands in the timeline and among the chapters with a sign and a word', async () => {
    const timeline = page.locator('.timeline');
    await timeline.locator('.tl-act-lost path').first().waitFor({ state: 'attached' });
    assert.equal(await timeline.locator('.tl-act-lost path').count(), places);
    assert.deepEqual(new Set(await timeline.locator('.tl-lost text').allTextContents()), new Set(['not recorded']));
    assert.match(await timeline.locator('.tl-lost title').first().textContent(), /^Between messages .+ Lost: /);
    await page.getByRole('button', { name: 'Chapters' }).click();
    const chapter = page.getByRole('dialog').getByRole('button', { name: /Not recorded: Between messages/ }).first();
    await chapter.waitFor();
    assert.equal(await chapter.locator('svg.drawn-lost').count(), 1);
    await says(page, 'gap-chapters');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('stands in the list of statements, behind the one that was cut short', async () => {
    const row = page.locator('#statements .act-lost').first();
    await row.getByText('Not recorded').waitFor();
    assert.equal(await row.locator('svg.drawn-lost').count(), 1);
    assert.match(await row.textContent(), /Between messages .+: no room in the journal\. Lost: /);
    const order = await page.locator('#statements [role="row"]').evaluateAll((rows) => rows.map((each) => (each.classList.contains('act-lost') ? 'gap' : each.textContent)));
    const at = order.indexOf('gap');
    assert.ok(order[at - 1].includes('generate_series'), order.join('\n'));
    assert.ok(order.findLastIndex((each) => each.includes('recorded again')) > at, order.join('\n'));
    await says(page, 'gap-statements');
  });

  it('is a jump away: the link leads to the last message before it, and the first behind it is next', async () => {
    await bar().getByRole('link', { name: /^Between messages/ }).first().click();
    await page.waitForFunction((wanted) => new URLSearchParams(location.hash.slice(1)).get('m') === wanted, String(gap.after));
    await page.locator('.msgs tr.selected').waitFor({ timeout: PATIENCE_MILLIS });
    await says(page, 'gap-message');
    await page.goto(`${demo.url}/s/${session.id}#m=${gap.before}`);
    await page.locator('.msgs tr.selected').waitFor({ timeout: PATIENCE_MILLIS });
    const { body } = await ask(page, 'GET', `/sessions/${session.id}/messages?after=${gap.after - 1}&limit=5`);
    assert.ok(body.items.some((each) => each.number === gap.before), JSON.stringify(body.items.map((each) => each.number)));
    await says(page, 'gap-message-behind');
  });
});
