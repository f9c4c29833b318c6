// Every key of the list that `?` shows, on real recordings: one that has ended, one that still runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ask, browserOf, hash, signIn, until } from './browser.mjs';
import { cleanEnvironment, run, startDemo } from './demo.mjs';

const SERVICE = 'service=postern-shop';
const STATEMENTS = [
  "select 'every key'", 'select pg_sleep(0.4)', 'select nothing', 'begin', 'update customers set loyalty_points = 1 where id = 1', 'rollback',
  'select pg_sleep(0.4)', 'begin', 'update customers set loyalty_points = 2 where id = 2', 'rollback', 'select nobody', 'select id, name from customers order by id limit 30', '\\d products',
];
const ERRORS = [3, 11];
const BEGINS = [4, 8];
const WRITES = [5, 9];
const ROWS = 12;
const PANES = { 'Alt+1': ['statements'], 'Alt+2': ['detail'], 'Alt+3': ['messages'], 'Alt+4': ['bytes', 'fields'] };

const demo = await startDemo();
let running;
after(() => running?.kill());
const browser = await browserOf(demo);

const asEngineer = () => ({ PGSERVICEFILE: join(demo.home('engineer'), 'pg_service.conf'), PGCONNECT_TIMEOUT: '20' });
const words = (statements) => ['-X', '-A', '-t', ...statements.flatMap((each) => ['-c', each]), SERVICE];
const focusIn = (...ids) => (page) => page.waitForFunction((wanted) => wanted.some((id) => document.getElementById(id)?.contains(document.activeElement)), ids);
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const find = (text) => async (page) => { await page.getByLabel('Filter the statements').fill(text); await page.keyboard.press('Escape'); };

/** The statements that chapters begin with, as the page lists them. */
async function chaptersOn(page) {
  await page.getByRole('button', { name: 'Chapters' }).click();
  const starts = await page.locator('.chapter .num').evaluateAll((found) => found.map((each) => Number(each.textContent.slice(1))));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(starts.includes(4) && starts.includes(8), `the transactions are chapters among ${starts}`);
  return starts;
}

/** What each act does: where it is tried, what is done before, and how it is seen. */
function proofsOf({ ended, live, statements, session }) {
  const at = (fragment) => `/s/${ended}${fragment}`;
  const moves = (from, to) => ({ path: at(`#q=${from}`), proof: (page) => hash(page, `#q=${to}`) });
  const atTime = (seconds) => statements.filter((each) => each.atSeconds <= Math.min(session.durationSeconds, Math.max(0, seconds))).at(-1)?.ordinal ?? 1;
  const later = (from, seconds) => moves(from, atTime(statements[from - 1].atSeconds + seconds));
  const message = statements[ROWS - 1].message + 3;
  const bytes = { path: at(`#m=${message}`), before: (page) => page.locator('.bytes-pane').waitFor() };
  const steps = (by) => ({ path: at(`#m=${message}`), proof: (page) => page.waitForFunction((wanted) => location.hash.includes(`m=${wanted}`), message + by) });
  const chapter = (from, choose) => {
    let starts;
    return { path: at(`#q=${from}`), before: async (page) => { starts = await chaptersOn(page); }, proof: (page) => hash(page, `#q=${choose(starts)}`) };
  };
  const tenth = session.durationSeconds / 10;
  return {
    next: moves(1, 2), previous: moves(3, 2), first: moves(10, 1), last: moves(1, statements.length),
    'extend-next': { path: at('#q=11'), proof: (page) => hash(page, '#sel=11-12') }, 'extend-previous': { path: at('#q=12'), proof: (page) => hash(page, '#sel=11-12') },
    'next-error': moves(1, ERRORS[0]), 'previous-error': moves(ERRORS[1], ERRORS[0]), 'next-write': moves(1, WRITES[0]), 'previous-write': moves(WRITES[1], WRITES[0]),
    'next-transaction': moves(1, BEGINS[0]), 'next-chapter': chapter(1, (starts) => starts.find((each) => each > 1)), 'previous-chapter': chapter(BEGINS[1], (starts) => starts.findLast((each) => each < BEGINS[1])),
    filter: { path: at('#q=1'), proof: (page) => page.waitForFunction(() => document.activeElement?.matches('#content [data-slash]')) },
    value: { path: at(`#q=${WRITES[0]}`), proof: (page) => page.getByRole('menuitem', { name: 'Only with verb:update' }).waitFor() },
    'next-match': { ...moves(1, WRITES[0]), before: find('update') }, 'previous-match': { ...moves(WRITES[1], WRITES[0]), before: find('update') },
    'fold-noise': { path: at('#q=1'), before: (page) => page.locator('.st-noise').waitFor(), proof: (page) => page.locator('.st-noise').waitFor({ state: 'detached' }) },
    play: { path: at('#q=1'), proof: async (page) => { await page.getByRole('button', { name: 'Pause' }).waitFor(); await hash(page, '#q=2'); } },
    forward: later(1, 5), back: later(ROWS, -5), 'leap-forward': later(1, tenth), 'leap-back': later(ROWS, -tenth),
    seek: { path: at(`#q=${ROWS}`), proof: (page, key) => hash(page, `#q=${atTime(Number(key) * tenth)}`) },
    faster: { path: at('#q=1'), proof: (page) => page.getByText('×2', { exact: true }).waitFor() }, slower: { path: at('#q=1'), proof: (page) => page.getByText('×0.5', { exact: true }).waitFor() },
    'fold-idle': { path: at('#q=1'), proof: (page) => page.getByRole('button', { name: 'Skip idle', pressed: false }).waitFor() },
    follow: { path: `/s/${live}`, before: async (page) => { await page.keyboard.press('k'); await page.getByRole('button', { name: 'Follow', exact: true }).waitFor(); }, proof: (page) => page.getByRole('button', { name: 'Following' }).waitFor() },
    open: { path: at(`#q=${ROWS}`), before: (page) => page.locator('.grid-scroll').waitFor(), proof: focusIn('detail') },
    messages: { path: at('#q=5'), proof: (page) => page.locator('.msgs tbody tr').first().waitFor() }, 'next-message': steps(1), 'previous-message': steps(-1),
    hex: { ...bytes, proof: (page) => page.locator('.bytes-pane').waitFor({ state: 'detached' }) },
    'copy-sql': { path: at('#q=5'), proof: async (page) => { await page.locator('.said').waitFor(); assert.equal(await clipboard(page), statements[4].sql); } },
    'copy-link': { path: at('#q=5'), proof: async (page) => { await page.locator('.said').waitFor(); assert.equal(await clipboard(page), demo.url + at('#q=5')); } },
    bookmark: { path: at('#q=1'), proof: (page) => page.locator('#st-1 .note-badge').waitFor() },
    comment: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'Comment: statement 1' }).getByLabel('What you want to say').waitFor() },
    unmask: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'See masked values' }).getByLabel('Reason, kept in the audit trail').waitFor() },
    pane: { ...bytes, proof: (page, key) => focusIn(...PANES[key])(page) },
    'next-pane': { ...bytes, proof: async (page) => { for (const ids of [...Object.values(PANES), ['statements']]) { await focusIn(...ids)(page); await page.keyboard.press('F6'); } } },
    close: { path: at('#q=1'), before: (page) => page.locator('#statements').focus(), proof: (page) => page.waitForFunction(() => document.activeElement === document.body) },
    palette: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'Commands' }).waitFor() }, help: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'Keys' }).waitFor() },
    // The last, since the session leaves the queue.
    reviewed: { path: at('#q=1'), proof: (page) => page.waitForFunction((sid) => /^\/s\//.test(location.pathname) && location.pathname !== `/s/${sid}`, ended) },
  };
}

