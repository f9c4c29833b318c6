// Uses the pages like a person with a keyboard, in a real browser and under the real content policy:
//   npm run build && npm run test:browser
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { LIVE_SID, SID } from './fixtures.mjs';
import { start } from './fixture-server.mjs';

const server = await start(0);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function scenario(name, path, steps) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const violations = [];
  page.on('console', (entry) => { if (/Content Security Policy|Trusted/i.test(entry.text())) violations.push(entry.text()); });
  page.on('pageerror', (failure) => violations.push(failure.stack ?? failure.message));
  page.on('dialog', (dialog) => { violations.push('a script opened a dialog'); void dialog.dismiss(); });
  page.setDefaultTimeout(8000);
  try {
    await page.goto(origin + path);
    await steps(page);
    assert.deepEqual(violations, []);
    console.log(`ok    ${name}`);
  } catch (failure) {
    process.exitCode = 1;
    console.error(`FAIL  ${name}\n${failure.stack ?? failure}`);
  } finally {
    await context.close();
  }
}

const selected = (page) => page.locator('.st.selected');
const hash = (page) => page.evaluate(() => location.hash);
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const until = (page, wanted) => page.waitForFunction((value) => location.hash === value, wanted);

await scenario('j, k, e, E, w and G move the selection and the address', `/s/${SID}`, async (page) => {
  await selected(page).waitFor();
  for (const [key, ordinal] of [['j', 2], ['j', 3], ['k', 2], ['e', 10], ['e', 18], ['E', 10], ['w', 12], ['G', 19]]) {
    await page.keyboard.press(key);
    await until(page, `#q=${ordinal}`);
  }
});

await scenario('y and Y copy the SQL and the link of the moment', `/s/${SID}#q=12`, async (page) => {
  await selected(page).waitFor();
  await page.locator('.detail-line').waitFor();
  await page.keyboard.press('y');
  await page.locator('.said').waitFor();
  assert.equal(await clipboard(page), 'UPDATE orders SET total = total * 0.9 WHERE id = ANY ($1)');
  await page.keyboard.press('Y');
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('#q=12'));
  assert.equal(await clipboard(page), `${origin}/s/${SID}#q=12`);
});

await scenario('o opens the messages, a field shows its bytes, a message is a link', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  await page.keyboard.press('o');
  await page.locator('.msgs tbody tr').first().waitFor();
  await page.locator('.message-name', { hasText: 'RowDescription' }).first().click();
  await page.locator('.field', { hasText: '[0].name' }).click({ position: { x: 4, y: 4 } });
  assert.match(await hash(page), /m=\d+/);
  const linked = page.url();
  await page.goto(`${origin}/sessions`);
  await page.goto(linked);
  await page.locator('.msgs tr.selected', { hasText: 'RowDescription' }).waitFor();
});

await scenario('a message link alone finds its statement', `/s/${SID}#m=50`, async (page) => {
  await page.locator('.msgs tr.selected').waitFor();
  assert.match(await hash(page), /^#q=\d+&m=50$/);
});

await scenario('a row link opens the page that holds the row', `/s/${SID}#q=5&r=215`, async (page) => {
  await page.locator('.g-row.selected', { hasText: '90626' }).waitFor();
  await page.locator('.grid-scroll').evaluate((grid) => { grid.scrollTop = grid.scrollHeight; });
  await page.locator('.g-row', { hasText: '91311' }).waitFor();
  assert.ok(await page.locator('.g-row').count() < 120, 'only the rows in view are drawn');
});

await scenario('/ finds in the statements, typing moves nothing, Escape leaves', `/s/${SID}#q=1`, async (page) => {
  await selected(page).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('ordr_id');
  await page.keyboard.press('Enter');
  await until(page, '#q=10');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

await scenario('a live session follows, and stops when a statement is chosen', `/s/${LIVE_SID}`, async (page) => {
  await selected(page).waitFor();
  const before = Number(await selected(page).getAttribute('aria-rowindex'));
  await page.waitForFunction((row) => Number(document.querySelector('.st.selected')?.getAttribute('aria-rowindex')) > row, before);
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Follow', exact: true }).waitFor();
});

await scenario('the list is driven by its address, back goes back, a row opens', '/sessions', async (page) => {
  await page.locator('.sessions tbody tr').first().waitFor();
  await page.getByRole('button', { name: /^errors/ }).click();
  await page.waitForURL(/f=has%3Aerror/);
  await page.goBack();
  await page.waitForURL(/sessions$/);
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.sessions tbody tr').length > 20);
  await page.locator('.row-link').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/s\//);
  await selected(page).waitFor();
});

await scenario('an ended sign-in lies over the page, and goes away when another tab signed in', `/s/${SID}#q=9`, async (page) => {
  await selected(page).waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'signed-out', url: origin }]);
  await page.keyboard.press('j');
  await page.locator('.overlay').waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'usual', url: origin }]);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.locator('.overlay').waitFor({ state: 'detached' });
  assert.equal(await hash(page), '#q=10');
});

await scenario('a refused approval shows the reason and the next step', '/requests', async (page) => {
  await page.getByRole('button', { name: 'Approve', exact: true }).first().click();
  await page.getByText('was denied a moment ago').waitFor();
  await page.getByText('Ask the requester for a new one.').waitFor();
  await page.getByRole('link', { name: 'Request access…' }).click();
  await page.getByLabel('Reason').fill('OPS-1');
  await page.getByRole('button', { name: 'Send request' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

await scenario('signing out ends at the sign-in page', '/connect', async (page) => {
  await page.getByRole('button', { name: /Account/ }).click();
  await page.getByLabel('Dark').check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Postern' }).waitFor();
});

const AUDITED = ['/sessions', '/sessions?f=usr%3Aalice', '/search?q=orders', `/s/${SID}#q=5`, `/s/${SID}#q=10&pane=sql`, `/s/${SID}#q=4&pane=parameters`, `/s/${SID}#q=4&pane=related`, `/s/${SID}#q=9&m=80`, '/live', '/~usual/search?q=orders&group=query', `/s/${LIVE_SID}`, '/requests', '/connect', '/connect?request=orders', '/requests?id=01ARZ3NDEKTSV4RRFFQ69G5FAV', '/audit', '/~broken/sessions', '/~signed-out/signin'];
for (const theme of ['light', 'dark']) {
  for (const path of AUDITED) {
    await scenario(`nothing to complain about for axe: ${path}, ${theme}`, path, async (page) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.locator('h1').first().waitFor();
      await page.waitForTimeout(600);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.any[0]?.message ?? nodes[0]?.all[0]?.message ?? ''}`), []);
    });
  }
}

await browser.close();
server.close();
