// Reading a session with the keyboard, by links and by ear, on a real broker.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { ask, browserOf, hash, picture, until, violationsOn } from './browser.mjs';
import { startDemo } from './demo.mjs';

const READER = 'service=postern-shop';
const LOOKED_MILLIS = 4_500;
const NARROW = { width: 320, height: 720 };
/** 1440 x 900 at 400 %. */
const ZOOMED = { width: 360, height: 225 };
const USUAL = { width: 1440, height: 900 };

const demo = await startDemo();
const browser = await browserOf(demo);
const pageOf = (person) => browser.pageOf(person, { clipboard: true });
const open = (page, path) => page.goto(demo.url + path);

/** The demo's own session: the one in which something was rolled back. */
async function storyOf(page) {
  const { body } = await ask(page, 'GET', '/search?q=rollback');
  const id = body.items[0].session.id;
  const statements = (await ask(page, 'GET', `/sessions/${id}/statements?limit=200`)).body.items;
  const ordinalOf = (text) => statements.find((each) => each.sql.includes(text)).ordinal;
  return { id, statements, ordinalOf };
}

describe('the session page by keyboard', () => {
  let page;
  let story;
  const select = async (ordinal) => {
    // Only the fragment would change, and what was opened before would stay open.
    await open(page, '/nowhere');
    await open(page, `/s/${story.id}#q=${ordinal}`);
    await page.locator(`#st-${ordinal}.selected`).waitFor();
    await page.locator('.tl-head').waitFor({ state: 'attached' });
    await page.locator('#statements').focus();
  };

  before(async () => {
    page = await pageOf('auditor');
    story = await storyOf(page);
  });

  it('steps through statements, errors, writes, transactions and chapters', async () => {
    const error = story.ordinalOf('card_number');
    const begin = story.ordinalOf('begin');
    const update = story.ordinalOf('update customers');
    await select(1);
    for (const [key, ordinal] of [['j', 2], ['k', 1], ['e', error], ['w', update], ['W', update], ['g', update], ['g', 1], ['t', begin], [']', story.ordinalOf('rollback') + 1 > story.statements.length ? begin : undefined]]) {
      await page.keyboard.press(key);
      if (ordinal !== undefined) await hash(page, `#q=${ordinal}`);
    }
    await page.keyboard.press('G');
    await hash(page, `#q=${story.statements.length}`);
    await page.keyboard.press('E');
    await hash(page, `#q=${error}`);
    while (!page.url().endsWith('#q=1')) {
      const from = page.url();
      await page.keyboard.press('[');
      await page.waitForFunction((before) => location.href !== before, from);
    }
  });

  it('seeks by time: digits, arrows and leaps', async () => {
    await select(story.statements.length);
    await page.keyboard.press('0');
    await hash(page, '#q=1');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.hash !== '#q=1');
    await page.keyboard.press('9');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await hash(page, '#q=1');
  });

  it('folds what psql asked by itself, and shows it with z', async () => {
    await select(1);
    const folded = page.locator('.st-noise', { hasText: '\\d products' });
    await folded.waitFor();
    const rows = await page.locator('.st[id]').count();
    await page.keyboard.press('z');
    await page.waitForFunction((before) => document.querySelectorAll('.st[id]').length > before, rows);
    await page.keyboard.press('z');
    await folded.waitFor();
    await folded.getByRole('button').click();
    await page.waitForFunction((before) => document.querySelectorAll('.st[id]').length > before, rows);
  });

  it('opens a statement in a fold that a link names', async () => {
    const noise = story.statements.find((each) => each.sql.includes('pg_catalog')).ordinal + 1;
    await open(page, `/s/${story.id}#q=${noise}`);
    await page.locator(`#st-${noise}.selected`).waitFor();
  });

  it('opens messages, steps through them, and links field and byte', async () => {
    await select(1);
    await page.keyboard.press('o');
    await page.locator('.msgs tr.selected').waitFor();
    await hash(page, '#q=1&pane=messages');
    const first = story.statements[0].message;
    await page.keyboard.press('.');
    await page.waitForFunction((from) => Number(/m=(\d+)/.exec(location.hash)?.[1]) >= from, first);
    await page.keyboard.press(',');
    await page.locator('.message-name', { hasText: 'RowDescription' }).first().click();
    await page.locator('.field', { hasText: 'loyalty_points' }).click();
    await page.waitForFunction(() => /pane=bytes&off=\d+/.test(location.hash));
    assert.equal((await page.locator('.hex-ascii .on').allTextContents()).join('').slice(0, 14), 'loyalty_points');
    const linked = page.url();
    await page.locator('.hex-bytes .byte').nth(2).click();
    await page.waitForFunction(() => /off=2$/.test(location.hash));
    await open(page, '/sessions');
    await page.goto(linked);
    await page.locator('.field.on', { hasText: 'loyalty_points' }).waitFor();
    await picture(page, 'replay-bytes');
    await page.keyboard.press('x');
    await page.locator('.bytes-pane').waitFor({ state: 'detached' });
    await page.keyboard.press('o');
    await page.locator('.msgs').waitFor({ state: 'detached' });
  });

  it('moves in the rows, opens a value, and says the cell in the address', async () => {
    await select(1);
    await page.locator('.g-row').nth(1).waitFor();
    await page.keyboard.press('Enter');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await hash(page, '#q=1&r=2&c=city');
    assert.equal(await page.locator('#cell-chosen').textContent(), 'Izmir');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: /city · Row 2/ });
    await drawer.waitFor();
    await drawer.getByLabel('Hex').check();
    assert.match(await drawer.locator('.hex-bytes').textContent(), /^497a6d6972/);
    await picture(page, 'replay-cell');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('copies SQL and the link of the moment', async () => {
    await select(1);
    await page.keyboard.press('y');
    await page.locator('.said').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^select id, name, city, loyalty_points/);
    await page.keyboard.press('Y');
    await until('the link being copied', async () => (await page.evaluate(() => navigator.clipboard.readText())) === `${demo.url}/s/${story.id}#q=1`);
    await page.getByRole('button', { name: /^Copy/ }).first().click();
    await page.getByRole('menuitem', { name: 'Citation with link' }).click();
    await until('the citation being copied', async () => /Erin Engineer on shop, .*statement 1 \(SELECT 5\)/.test(await page.evaluate(() => navigator.clipboard.readText())));
  });

  it('plays by itself, at most four statements a second, and pauses', async () => {
    await select(1);
    const before = Date.now();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await hash(page, '#q=4');
    assert.ok(Date.now() - before >= 700, `three steps took ${Date.now() - before} ms`);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const stopped = new URL(page.url()).hash;
    await page.waitForTimeout(600);
    assert.equal(new URL(page.url()).hash, stopped);
    await page.keyboard.press('>');
    await page.getByText('×2', { exact: true }).waitFor();
  });

  it('finds with /, goes on with n and N, leaves with Escape', async () => {
    await select(1);
    await page.keyboard.press('/');
    await page.keyboard.type('customers');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash !== '#q=1');
    const first = new URL(page.url()).hash;
    await page.locator('.list-fits').getByRole('status').filter({ hasText: /^\d+ of \d+$/ }).waitFor();
    await page.locator('#statements').focus();
    await page.keyboard.press('n');
    await page.waitForFunction((from) => location.hash !== from, first);
    await page.keyboard.press('N');
    await hash(page, first);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByLabel('Filter the statements').inputValue(), 'customers');
    assert.ok(await page.evaluate(() => document.activeElement === document.body));
  });

  it('lists the keys, which can be switched off', async () => {
    await select(1);
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByText('next, previous error').waitFor();
    await picture(page, 'keys');
    await sheet.getByLabel('Single keys act').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await hash(page, '#q=2');
    await page.evaluate(() => localStorage.removeItem('postern.keys'));
  });

  it('does any act, and goes anywhere, by the palette', async () => {
    await select(1);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands' }).fill('next err');
    await picture(page, 'palette');
    await page.keyboard.press('Enter');
    await hash(page, `#q=${story.ordinalOf('card_number')}`);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands' }).fill('Go to Sess');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sessions$/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands' }).fill(`${demo.url}/s/${story.id}#q=3`);
    await page.keyboard.press('Enter');
    await page.locator('#st-3.selected').waitFor();
  });

  it('moves between panes with Alt and F6', async () => {
    await select(1);
    await page.keyboard.press('Alt+1');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'statements');
    await page.keyboard.press('F6');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'detail');
  });

  it('shows chapters as a list that says what the timeline shows', async () => {
    await select(1);
    await page.getByRole('button', { name: 'Chapters' }).click();
    const chapters = page.getByRole('dialog', { name: 'Chapters' });
    const undone = chapters.getByRole('button', { name: /Transaction of statements \d+ to \d+, rolled back/ });
    await undone.waitFor();
    await chapters.getByRole('button', { name: /Error/ }).waitFor();
    await picture(page, 'chapters');
    await undone.click();
    await hash(page, `#q=${story.ordinalOf('begin')}`);
  });

  it('has a name and a number of rows for everything that is read by ear', async () => {
    await select(1);
    const timeline = page.getByRole('slider', { name: 'Position in the session' });
    assert.match(await timeline.getAttribute('aria-valuetext'), new RegExp(`^statement 1 of ${story.statements.length}, \\+00:0\\d\\.\\d{3}$`));
    await timeline.focus();
    await page.keyboard.press('ArrowRight');
    await hash(page, '#q=2');
    await page.getByText('Statement 2, PREPARE').waitFor({ state: 'attached' });
    await select(1);
    const list = page.getByRole('grid', { name: 'Statements' });
    assert.equal(await list.getAttribute('aria-activedescendant'), 'st-1');
    const rows = page.getByRole('grid', { name: 'Rows as the client received them' });
    await rows.waitFor();
    assert.deepEqual([await rows.getAttribute('aria-rowcount'), await rows.getAttribute('aria-colcount')], ['6', '5']);
    await page.getByText('Statement 1, SELECT, 5 rows').waitFor({ state: 'attached' });
  });

  it('strikes out only what was taken back, and calls one statement alone what it is', async () => {
    const undone = await page.locator('.rolled-back').evaluateAll((rows) => rows.map((row) => row.id));
    assert.deepEqual(undone, [`st-${story.ordinalOf('update customers')}`]);
    await select(1);
    await page.locator('.detail-line', { hasText: 'its own transaction' }).waitFor();
    assert.equal(await page.locator('.detail-line', { hasText: 'committed' }).count(), 0);
  });
});

