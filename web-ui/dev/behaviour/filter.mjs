// The filter of the statement list: typed, by pills, by the menu of a value; in the address; where it fails, fits nothing, or a session is long.
import assert from 'node:assert/strict';
import { BIG_SID, LIVE_SID, SID } from '../fixtures.mjs';
import { clipboard, complaints, NARROW, origin, scenario, selected, sideways, until, ZOOMED } from './harness.mjs';

const field = (page) => page.getByLabel('Filter the statements');
const fits = (page, words) => page.locator('.list-fits').getByRole('status').getByText(words, { exact: true }).waitFor();
const listed = (page) => page.locator('.st:not(.st-head):not(.st-noise)').evaluateAll((rows) => rows.map((row) => Number(row.dataset.ordinal)));
const asked = (page) => page.evaluate(() => new URLSearchParams(location.search).get('f') ?? '');
const untilAsked = (page, filter) => page.waitForFunction((wanted) => (new URLSearchParams(location.search).get('f') ?? '') === wanted, filter);

await scenario('a typed filter lists what fits, and stands in the address for reload, back and forth', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('has:write -text:total');
  await fits(page, '2 of 19');
  assert.deepEqual(await listed(page), [4, 13]);
  assert.equal(new URL(page.url()).search, '?f=has%3Awrite+-text%3Atotal');
  assert.equal(await page.evaluate(() => location.hash), '#q=5');
  await page.getByText('Shows statements with a write, not containing “total”').waitFor();
  await page.keyboard.press('Enter');
  await until(page, '#q=13');
  await page.keyboard.press('Enter');
  await until(page, '#q=4');
  await page.keyboard.press('Shift+Enter');
  await until(page, '#q=13');
  await page.getByText('this is no. 2').waitFor();
  await page.reload();
  await fits(page, '2 of 19');
  assert.equal(await field(page).inputValue(), 'has:write -text:total');
  await page.locator('#st-13.selected').waitFor();
  await page.goBack();
  await untilAsked(page, '');
  await page.waitForFunction(() => document.querySelector('.list-filter input').value === '');
  await page.locator('#st-5').waitFor();
  await page.goForward();
  await fits(page, '2 of 19');
});

await scenario('what is typed at once is one step of the history, and Enter does not wait for the rest', `/s/${SID}#q=1`, async (page) => {
  await selected(page).waitFor();
  const before = await page.evaluate(() => history.length);
  await page.keyboard.press('/');
  await page.keyboard.type('verb:upd', { delay: 120 });
  await fits(page, '0 of 19');
  await page.keyboard.type('ate');
  await page.keyboard.press('Enter');
  await until(page, '#q=4');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await until(page, '#q=12');
  await page.keyboard.press('n');
  await until(page, '#q=4');
  assert.equal(await page.evaluate(() => history.length), before + 1);
});

await scenario('j and k, and the player, go through what is listed', `/s/${SID}?f=has%3Awrite#q=1`, async (page) => {
  await fits(page, '3 of 19');
  for (const [key, ordinal] of [['j', 4], ['j', 12], ['j', 13], ['k', 12]]) {
    await page.keyboard.press(key);
    await until(page, `#q=${ordinal}`);
  }
  await page.keyboard.press('Space');
  await until(page, '#q=13');
});

await scenario('only these switched off: all are listed and what fits is marked', `/s/${SID}?f=has%3Awrite#q=4`, async (page) => {
  await fits(page, '3 of 19');
  assert.equal(await page.locator('.st.matched').count(), 0);
  await page.getByRole('button', { name: 'Only these', pressed: true }).click();
  await page.getByRole('button', { name: 'Only these', pressed: false }).waitFor();
  await page.locator('#st-5').waitFor();
  assert.deepEqual(await page.locator('.st.matched').evaluateAll((rows) => rows.map((row) => row.dataset.ordinal)), ['4', '12', '13']);
  await page.reload();
  await page.getByRole('button', { name: 'Only these', pressed: false }).waitFor();
  await page.locator('#st-12.matched').waitFor();
});

