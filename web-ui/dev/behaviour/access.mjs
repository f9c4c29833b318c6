// By keyboard alone, by ear, in a narrow or much enlarged window, without motion.
import assert from 'node:assert/strict';
import { LIVE_SID, SID, statements } from '../fixtures.mjs';
import { PAGES } from '../pages.mjs';
import { hash, NARROW, scenario, selected, settled, sideways, until, ZOOMED } from './harness.mjs';

await scenario('the timeline is a slider that says where it stands, and the chapters say the same in words', `/s/${SID}#q=12`, async (page) => {
  const slider = page.getByRole('slider', { name: 'Position in the session' });
  await slider.waitFor();
  await until(page, '#q=12');
  const said = async () => [await slider.getAttribute('aria-valuemin'), await slider.getAttribute('aria-valuemax'), await slider.getAttribute('aria-valuenow'), await slider.getAttribute('aria-valuetext')];
  assert.deepEqual(await said(), ['1', '19', '12', 'statement 12 of 19, +03:31.900']);
  await slider.focus();
  for (const [key, to] of [['ArrowRight', 13], ['ArrowLeft', 12], ['PageDown', 2], ['PageUp', 12], ['End', 19], ['Home', 1]]) {
    await page.keyboard.press(key);
    await page.waitForFunction((ordinal) => document.querySelector('.timeline')?.getAttribute('aria-valuenow') === ordinal, String(to));
  }
  await page.getByRole('button', { name: 'Chapters' }).press('Enter');
  const chapters = page.getByRole('dialog', { name: 'Chapters' }).getByRole('listitem');
  await chapters.first().waitFor();
  const texts = await chapters.allInnerTexts();
  assert.ok(texts.some((text) => /Transaction of statements 11 to 14, rolled back/.test(text.replaceAll('\n', ' '))), texts.join(' | '));
});

await scenario('the statements are a grid with names, counts and positions for those who hear it', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  const grid = page.getByRole('grid', { name: 'Statements' });
  assert.equal(await grid.getAttribute('aria-colcount'), '8');
  assert.equal(await grid.getAttribute('aria-activedescendant'), 'st-5');
  assert.equal(Number(await grid.getAttribute('aria-rowcount')), await grid.getByRole('row').count());
  assert.deepEqual((await grid.getByRole('columnheader').allTextContents()).map((each) => each.trim()), ['transaction', '#', 'Offset', 'Statement', 'When', 'Took', 'Rows', 'Outcome']);
  const row = grid.getByRole('row', { selected: true });
  assert.equal(await row.getByRole('gridcell').count(), 8);
  assert.match(await row.textContent(), /SELECT id, customer_id.*1.044.*done/s);
  assert.match(await page.locator('#st-12').textContent(), /write.*UPDATE orders.*rolled back/s);
});

await scenario('the rows are a grid with the type in each head, and arrows, Home and End move in it', `/s/${SID}#q=5`, async (page) => {
  const grid = page.getByRole('grid', { name: 'Rows as the client received them' });
  await grid.waitFor();
  await page.locator('.g-row').nth(3).waitFor();
  assert.equal(await grid.getAttribute('aria-rowcount'), '901');
  assert.equal(await grid.getAttribute('aria-colcount'), '8');
  assert.deepEqual(await grid.getByRole('columnheader').allTextContents(), ['Row', 'idint8', 'customer_idint4', 'emailtext', 'totalnumeric', 'notetext', 'payloadjsonb', 'photobytea · binary']);
  await grid.focus();
  for (const [key, at] of [['ArrowDown', '#q=5&r=1&c=id'], ['ArrowDown', '#q=5&r=2&c=id'], ['ArrowRight', '#q=5&r=2&c=customer_id'], ['End', '#q=5&r=2&c=photo'], ['Home', '#q=5&r=2&c=id'], ['PageDown', '#q=5&r=22&c=id']]) {
    await page.keyboard.press(key);
    await until(page, at);
    assert.equal(await grid.getAttribute('aria-activedescendant'), 'cell-chosen');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.matches('.grid-scroll'));
});

await scenario('what is moved to is said, one line in two seconds at most', `/s/${SID}#q=1`, async (page) => {
  await selected(page).waitFor();
  const said = page.locator('[aria-live=polite]').first();
  await page.waitForFunction(() => document.querySelector('[aria-live=polite]')?.textContent !== '');
  await page.evaluate(() => { globalThis.said = []; new MutationObserver(() => globalThis.said.push([performance.now(), document.querySelector('[aria-live=polite]').textContent])).observe(document.querySelector('[aria-live=polite]'), { childList: true, characterData: true, subtree: true }); });
  for (let press = 0; press < 6; press++) await page.keyboard.press('j');
  await page.waitForFunction(() => /Statement 10/.test(document.querySelector('[aria-live=polite]').textContent), undefined, { timeout: 6000 });
  const lines = await page.evaluate(() => globalThis.said);
  for (let index = 1; index < lines.length; index++) assert.ok(lines[index][0] - lines[index - 1][0] > 1900, JSON.stringify(lines));
  assert.equal(await said.textContent(), `Statement 10, SELECT, failed with ${statements[9].error.sqlState}`);
});