async function settle(page) {
  await page.locator('#statements .selected').first().waitFor();
  await page.locator('.detail-line').waitFor();
  await page.locator('.timeline .tl-head').waitFor({ state: 'attached' });
}

describe('the keys of a session on real recordings', () => {
  let page;
  let proofs;
  let listed;

  before(async () => {
    await demo.logIn('engineer');
    const done = await run('psql', words(STATEMENTS), asEngineer());
    assert.match(done.output, /column "nothing" does not exist/);
    running = spawn('psql', words(["select 'it runs'", 'select 2', 'select pg_sleep(300)']), { env: cleanEnvironment(asEngineer()), stdio: 'ignore' });
    const context = await browser.window('auditor');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    page = await context.newPage();
    browser.expectStatus(401);
    await page.goto(demo.url);
    await signIn(page, 'auditor');
    const sessionOf = (text, state) => until(`the index knows “${text}”`, async () => (await ask(page, 'GET', `/search?q=${encodeURIComponent(`text:"${text}" state:${state}`)}`)).body.items.at(0)?.session.id);
    const ended = await sessionOf('every key', 'ended');
    const live = await sessionOf('pg_sleep(300)', 'live');
    proofs = proofsOf({ ended, live, session: (await ask(page, 'GET', `/sessions/${ended}`)).body, statements: (await ask(page, 'GET', `/sessions/${ended}/statements?limit=200`)).body.items });
  });

  it('are all in the list that ? shows', async () => {
    await page.goto(demo.url + proofs.help.path);
    await settle(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    listed = await page.locator('[data-act]').evaluateAll((found) => found.map((each) => [each.dataset.act, each.dataset.keys.split('\n')]));
    assert.deepEqual(listed.map(([act]) => act).sort(), Object.keys(proofs).sort());
  });

  it('do what the list says', async (context) => {
    const keysOf = new Map(listed);
    for (const [act, { path, before: prepare, proof }] of Object.entries(proofs)) {
      await context.test(`${keysOf.get(act).join(', ')}: ${act}`, async () => {
        for (const key of keysOf.get(act)) {
          // Only the fragment would change, and what was opened before would stay open.
          await page.goto(`${demo.url}/nowhere`);
          await page.goto(demo.url + path);
          await settle(page);
          await prepare?.(page);
          for (const press of key.split(' ')) await page.keyboard.press(press);
          await proof(page, key);
        }
      });
    }
  });
});