await scenario('a mistake is shown with its place and a hint, and the list stays as it was', `/s/${SID}?f=has%3Awrite#q=4`, async (page) => {
  await fits(page, '3 of 19');
  await field(page).fill('has:write vreb:x');
  await page.getByText('“vreb:x” starts with no known key').waitFor();
  assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
  assert.equal(await page.locator('.filter-caret').textContent(), `${' '.repeat(10)}^`);
  await field(page).press('Enter');
  assert.equal(await asked(page), 'has:write');
  assert.deepEqual(await listed(page), [4, 12, 13]);
});

await scenario('nothing fits: the page says what was looked for, and the ways out', `/s/${SID}?f=verb%3Adelete+rows%3A%3E1000#q=4`, async (page) => {
  await page.getByText('Looked for statements with the command delete, with >1000 rows.').waitFor();
  await fits(page, '0 of 19');
  await page.getByRole('button', { name: 'rows:>1000', exact: true }).click();
  await fits(page, '1 of 19');
  await page.goBack();
  await page.getByRole('button', { name: 'Take the filter away' }).click();
  await untilAsked(page, '');
  await page.locator('#st-4.selected').waitFor();
});

await scenario('a question that fails is said in place; the list stays, and it is asked again', `/s/${SID}?f=has%3Awrite#q=4`, async (page) => {
  await fits(page, '3 of 19');
  await field(page).fill('has:error');
  await fits(page, '2 of 19');
  await page.route('**/matches?*', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ error: { code: 'index_unreachable', message: 'The index cannot be read.', hint: 'Wait.' } }) }));
  await field(page).fill('has:ddl');
  await page.getByText('What fits could not be asked. The list stays as it was.').waitFor();
  assert.deepEqual(await listed(page), [10, 18]);
  await page.unroute('**/matches?*');
  await page.locator('.list-problem').getByRole('button', { name: 'Try again' }).click();
  await fits(page, '1 of 19');
  assert.deepEqual(await listed(page), [16]);
  assert.equal(await page.locator('.list-problem').count(), 0);
});

await scenario('pills are terms of the filter, with counts; none without a statement', `/s/${SID}#q=1`, async (page) => {
  await selected(page).waitFor();
  const pills = page.getByRole('group', { name: 'Kinds of statements' });
  await pills.getByRole('button', { name: 'Errors 2', exact: true }).waitFor();
  assert.deepEqual((await pills.getByRole('button').allTextContents()).map((text) => text.trim()), ['Errors 2', 'Writes 3', 'DDL 1', 'Large 1', 'New fingerprints 1', 'Sensitive 1', 'Out of scope 1', 'Noise 3']);
  for (const [name, term, only] of [['Errors', 'has:error', [10, 18]], ['Large', 'has:bulk', [5]], ['New fingerprints', 'new:target', [16]], ['Sensitive', 'has:sensitive', [5]], ['Out of scope', 'has:unscoped', [15]]]) {
    await pills.getByRole('button', { name }).click();
    await untilAsked(page, term);
    await page.waitForFunction((wanted) => [...document.querySelectorAll('.st:not(.st-head)')].map((row) => row.dataset.ordinal).join() === wanted, only.join());
    assert.equal(await field(page).inputValue(), term);
    await pills.getByRole('button', { name, pressed: true }).click();
    await untilAsked(page, '');
  }
  await field(page).fill('orders');
  await pills.getByRole('button', { name: 'Writes' }).click();
  await untilAsked(page, 'orders has:write');
  await page.locator('#st-4.matched').waitFor();
});