describe('links to a moment', () => {
  let page;
  let story;
  before(async () => {
    page = await pageOf('auditor');
    story = await storyOf(page);
  });
  const goTo = async (fragment) => {
    await open(page, '/search');
    await open(page, `/s/${story.id}${fragment}`);
    await page.locator('.st.selected').waitFor();
  };

  it('a time, relative and by the clock', async () => {
    const third = story.statements[2];
    await goTo(`#t=+${(third.atSeconds + 0.0001).toFixed(6)}s`);
    await hash(page, '#q=3');
    await goTo(`#t=${new Date(Date.parse(third.startedAt) + 1).toISOString()}`);
    await page.waitForFunction(() => /^#q=\d+$/.test(location.hash));
  });

  it('a range', async () => {
    const from = story.ordinalOf('begin');
    await goTo(`#sel=${from}-${from + 2}`);
    assert.equal(await page.locator('.st.in-range').count(), 3);
    await hash(page, `#sel=${from}-${from + 2}`);
  });

  it('a cell', async () => {
    await goTo('#q=1&r=3&c=loyalty_points');
    await page.locator('#cell-chosen').waitFor();
    assert.equal(await page.locator('#cell-chosen').textContent(), '555');
  });

  it('a message wins over a statement that it does not belong to', async () => {
    await goTo(`#q=1&m=${story.statements[2].message}`);
    await page.locator('#st-3.selected').waitFor();
  });

  it('a message before the first statement', async () => {
    await goTo('#m=1');
    await page.locator('#st-1.selected').waitFor();
    await page.locator('.msgs tr.selected', { hasText: 'StartupMessage' }).waitFor();
  });

  it('the first eight characters of the id, and everything unknown, with a notice', async () => {
    for (const [fragment, notice] of [['#q=999', 'has no statement 999'], ['#m=99999', 'has no message 99999'], ['#t=+99999s', 'was not running at +99999s'], ['#q=1&r=99', 'has no row 99'], ['#q=1&c=nothing', 'has no column “nothing”']]) {
      await goTo(fragment);
      await page.getByText(notice).waitFor();
    }
    await picture(page, 'replay-fallback');
    await open(page, `/s/${story.id.slice(0, 20)}#q=2`);
    await page.locator('#st-2.selected').waitFor();
  });

  it('a short link, which another person opens with their own rights', async () => {
    await goTo('#q=1&r=3&c=loyalty_points');
    await page.locator('#cell-chosen').waitFor();
    await page.getByRole('button', { name: 'Short link…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Short link' });
    await dialog.getByRole('img', { name: /^QR code of / }).waitFor();
    await picture(page, 'short-link');
    const link = await dialog.locator('code').textContent();
    assert.match(link, new RegExp(`^${demo.url}/m/[0-9A-HJKMNP-TV-Z]{8}$`));
    await page.keyboard.press('Escape');
    await open(page, link.slice(demo.url.length).toLowerCase());
    await hash(page, '#q=1&r=3&c=loyalty_points');
    await page.locator('#cell-chosen').waitFor();
    const engineer = await pageOf('engineer');
    await open(engineer, link.slice(demo.url.length));
    await hash(engineer, '#q=1&r=3&c=loyalty_points');
    await engineer.locator('#cell-chosen').waitFor();
    const approver = await pageOf('approver');
    browser.expectStatus(404);
    await open(approver, link.slice(demo.url.length));
    await approver.getByText('Is it somebody else’s session?').waitFor();
    await open(approver, '/m/00000000');
    await approver.getByText('This short link leads nowhere').waitFor();
  });
});

describe('an open session', () => {
  it('stands on the wall, is followed, and every look stands in the trail once', async () => {
    await demo.logIn('engineer');
    const auditor = await pageOf('auditor');
    const sleeping = demo.psql('engineer', READER, 'select pg_sleep(25)');
    await open(auditor, '/live');
    const tile = auditor.locator('.tile', { hasText: 'pg_sleep' });
    await tile.waitFor();
    await tile.getByText('active').waitFor();
    await picture(auditor, 'live');
    await tile.getByRole('link').click();
    await auditor.locator('.st', { hasText: 'pg_sleep' }).waitFor();
    await auditor.getByRole('button', { name: 'Following' }).waitFor();
    const id = new URL(auditor.url()).pathname.split('/')[2];
    await picture(auditor, 'replay-live');
    await auditor.waitForTimeout(LOOKED_MILLIS);
    const { body } = await ask(auditor, 'GET', '/audit?limit=200');
    const looks = body.items.filter((each) => each.code === 'session.viewed' && each.session === id).map((each) => each.detail.what);
    assert.deepEqual([...looks].sort(), [...new Set(looks)].sort(), 'no look is repeated while the page stays open');
    assert.ok(looks.includes('facts') && looks.includes('statements'), looks.join());
    assert.equal(body.items.filter((each) => each.code === 'session.listed' && each.detail.filter === 'state:live').length, 1);
    await auditor.reload();
    await auditor.locator('.st', { hasText: 'pg_sleep' }).waitFor();
    const again = await ask(auditor, 'GET', '/audit?limit=200');
    assert.equal(again.body.items.filter((each) => each.session === id && each.detail.what === 'facts').length, 2, 'a page that is opened again is a new look');
    browser.expectStatus(404);
    await ask(auditor, 'POST', `/sessions/${id}/end`, { reason: 'the test is over' });
    const admin = await pageOf('admin');
    await open(admin, `/s/${id}`);
    await admin.getByRole('button', { name: 'End session…' }).click();
    const dialog = admin.getByRole('dialog', { name: 'End this session' });
    await dialog.getByLabel('Reason').fill('the test is over');
    assert.equal(await dialog.getByRole('button', { name: 'End session' }).isDisabled(), true);
    await dialog.getByLabel('Type Erin Engineer to confirm').fill('Erin Engineer');
    await picture(admin, 'end-session');
    await dialog.getByRole('button', { name: 'End session' }).click();
    const ended = await sleeping;
    assert.match(ended.stderr, /FATAL: .*was ended by Ada Admin/);
    await admin.locator('.state', { hasText: 'ended' }).waitFor();
  });
});

describe('two sessions', () => {
  it('are compared statement by statement, and row by row', async () => {
    const page = await pageOf('auditor');
    const story = await storyOf(page);
    const first = await demo.psql('engineer', READER, "select id, name, loyalty_points from customers where city = 'Izmir' order by id");
    assert.equal(first.code, 0, first.output);
    const query = '/search?q=' + encodeURIComponent('order by id');
    const other = await until('the other session being indexed', async () => (await ask(page, 'GET', query)).body.items.find((each) => each.session.id !== story.id && each.session.state === 'ended')?.session.id);
    await open(page, `/s/${story.id}`);
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await page.getByRole('dialog', { name: 'Compare sessions' }).getByLabel(/Session id or link/).fill(other);
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForFunction((id) => location.hash.includes(`cmp=${id}`), other);
    await page.locator('.compare-row').first().waitFor();
    assert.ok(await page.locator('.compare-left').count() > 0);
    await page.locator('.compare-right', { hasText: 'order by id' }).waitFor();
    await picture(page, 'compare');
    await open(page, '/nowhere');
    await open(page, `/s/${story.id}#q=1&cmp=${story.id}`);
    await page.getByText('Both sessions ran the same statements').waitFor();
    await page.getByRole('button', { name: /Only differences/ }).click();
    await page.locator('.compare-same').first().click();
    await page.getByText('5 rows alike, 0 changed').waitFor();
    await page.getByRole('button', { name: 'End comparison' }).click();
    await page.locator('#st-1.selected').waitFor();
  });
});

describe('what reviewers write', () => {
  const HOSTILE = '<img src=x onerror=alert(1)>\u202e why without a WHERE?\nsecond line';
  let page;
  let story;
  let update;
  before(async () => {
    page = await pageOf('auditor');
    story = await storyOf(page);
    update = story.ordinalOf('update customers');
    await demo.logIn('engineer');
  });
  const toUpdate = async (who, fragment = '') => {
    await open(who, '/nowhere');
    await open(who, `/s/${story.id}#q=${update}${fragment}`);
    await who.locator(`#st-${update}.selected`).waitFor();
    await who.locator('#statements').focus();
  };

  it('a comment with c stays text, stands at its statement, and is not in the trail', async () => {
    await toUpdate(page);
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: `Comment: statement ${update}` }).getByLabel('What you want to say').fill(HOSTILE);
    await page.getByRole('button', { name: 'Write comment' }).click();
    await page.getByText('Comment written').waitFor();
    await page.locator(`#st-${update} .note-badge`).getByText('1 note').waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: /Notes/ }).click();
    await page.locator('.note-text', { hasText: 'why without a WHERE?' }).getByText('\\u202e').waitFor();
    assert.equal(await page.locator('.note-text img').count(), 0);
    await hash(page, `#q=${update}&pane=notes`);
    const { body } = await ask(page, 'GET', '/audit?limit=50');
    assert.ok(body.items.some((each) => each.code === 'note.written' && each.detail.statement === update));
    assert.doesNotMatch(JSON.stringify(body), /without a WHERE/);
    await picture(page, 'notes');
  });

  it('b sets a bookmark and takes it away; a tag is written by its button', async () => {
    await toUpdate(page, '&pane=notes');
    await page.keyboard.press('b');
    await page.getByText('Bookmark set').waitFor();
    await page.locator('.note-mark', { hasText: 'bookmarked by' }).waitFor();
    await page.locator('#statements').focus();
    await page.keyboard.press('b');
    await page.locator('.note-mark').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'The session' }).getByRole('button', { name: 'Tag…' }).click();
    await page.getByLabel(/One word of letters/).fill('two words');
    browser.expectStatus(400);
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByText('A tag is one word').waitFor();
    await page.getByLabel(/One word of letters/).fill('GDPR');
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.locator('.replay-head .tags', { hasText: 'gdpr' }).waitFor();
  });

  it('the person whose session it is reads them and writes none', async () => {
    const engineer = await pageOf('engineer');
    await toUpdate(engineer, '&pane=notes');
    await engineer.locator('.note-text', { hasText: 'why without a WHERE?' }).waitFor();
    assert.equal(await engineer.getByRole('button', { name: 'Comment…' }).count(), 0);
    await engineer.locator('#statements').focus();
    await engineer.keyboard.press('c');
    await engineer.getByText('Writing about a session needs the right to see all sessions.').waitFor();
    browser.expectStatus(403);
    assert.equal((await ask(engineer, 'POST', `/sessions/${story.id}/notes`, { kind: 'comment', text: 'mine' })).body.error.code, 'right_missing');
    assert.equal((await ask(engineer, 'POST', `/sessions/${story.id}/review`, {})).body.error.code, 'right_missing');
  });

  it('its author removes a comment, and that it was there stays', async () => {
    await toUpdate(page, '&pane=notes');
    await page.getByRole('button', { name: /^Remove the comment of/ }).click();
    await page.locator('.note', { hasText: 'removed by' }).waitFor();
    assert.doesNotMatch(await page.locator('.detail-panel').textContent(), /without a WHERE/);
    await page.locator(`#st-${update} .note-badge`).waitFor({ state: 'detached' });
  });

  it('m marks a session reviewed and goes to the next that waits; the list says so and filters by it', async () => {
    await until('the session being sealed', async () => (await ask(page, 'GET', '/reviews')).body.items.some((each) => each.id === story.id));
    await demo.psql('engineer', READER, 'select 41 as waits_for_a_review');
    await until('another session that waits', async () => (await ask(page, 'GET', '/reviews')).body.items.some((each) => each.id !== story.id));
    await toUpdate(page);
    await page.keyboard.press('m');
    await page.waitForFunction((sid) => location.pathname.startsWith('/s/') && !location.pathname.includes(sid), story.id);
    await page.locator('.st').first().waitFor();
    await open(page, `/s/${story.id}`);
    await page.locator('.verdicts', { hasText: /reviewed.*by/ }).waitFor();
    await picture(page, 'reviewed');
    await open(page, '/sessions');
    await page.getByRole('button', { name: 'reviewed', exact: true }).click();
    await page.waitForURL(/f=review%3Adone/);
    await page.locator('.sessions tbody tr', { hasText: 'reviewed' }).first().waitFor();
    await picture(page, 'sessions-reviewed');
    await open(page, `/s/${story.id}`);
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Take the review back' }).click();
    await page.locator('.verdicts .chip', { hasText: 'reviewed' }).waitFor({ state: 'detached' });
    assert.deepEqual((await ask(page, 'GET', `/sessions/${story.id}/notes`)).body.reviews.map((each) => each.takenBack !== null), [true]);
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('menuitem', { name: 'To follow up, and to the next' }).click();
    await page.waitForFunction((sid) => location.pathname.startsWith('/s/') && !location.pathname.includes(sid), story.id);
    assert.deepEqual((await ask(page, 'GET', `/sessions/${story.id}/notes`)).body.reviews.filter((each) => each.takenBack === null).map((each) => each.outcome), ['follow-up']);
  });
});