/** Walks a page with Tab; what has the focus is in view, has a name, shows it, and comes in the order in which it stands. */
async function walk(page) {
  const found = [];
  for (let press = 0; press < 90; press++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const each = document.activeElement;
      if (each === null || each === document.body) return null;
      const style = getComputedStyle(each);
      const after = getComputedStyle(each, '::after');
      const label = each.closest('label');
      const sibling = each.nextElementSibling === null ? null : getComputedStyle(each.nextElementSibling);
      const shows = [style, after, sibling].some((one) => one !== null && one.outlineStyle !== 'none' && Number.parseFloat(one.outlineWidth) > 0);
      const name = each.getAttribute('aria-label') ?? each.getAttribute('aria-labelledby') ?? (each.textContent?.trim() || label?.textContent?.trim() || each.getAttribute('placeholder'));
      const box = each.getBoundingClientRect();
      each.dataset.walked ??= '';
      const again = each.dataset.walked !== '';
      each.dataset.walked = 'yes';
      return { what: `${each.tagName} ${String(name).slice(0, 40)}`, named: Boolean(name), shows, again, isIn: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth, positive: each.tabIndex > 0 };
    });
    if (at === null || at.again) break;
    found.push(at);
  }
  return found;
}

for (const [name, path] of Object.entries({ sessions: '/sessions', search: '/search?q=orders', live: '/live', connect: '/connect', requests: '/requests', trail: '/audit', admin: '/admin', replay: `/s/${SID}#q=5`, 'replay of messages': `/s/${SID}#m=41`, 'live replay': `/s/${LIVE_SID}`, 'sign-in': '/~signed-out/signin' })) {
  await scenario(`Tab goes through ${name}: everything has a name, shows its focus, and is in view`, path, async (page) => {
    await settled(page);
    const found = await walk(page);
    assert.ok(found.length > (name === 'sign-in' ? 0 : 8), `only ${found.length} stops`);
    assert.deepEqual(found.filter((each) => !each.named || !each.shows || !each.isIn || each.positive), []);
    if (name !== 'sign-in') assert.equal(found[0].what, 'A Skip to the content');
  }, { reducedMotion: 'reduce' });
}

await scenario('the skip link goes past the bar', '/sessions', async (page) => {
  await page.locator('.sessions tbody tr').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.getElementById('content').contains(document.activeElement)));
});

await scenario('a session is ended, an access asked for and a request denied by keyboard alone', '/requests', async (page) => {
  await page.getByRole('button', { name: 'Deny…' }).first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.type('not today');
  await page.keyboard.press('Tab');
  const denied = page.waitForRequest((request) => request.url().endsWith('/deny'));
  await page.keyboard.press('Enter');
  assert.deepEqual((await denied).postDataJSON(), { reason: 'not today' });
  await dialog.waitFor({ state: 'detached' });
  await page.goto(page.url().replace('/requests', `/s/${LIVE_SID}`));
  await page.getByRole('button', { name: 'End session…' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Reason').fill('wrong database');
  await page.keyboard.press('Tab');
  const ended = page.waitForRequest((request) => request.url().endsWith('/end'));
  await page.keyboard.press('Enter');
  assert.deepEqual((await ended).postDataJSON(), { reason: 'wrong database' });
});

await scenario('a session of somebody else is ended from the wall, by typing the name', '/live', async (page) => {
  await page.getByRole('button', { name: /^End session….*Erin Gray/ }).first().waitFor();
  const foreign = page.locator('.tile', { hasText: 'unnamed client' });
  await foreign.getByRole('button', { name: /^End session…/ }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('left open');
  assert.ok(await dialog.getByRole('button', { name: 'End session', exact: true }).isDisabled());
  await dialog.getByLabel(/^Type .* to confirm/).fill('שרה \u202eכהן');
  const ended = page.waitForRequest((request) => request.url().endsWith('/end'));
  await dialog.getByRole('button', { name: 'End session', exact: true }).press('Enter');
  assert.deepEqual((await ended).postDataJSON(), { reason: 'left open' });
  await dialog.waitFor({ state: 'detached' });
});

await scenario('the account and the copy menu open, move and close by keys, and give the focus back', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  await page.getByRole('button', { name: 'Copy', exact: true }).first().press('Enter');
  await page.getByRole('menuitem').first().waitFor();
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'menuitem');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-haspopup')), 'menu');
  assert.match(await hash(page), /q=5/);
  await page.getByRole('button', { name: /Account/ }).press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'detached' });
});

for (const [name, path] of [['live', '/live'], ['a live session', `/s/${LIVE_SID}`], ['sessions', '/sessions']]) {
  await scenario(`nothing moves by itself for those who asked for that: ${name}`, path, async (page) => {
    await settled(page);
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => document.getAnimations().filter((each) => each.playState === 'running').length), 0);
  }, { reducedMotion: 'reduce' });
}

await scenario('in forced colours the selected statement and the playhead can still be told', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  const [chosen, other] = await page.evaluate(() => [document.querySelector('.st.selected'), document.querySelector('.st:not(.selected):not(.st-head)')].map((each) => { const { backgroundColor, outlineStyle, borderLeftStyle, boxShadow } = getComputedStyle(each); return JSON.stringify({ backgroundColor, outlineStyle, borderLeftStyle, boxShadow }); }));
  assert.notEqual(chosen, other);
}, { forcedColors: 'active' });

for (const [size, viewport] of Object.entries({ '320 px wide': NARROW, 'at 400 %': ZOOMED })) {
  for (const [name, path] of Object.entries(PAGES).filter(([each]) => each !== 'parts')) {
    await scenario(`${name} fits ${size}`, path, async (page) => {
      await settled(page);
      const wide = await sideways(page);
      assert.ok(wide <= 0, `${wide} px too wide`);
    }, { viewport });
  }
}