await scenario('the menu of a statement, by F, by Shift+F10 and by the right mouse button', `/s/${SID}#q=12`, async (page) => {
  await selected(page).waitFor();
  await page.locator('.detail-line').waitFor();
  const only = (term) => page.getByRole('menuitem', { name: `Only with ${term}`, exact: true });
  await page.keyboard.press('F');
  await only('verb:update').waitFor();
  assert.deepEqual(await page.getByRole('menu').getByRole('group').evaluateAll((groups) => groups.map((group) => group.getAttribute('aria-label').replace(/ [0-9a-f]{16}$/, ''))), ['verb update', 'table orders', 'fingerprint', 'transaction rolled back']);
  assert.ok(await page.evaluate(() => !document.querySelector('.replay-head').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))), 'the browser opens no second menu for the key');
  await page.keyboard.press('j');
  assert.equal(await page.evaluate(() => location.hash), '#q=12');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+F10');
  await only('tx:rolledback').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await untilAsked(page, '-verb:update');
  await fits(page, '17 of 19');
  await page.locator('#st-10 .st-outcome').click({ button: 'right' });
  await only('error:42703').click();
  await untilAsked(page, '-verb:update error:42703');
  assert.deepEqual(await listed(page), [10]);
  await page.locator('#st-10 .st-sql').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Take error:42703 out of the filter' }).click();
  await untilAsked(page, '-verb:update');
  await page.getByRole('menu').waitFor({ state: 'detached' });
});

await scenario('values of the header and the detail are buttons, for the keyboard too', `/s/${SID}#q=18`, async (page) => {
  await selected(page).waitFor();
  const line = page.getByRole('group', { name: 'What a filter can name of statement 18' });
  await line.getByRole('button', { name: 'error 57014' }).focus();
  await page.keyboard.press('F');
  await page.getByRole('menuitem', { name: 'Without error:57014' }).click();
  await untilAsked(page, '-error:57014');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'error 57014');
  for (const [name, term] of [['orders', 'target:orders'], ['shop', 'db:shop'], ['app_write', 'role:app_write'], ['Erin Gray', 'user:erin@example.test'], ['psql', 'app:psql']]) {
    await page.locator('.replay-head').getByRole('button', { name, exact: true }).press('Enter');
    await page.getByRole('menuitem', { name: `Only with ${term}` }).waitFor();
    await page.keyboard.press('Escape');
  }
  await page.locator('.replay-head').getByRole('button', { name: 'app_write', exact: true }).press('F');
  await page.getByRole('menuitem', { name: 'Search everywhere for it' }).click();
  await page.waitForURL('**/search?q=role%3Aapp_write');
});

await scenario('a folded tool, and the palette, lead to the menu', `/s/${SID}#q=4`, async (page) => {
  await page.locator('.st-noise .noise').focus();
  await page.keyboard.press('F');
  await page.getByRole('menuitem', { name: 'Without noise:psql' }).click();
  await untilAsked(page, '-noise:psql');
  await fits(page, '15 of 19');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('filter for or out');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Only with verb:update' }).waitFor();
});

await scenario('a cell leads to who saw it, its value in no address, and never into a filter', `/s/${SID}#q=5&r=15&c=email`, async (page) => {
  await page.locator('.g-row.selected .chosen', { hasText: 'customer14@example.test' }).waitFor();
  await page.locator('.grid-scroll').focus();
  await page.keyboard.press('F');
  await page.getByRole('menuitem', { name: /^Values in rows are never in a filter/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.g-row', { hasText: '90414' }).locator('[aria-colindex="5"]').click({ button: 'right' });
  assert.equal(await page.getByRole('menuitem', { name: 'Who saw this value…' }).getAttribute('aria-disabled'), null);
  await page.keyboard.press('Escape');
  await page.locator('.g-row', { hasText: '90414' }).locator('[aria-colindex="7"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Who saw this value… only its first part is kept/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('gridcell', { name: 'customer14@example.test' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Who saw this value…' }).click();
  await page.waitForURL(`${origin}/who-saw`);
  assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), 'customer14@example.test');
  assert.equal(await page.getByLabel('Value', { exact: true }).getAttribute('type'), 'password');
  const kept = await page.evaluate(() => JSON.stringify([location.href, document.title, history.state, { ...localStorage }, { ...sessionStorage }]));
  assert.ok(!kept.includes('customer14'), kept);
  await page.reload();
  assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), '');
});