describe('the list of sessions', () => {
  it('narrows by facet, by time, and says what a wrong filter is', async () => {
    const page = await pageOf('auditor');
    await open(page, '/sessions');
    const facets = page.getByRole('navigation', { name: 'Facets' });
    await facets.getByRole('button', { name: /^shop/ }).first().click();
    await page.waitForURL(/f=target%3Ashop/);
    await facets.getByRole('button', { name: /^errors/ }).click();
    await page.waitForURL(/target%3Ashop\+has%3Aerror/);
    await page.locator('.sessions tbody tr').first().waitFor();
    await page.getByRole('link', { name: 'last hour' }).click();
    await page.waitForURL(/from=/);
    await page.locator('.sessions tbody tr').first().waitFor();
    const field = page.getByLabel('Filter sessions');
    await field.fill('target:shop usr:erin');
    await page.getByText('starts with no known key').waitFor();
    assert.equal((await page.locator('.filter-caret').textContent()).indexOf('^'), 12);
    await picture(page, 'sessions-invalid');
    await field.fill('target:shop user:nobody');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No session matches' }).waitFor();
    await page.locator('.relax li', { hasText: 'user:nobody' }).getByText(/[1-9]\d* sessions?/).waitFor();
    await picture(page, 'sessions-relax');
  });
});

