// Every key of the list that `?` shows does what it says. The list and the keys come from one table (src/model/keys.ts).
import assert from 'node:assert/strict';
import { LIVE_SID, OTHERS_SID, SID, session, statements } from '../fixtures.mjs';
import { clipboard, hash, origin, scenario, selected, until } from './harness.mjs';

const at = (fragment) => `/s/${SID}${fragment}`;
const moves = (from, to) => ({ path: at(`#q=${from}`), proof: (page) => until(page, `#q=${to}`) });
const focusIn = (...ids) => (page) => page.waitForFunction((wanted) => wanted.some((id) => document.getElementById(id)?.contains(document.activeElement)), ids);
const find = (text) => async (page) => { await page.getByLabel('Filter the statements').fill(text); await page.keyboard.press('Escape'); };
const PANES = { 'Alt+1': ['statements'], 'Alt+2': ['detail'], 'Alt+3': ['messages'], 'Alt+4': ['bytes', 'fields'] };

/** What each act does: where it is tried, what is done before, and how it is seen. */
const PROOFS = {
  next: moves(1, 2), previous: moves(3, 2), 'extend-next': { path: at('#q=11'), proof: (page) => until(page, '#sel=11-12') }, 'extend-previous': { path: at('#q=12'), proof: (page) => until(page, '#sel=11-12') }, first: moves(10, 1), last: moves(1, 19),
  'next-error': moves(1, 10), 'previous-error': moves(18, 10), 'next-write': moves(1, 4), 'previous-write': moves(13, 12),
  'next-transaction': moves(1, 3), 'next-chapter': moves(1, 3), 'previous-chapter': moves(3, 1),
  filter: { path: at('#q=1'), proof: (page) => page.waitForFunction(() => document.activeElement?.matches('#content [data-slash]')) },
  value: { path: at('#q=4'), proof: (page) => page.getByRole('menuitem', { name: 'Only with verb:update' }).waitFor() },
  'next-match': { ...moves(1, 4), before: find('update') },
  'previous-match': { ...moves(12, 4), before: find('update') },
  'fold-noise': { path: at('#q=1'), before: (page) => page.locator('.st-noise').waitFor(), proof: (page) => page.locator('.st-noise').waitFor({ state: 'detached' }) },
  play: { path: at('#q=1'), proof: async (page) => { await page.getByRole('button', { name: 'Pause' }).waitFor(); await until(page, '#q=2'); } },
  forward: moves(3, 4), back: moves(4, 2), 'leap-forward': moves(1, 2), 'leap-back': moves(10, 6),
  seek: {
    path: at('#q=19'),
    proof: (page, key) => {
      const seconds = (Number(key) / 10) * session.durationSeconds;
      return until(page, `#q=${statements.filter((each) => each.atSeconds <= seconds).at(-1)?.ordinal ?? 1}`);
    },
  },
  faster: { path: at('#q=1'), proof: (page) => page.getByText('×2', { exact: true }).waitFor() },
  slower: { path: at('#q=1'), proof: (page) => page.getByText('×0.5', { exact: true }).waitFor() },
  'fold-idle': { path: at('#q=1'), proof: (page) => page.getByRole('button', { name: 'Skip idle', pressed: false }).waitFor() },
  follow: { path: `/s/${LIVE_SID}`, before: async (page) => { await page.keyboard.press('k'); await page.getByRole('button', { name: 'Follow', exact: true }).waitFor(); }, proof: (page) => page.getByRole('button', { name: 'Following' }).waitFor() },
  open: { path: at('#q=5'), before: (page) => page.locator('.grid-scroll').waitFor(), proof: focusIn('detail') },
  messages: { path: at('#q=5'), proof: (page) => page.locator('.msgs tbody tr').first().waitFor() },
  'next-message': { path: at('#m=50'), proof: async (page) => { await page.waitForFunction(() => location.hash.includes('m=51')); } },
  'previous-message': { path: at('#m=50'), proof: async (page) => { await page.waitForFunction(() => location.hash.includes('m=49')); } },
  hex: { path: at('#m=50'), before: (page) => page.locator('.bytes-pane').waitFor(), proof: (page) => page.locator('.bytes-pane').waitFor({ state: 'detached' }) },
  'copy-sql': { path: at('#q=12'), proof: async (page) => { await page.locator('.said').waitFor(); assert.equal(await clipboard(page), statements[11].sql); } },
  'copy-link': { path: at('#q=12'), proof: async (page) => { await page.locator('.said').waitFor(); assert.equal(await clipboard(page), `${origin}${at('#q=12')}`); } },
  bookmark: { path: at('#q=1'), proof: (page) => page.locator('#st-1 .note-badge').waitFor() },
  comment: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'Comment: statement 1' }).getByLabel('What you want to say').waitFor() },
  reviewed: { path: `/s/${OTHERS_SID}`, proof: (page) => page.waitForFunction((sid) => /^\/s\//.test(location.pathname) && location.pathname !== `/s/${sid}`, OTHERS_SID) },
  unmask: { path: at('#q=1'), proof: (page) => page.getByText('Nothing of this session is masked for you.').waitFor() },
  pane: { path: at('#m=50'), before: (page) => page.locator('.bytes-pane').waitFor(), proof: (page, key) => focusIn(...PANES[key])(page) },
  'next-pane': {
    path: at('#m=50'), before: (page) => page.locator('.bytes-pane').waitFor(),
    proof: async (page) => { for (const ids of [...Object.values(PANES), ['statements']]) { await focusIn(...ids)(page); await page.keyboard.press('F6'); } },
  },
  close: { path: at('#q=1'), before: (page) => page.locator('#statements').focus(), proof: (page) => page.waitForFunction(() => document.activeElement === document.body) },
  palette: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'Commands' }).waitFor() },
  help: { path: at('#q=1'), proof: (page) => page.getByRole('dialog', { name: 'Keys' }).waitFor() },
};