await scenario('a link to the moment does not name the filter', `/s/${SID}?f=has%3Awrite#q=12`, async (page) => {
  await fits(page, '3 of 19');
  await page.locator('.detail-line').waitFor();
  await page.keyboard.press('Y');
  await page.locator('.said').waitFor();
  assert.equal(await clipboard(page), `${origin}/s/${SID}#q=12`);
});

await scenario('a live session is asked again as it grows', `/s/${LIVE_SID}?f=verb%3Aselect`, async (page) => {
  const status = page.locator('.list-fits').getByRole('status');
  await status.getByText(/of/).waitFor();
  const before = await status.textContent();
  await page.waitForFunction((old) => { const now = document.querySelector('.list-fits [role=status]').textContent; return now !== old && now.split(' of ')[0] !== old.split(' of ')[0]; }, before);
});

await scenario('of a session of a million messages only the rows in view are read and drawn', `/s/${BIG_SID}?f=verb%3Aupdate`, async (page) => {
  const pages = [];
  page.on('request', (request) => { const limit = /\/statements\?after=\d+&limit=(\d+)/.exec(request.url())?.[1]; if (limit) pages.push(Number(limit)); });
  await fits(page, '250 of 250\u2009000');
  await page.locator('#st-997 .sql-line').waitFor();
  await page.locator('#statements').evaluate((list) => { list.scrollTop = list.scrollHeight; });
  await page.locator('#st-249250 .sql-line').waitFor();
  assert.ok(await page.locator('.st').count() < 120, 'only the rows in view are drawn');
  assert.ok(pages.filter((limit) => limit === 1).length > 10 && pages.reduce((sum, limit) => sum + limit, 0) < 2500, `read ${pages.join()}`);
  await page.keyboard.press('n');
  await until(page, '#q=997');
  await page.keyboard.press('N');
  await until(page, '#q=249250');
  await field(page).fill('verb:select');
  await fits(page, '249\u2009750 of 250\u2009000');
  await page.keyboard.press('Enter');
  await until(page, '#q=249251');
  await page.locator('#st-249251.selected').waitFor();
});

await scenario('the bars measure rows, bytes, statements or sensitive values', `/s/${SID}#q=1`, async (page) => {
  await selected(page).waitFor();
  const heights = () => page.locator('.tl-bar').evaluateAll((bars) => bars.map((bar) => `${bar.getAttribute('x')} ${bar.getAttribute('height')}`).join());
  const seen = new Set([await heights()]);
  for (const what of ['bytes', 'statements', 'sensitive values']) {
    await page.getByRole('button', { name: /^bars:/ }).click();
    await page.getByRole('menuitem', { name: new RegExp(`^${what}`) }).click();
    await page.getByRole('button', { name: `bars: ${what}` }).waitFor();
    seen.add(await heights());
  }
  assert.ok(seen.size >= 3);
  assert.equal(await page.locator('.tl-bar').count(), 1);
});
await scenario('a measure that comes to nothing cannot be chosen', `/s/${LIVE_SID}`, async (page) => {
  await selected(page).waitFor();
  await page.getByRole('button', { name: /^bars:/ }).click();
  assert.equal(await page.getByRole('menuitem', { name: /^sensitive values none/ }).getAttribute('aria-disabled'), 'true');
});

for (const [way, viewport] of Object.entries({ 'at 320 px': NARROW, 'at 400 %': ZOOMED })) {
  await scenario(`filter, pills and menu fit into the window ${way}`, `/s/${SID}?f=has%3Awrite#q=4`, async (page) => {
    await fits(page, '3 of 19');
    assert.ok(await sideways(page) <= 0);
    await page.locator('.detail-line').waitFor();
    await page.keyboard.press('F');
    const box = await page.getByRole('menu').boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport.width && box.y + box.height <= viewport.height, JSON.stringify(box));
    assert.deepEqual(await complaints(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^bars:/ }).click();
    const bars = await page.getByRole('menu').boundingBox();
    assert.ok(bars.x >= 0 && bars.x + bars.width <= viewport.width, JSON.stringify(bars));
    assert.ok(await sideways(page) <= 0);
  }, { viewport });
}