describe('every page', () => {
  const PAGES = ['/sessions', '/sessions?f=usr%3Aalice', '/sessions?f=user%3Anobody+has%3Aerror', '/search', '/search?q=customers', '/search?q=customers&group=fp', '/search?q=customers&group=table', '/live', '/connect', '/requests', '/requests?new=shop', '/audit', '/nowhere'];
  let page;
  let story;
  before(async () => {
    page = await pageOf('admin');
    story = await storyOf(page);
    await demo.logIn('engineer');
    await demo.postern('engineer', 'request', 'create', 'shop', '--as', 'app_write', '--reason', 'SHOP-119: for the pictures');
  });
  const replays = () => ['#q=1', `#q=${story.ordinalOf('card_number')}`, '#q=1&pane=sql', '#q=2&pane=parameters', '#q=1&pane=notices', '#q=6&pane=related', '#q=6&pane=notes', '#q=1&pane=messages', `#q=${story.ordinalOf('copy (select')}`, `#q=1&cmp=${story.id}`].map((fragment) => `/s/${story.id}${fragment}`);

  for (const [name, viewport, scheme] of [['light', USUAL, 'light'], ['dark', USUAL, 'dark'], ['at 320 px', NARROW, 'light'], ['at 400 %', ZOOMED, 'dark']]) {
    it(`gives axe nothing to complain about, ${name}`, async () => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      const wrong = [];
      // The broker refuses the filter that is wrong.
      browser.expectStatus(400, 404);
      for (const path of [...PAGES, ...replays()]) {
        await open(page, '/nowhere');
        await open(page, path);
        await page.locator('h1, h2').first().waitFor();
        await page.waitForLoadState('networkidle');
        wrong.push(...(await violationsOn(page)).map((each) => `${path}: ${each}`));
        if (viewport !== USUAL) {
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (wide > 0) wrong.push(`${path} scrolls ${wide} px sideways`);
        }
      }
      await page.setViewportSize(USUAL);
      assert.deepEqual(wrong, []);
    });
  }

  it('is seen at 320 px', async () => {
    await page.setViewportSize(NARROW);
    for (const [name, path] of [['sessions', '/sessions'], ['replay', `/s/${story.id}#q=1`], ['requests', '/requests'], ['live', '/live'], ['connect', '/connect'], ['trail', '/audit']]) {
      await open(page, path);
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      await picture(page, `narrow-${name}`, true);
    }
    await page.setViewportSize(USUAL);
  });
});