let listed = [];
await scenario('the list of keys names every act that is proved, and no other', at('#q=1'), async (page) => {
  await selected(page).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  listed = await page.locator('[data-act]').evaluateAll((found) => found.map((each) => [each.dataset.act, each.dataset.keys.split('\n')]));
  assert.deepEqual(listed.map(([act]) => act).sort(), Object.keys(PROOFS).sort());
});

for (const [act, keys] of listed) {
  await scenario(`${keys.join(', ')}: ${act}`, '/nowhere', async (page) => {
    const { path, before, proof } = PROOFS[act];
    for (const key of keys) {
      await page.goto(`${origin}/nowhere`);
      await page.goto(origin + path);
      await selected(page).waitFor();
      await page.locator('.detail-line').waitFor();
      await page.locator('.timeline .tl-head').waitFor({ state: 'attached' });
      await before?.(page);
      for (const press of key.split(' ')) await page.keyboard.press(press);
      await proof(page, key);
    }
  });
}

await scenario('characters that are switched off do nothing, keys with a name still act', at('#q=1'), async (page) => {
  await selected(page).waitFor();
  await page.keyboard.press('?');
  await page.getByLabel('Single keys act').uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  for (const character of listed.flatMap(([, keys]) => keys).filter((key) => key.length === 1)) await page.keyboard.press(character);
  assert.equal(await hash(page), '#q=1');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.keyboard.press('ArrowDown');
  await until(page, '#q=2');
});

await scenario('no key acts while somebody types', at('#q=1'), async (page) => {
  await selected(page).waitFor();
  await page.getByLabel('Filter the statements').focus();
  const characters = listed.flatMap(([, keys]) => keys).filter((key) => key.length === 1);
  for (const character of characters) await page.keyboard.press(character);
  assert.equal(await page.getByLabel('Filter the statements').inputValue(), characters.join(''));
  assert.equal(await hash(page), '#q=1');
});

await scenario('the next thing that happens behind Ctrl+K, or behind a key that opens a dialog, happens in it', at('#q=1'), async (page) => {
  await selected(page).waitFor();
  const focusBehind = (init) => page.evaluate(async (key) => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }));
    await new Promise((resolve) => { setTimeout(resolve); });
    return document.activeElement?.closest('dialog[open]')?.getAttribute('aria-label') ?? '';
  }, init);
  assert.equal(await focusBehind({ key: 'k', ctrlKey: true }), 'Commands');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.notEqual(await focusBehind({ key: '?' }), '');
});
