// Notes at a message, a cell, a range and a time of a recorded session, on a real broker.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask, browserOf, hash, picture, violationsOn } from './browser.mjs';
import { startDemo } from './demo.mjs';

const NARROW = { width: 320, height: 720 };
const USUAL = { width: 1440, height: 900 };

const demo = await startDemo();
const browser = await browserOf(demo);
const open = (page, path) => page.goto(demo.url + path);

describe('notes at exact places', () => {
  let page;
  let id;
  let session;
  /** A statement that returned rows, the name of its first column, and the three of the transaction that was rolled back. */
  let asked;
  let column;
  let first;
  let last;
  const select = async (fragment) => {
    await open(page, '/nowhere');
    await open(page, `/s/${id}${fragment}`);
    await page.locator('.st.selected').waitFor();
  };
  const notes = async () => (await ask(page, 'GET', `/sessions/${id}/notes`)).body.items;
  const comment = async (place, text) => {
    await page.getByRole('dialog', { name: `Comment: ${place}` }).getByLabel('What you want to say').fill(text);
    await page.getByRole('button', { name: 'Write comment' }).click();
    await page.getByText('Comment written').waitFor();
  };

  before(async () => {
    page = await browser.pageOf('auditor');
    await demo.logIn('auditor');
    id = (await ask(page, 'GET', '/search?q=rollback')).body.items[0].session.id;
    session = (await ask(page, 'GET', `/sessions/${id}`)).body;
    const statements = (await ask(page, 'GET', `/sessions/${id}/statements?limit=200`)).body.items;
    first = statements.find((each) => each.sql.includes('begin')).ordinal;
    last = first + 2;
    asked = statements.find((each) => each.rows > 1 && !each.noise && !each.error);
    column = (await ask(page, 'GET', `/sessions/${id}/statements/${asked.ordinal}/result?limit=1`)).body.columns[0].name;
  });

  it('c comments on the cell that has the focus; its mark and its link lead there', async () => {
    const place = `#q=${asked.ordinal}&r=2&c=${encodeURIComponent(column)}`;
    const words = `statement ${asked.ordinal}, row 2, ${column}`;
    await select(`#q=${asked.ordinal}`);
    await page.locator('.g-row[aria-rowindex="3"] [aria-colindex="2"]').click();
    await hash(page, place);
    await page.keyboard.press('c');
    await comment(words, 'This is the old address.');
    await page.locator('#cell-chosen .cell-note').getByText('1 note').waitFor({ state: 'attached' });
    assert.deepEqual((await notes()).map(({ anchor, statement }) => [anchor, statement]), [[place.slice(1), asked.ordinal]]);
    await picture(page, 'notes-cell');
    assert.deepEqual(await violationsOn(page), []);
    await select(`#q=${asked.ordinal}&pane=notes`);
    await page.getByRole('link', { name: words, exact: true }).click();
    await hash(page, place);
    await page.locator('#cell-chosen .cell-note').waitFor({ state: 'attached' });
  });

  it('b sets a bookmark at the message while the messages have the focus', async () => {
    await select(`#q=${asked.ordinal}`);
    await page.keyboard.press('o');
    await page.locator('.msgs tbody tr.selected').waitFor();
    await page.locator('#messages').focus();
    await page.keyboard.press('.');
    await page.waitForFunction(() => /[#&]m=\d+$/.test(location.hash));
    const number = Number(/m=(\d+)$/.exec(page.url())[1]);
    await page.keyboard.press('b');
    await page.getByText('Bookmark set').waitFor();
    await page.locator('.msgs tr.selected .note-badge').getByText('1 note').waitFor({ state: 'attached' });
    assert.deepEqual((await notes()).filter((each) => each.kind === 'bookmark').map(({ anchor, statement }) => [anchor, statement]), [[`m=${number}`, asked.ordinal]]);
    await picture(page, 'notes-message');
    assert.deepEqual(await violationsOn(page), []);
    await select(`#q=${first}&pane=notes`);
    await page.getByRole('region', { name: 'Elsewhere in this session' }).getByRole('link', { name: `message ${number}, in statement ${asked.ordinal}` }).click();
    await page.locator('.msgs tr.selected', { has: page.getByRole('gridcell', { name: String(number), exact: true }).or(page.locator('td', { hasText: new RegExp(`^${number}$`) })) }).waitFor();
    await page.locator(`#st-${asked.ordinal}.selected`).waitFor();
  });

  it('Shift with j selects several statements, c comments on them, and a bracket stands beside them', async () => {
    await select(`#q=${first}`);
    await page.locator('#statements').focus();
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+K');
    await hash(page, `#sel=${first}-${last}`);
    await page.keyboard.press('c');
    await comment(`statements ${first} to ${last}`, 'All of this was taken back.');
    await page.locator(`#st-${first} .noted-first`).waitFor();
    await page.locator(`#st-${first + 1} .noted-middle`).waitFor();
    await page.locator(`#st-${last} .noted-last`).waitFor();
    assert.deepEqual((await notes()).filter((each) => each.text.startsWith('All')).map(({ anchor, statement }) => [anchor, statement]), [[`sel=${first}-${last}`, first]]);
    await select(`#q=${last}&pane=notes`);
    await page.getByRole('region', { name: 'About several statements, this one among them' }).getByRole('link', { name: `statements ${first} to ${last}` }).click();
    await hash(page, `#sel=${first}-${last}&pane=notes`);
    await page.getByRole('region', { name: `Statements ${first} to ${last}` }).getByText('All of this was taken back.').waitFor();
  });

  it('a note at a time is written by the command line, and its mark on the timeline leads there', async () => {
    const seconds = Math.floor(session.durationSeconds * 1000) / 1000;
    const written = await demo.postern('auditor', 'note', `${id}#t=+${seconds}s`, 'Here it ended.');
    assert.equal(written.code, 0, written.output);
    assert.match(written.stdout, new RegExp(`at ${id}#t=\\+${seconds}s`.replaceAll('.', '\\.')));
    await select('#q=1');
    const mark = page.locator(`.tl-note[data-address="#t=+${seconds}s&pane=notes"]`);
    await mark.waitFor({ state: 'attached' });
    await mark.locator('path').last().dispatchEvent('pointerdown');
    await page.locator('.note', { hasText: 'Here it ended.' }).getByRole('link', { name: `+${seconds} s, in statement` }).waitFor();
    const listed = await demo.postern('auditor', 'note', id);
    for (const moment of [`#q=${asked.ordinal}&r=2&c=`, '#m=', `#sel=${first}-${last}`, `#t=+${seconds}s`]) assert.ok(listed.stdout.includes(id + moment), listed.output);
  });

  it('what the session does not have is refused in words', async () => {
    for (const [fragment, why] of [
      [`m=${session.messages + 1}`, `has no message ${session.messages + 1}: it has ${session.messages} messages.`],
      ['t=+86400s', 'was not running 86400.000000 s after it began'],
      [`q=${asked.ordinal}&r=${asked.rows + 1}`, `has no row ${asked.rows + 1}: it returned ${asked.rows} rows.`],
      [`sel=1-${session.statements + 1}`, `has no statement ${session.statements + 1}`],
    ]) {
      const refused = await demo.postern('auditor', 'note', `${id}#${fragment}`, 'x');
      assert.equal(refused.code, 6, refused.output);
      assert.ok(refused.stderr.includes(why), refused.output);
    }
    const wrong = await demo.postern('auditor', 'note', `${id}#q=41&r=x`, 'x');
    assert.equal(wrong.code, 2, wrong.output);
    assert.match(wrong.stderr, /names no moment, at character 35: "x" is no number of a row/);
    browser.expectStatus(400);
    assert.match((await ask(page, 'POST', `/sessions/${id}/notes`, { anchor: 'q=x', text: 'x' })).body.error.message, /at character 3: "x" is no number of a statement/);
  });

  it('is read in light, dark and on a narrow page', async () => {
    for (const [name, viewport] of [['notes-range', USUAL], ['notes-range-narrow', NARROW]]) {
      await page.setViewportSize(viewport);
      await select(`#sel=${first}-${last}&pane=notes`);
      await page.getByText('All of this was taken back.').first().waitFor();
      await picture(page, name, true);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violationsOn(page), [], `${name} ${colorScheme}`);
      }
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`);
    }
    await select(`#q=${asked.ordinal}&r=2&c=${encodeURIComponent(column)}`);
    await page.locator('#cell-chosen').waitFor();
    await picture(page, 'notes-cell-narrow', true);
    await page.setViewportSize(USUAL);
  });
});