describe('a recording that somebody changed', () => {
  it('says where, and what can still be trusted; what can be read stays', async () => {
    const page = await pageOf('auditor');
    const asked = await demo.psql('engineer', READER, 'select 4711 as before_the_change');
    assert.equal(asked.code, 0, asked.output);
    const session = await until('the recording having its end', async () => (await ask(page, 'GET', '/sessions?f=before_the_change')).body.items.find((each) => each.seal === 'sealed'));
    await open(page, `/s/${session.id}`);
    await page.getByText('chain intact').waitFor();
    const day = session.startedAt.slice(0, 10).replaceAll('-', '/');
    const file = join(demo.data, 'broker', 'recordings', day, `${session.id}.pgrec`);
    const bytes = await readFile(file);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    await writeFile(file, bytes);
    browser.expectStatus(500, 503);
    await page.reload();
    const alert = page.getByRole('alert').filter({ hasText: 'This recording is not what was written.' });
    await alert.waitFor();
    await alert.getByText(/The first bad record is number \d+, at byte \d+ of the file/).waitFor();
    await alert.getByText(/Records 1 to \d+ (are what was signed|fit together)|Nothing in it can be trusted/).waitFor();
    await page.getByText('chain broken').waitFor();
    await page.locator('#st-1').waitFor();
    await picture(page, 'replay-tampered');
    assert.deepEqual(await violationsOn(page), []);
    const { body } = await ask(page, 'GET', `/sessions/${session.id}/verification`);
    assert.equal(body.verdict, 'tampered');
    assert.equal(body.damage.harm, 'flip');
    const [report] = await Promise.all([page.waitForEvent('download'), alert.getByRole('link', { name: 'Download the report' }).click()]);
    assert.equal(JSON.parse(await readFile(await report.path(), 'utf8')).damage.firstBad, body.damage.firstBad);
  });
});
