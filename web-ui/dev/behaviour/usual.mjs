// What a person does with the pages.
import assert from 'node:assert/strict';
import { LIVE_SID, SID } from '../fixtures.mjs';
import { clipboard, complaints, hash, origin, scenario, selected, until } from './harness.mjs';

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

await scenario('a live session follows until somebody scrolls up, and again by its pill', `/s/${LIVE_SID}`, async (page) => {
  const pill = page.getByRole('button', { name: /^Follow/ });
  await page.getByRole('button', { name: 'Following', exact: true }).waitFor();
  await selected(page).waitFor();
  await page.locator('#statements').hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole('button', { name: 'Follow', exact: true }).waitFor();
  await page.waitForURL(/#q=\d+$/);
  const place = page.url();
  await page.waitForResponse((answer) => answer.url().includes('/statements?') && answer.ok());
  assert.equal(page.url(), place);
  await pill.click();
  await page.getByRole('button', { name: 'Following', exact: true }).waitFor();
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

await scenario('an ended sign-in is had again in a window of its own, and the position is kept', `/s/${SID}#q=9`, async (page) => {
  await selected(page).waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'signed-out', url: origin }]);
  await page.keyboard.press('j');
  await page.getByRole('dialog', { name: 'Your sign-in has ended' }).waitFor();
  const link = page.getByRole('link', { name: 'Sign in in a window of its own' });
  assert.equal(await link.evaluate((each) => each === document.activeElement), true);
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('Enter');
  const popup = await opened;
  await page.locator('.overlay').waitFor({ state: 'detached' });
  if (!popup.isClosed()) await popup.waitForEvent('close');
  assert.equal(await hash(page), '#q=10');
});

await scenario('where the browser keeps the window of a sign-in open, it says that it can be closed', '/connect', async (page) => {
  await page.addInitScript(() => { window.close = () => undefined; });
  await page.goto(`${origin}/signed-in`);
  await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
  await page.getByText('This window can be closed.').waitFor();
  assert.deepEqual(await complaints(page), []);
  await page.getByRole('link', { name: 'Go to the sessions' }).click();
  await page.locator('.sessions tbody tr').first().waitFor();
});

await scenario('a failure of the broker names the request as its log does', '/live', async (page) => {
  const sent = [];
  page.on('request', (request) => { if (new URL(request.url()).pathname === '/api/v1/live') sent.push(request.headers()['x-postern-request']); });
  await page.locator('.tile').first().waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'broken', url: origin }]);
  await page.locator('.failure-foot').getByText('request').waitFor();
  const shown = await page.locator('.failure-foot code').nth(1).textContent();
  assert.ok(sent.includes(shown), `${shown} is none of those that were sent`);
  assert.equal(new Set(sent).size, sent.length);
});

await scenario('several sessions are marked reviewed at once, and what cannot be is said', '/sessions', async (page) => {
  await page.locator('.sessions tbody tr').first().waitFor();
  assert.equal(await page.getByRole('group', { name: 'With the chosen sessions' }).count(), 0);
  for (const person of ['שרה', 'Avery Stone', 'Erin Gray']) await page.locator('.sessions tbody tr', { hasText: person }).filter({ hasText: 'ended' }).first().getByRole('checkbox').check();
  const bulk = page.getByRole('group', { name: 'With the chosen sessions' });
  await bulk.getByText('3 sessions chosen').waitFor();
  await bulk.getByRole('button', { name: 'Copy links' }).click();
  await bulk.getByText('Links copied').waitFor();
  const links = (await clipboard(page)).split('\n');
  assert.equal(links.length, 3);
  for (const each of links) assert.match(each, /\/s\/[0-9A-Z]{26}$/);
  await bulk.getByRole('button', { name: 'Mark reviewed' }).click();
  await page.getByRole('menuitem', { name: 'to follow up' }).click();
  await bulk.getByText('2 sessions marked reviewed. 1 is left as it was').waitFor();
  await page.locator('.sessions tbody .flag', { hasText: 'to follow up' }).nth(1).waitFor();
  assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0);
});

await scenario('evidence packs of the chosen sessions are downloaded, all of them or none are chosen with one press', '/sessions?f=target%3Aledger', async (page) => {
  await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
  const shown = await page.locator('.sessions tbody tr').count();
  await page.getByText(`${shown} sessions chosen`).waitFor();
  await page.getByRole('button', { name: 'Choose none' }).click();
  await page.getByText('sessions chosen').waitFor({ state: 'detached' });
  await page.locator('.sessions tbody').getByRole('checkbox').first().press('Space');
  const begun = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Evidence packs' }).click();
  assert.match((await begun).url(), /\/sessions\/[0-9A-Z]{26}\/export\?format=pack$/);
  await page.getByText('1 download begun').waitFor();
});

await scenario('what sessions contain is a press away, counted or not', '/sessions', async (page) => {
  const facets = page.getByRole('navigation', { name: 'Facets' });
  await facets.getByRole('button', { name: 'DDL' }).click();
  await page.waitForURL(/f=has%3Addl/);
  await page.goto(`${origin}/sessions?f=tx%3Arolledback`);
});

await scenario('a range of durations is two terms and one press, and sessions say when they were busy', '/sessions', async (page) => {
  const facets = page.getByRole('navigation', { name: 'Facets' });
  await page.locator('.sessions tbody tr').first().waitFor();
  const before = await page.locator('.sessions tbody tr').count();
  await facets.getByRole('button', { name: '1 min to 1 h' }).click();
  await page.waitForURL(/f=length%3A%3E1m\+length%3A%3C%3D1h/);
  assert.equal(await facets.getByRole('button', { name: '1 min to 1 h' }).getAttribute('aria-pressed'), 'true');
  await facets.getByRole('button', { name: 'a person' }).click();
  await page.waitForURL(/length%3A%3C%3D1h\+end%3Aperson/);
  await page.waitForFunction((all) => document.querySelectorAll('.sessions tbody tr').length < all, before);
  await page.goto(`${origin}/sessions`);
  await page.getByRole('img', { name: 'Busiest in the second quarter, 2 errors in the first and second quarter, 3 writes in the second quarter.' }).first().waitFor();
  await page.getByRole('img', { name: 'Busy throughout.' }).first().waitFor();
  assert.equal(await page.locator('.sessions tbody tr', { hasText: 'incident' }).locator('.spark').count(), 0);
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

await scenario('the numbers under the timeline lead to what they count, and a link proves it', `/s/${SID}`, async (page) => {
  await page.getByRole('button', { name: '1 rolled back' }).click();
  await until(page, '#q=12');
  await page.locator('.detail-line', { hasText: 'rolled back' }).waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.locator('.said').waitFor();
  assert.equal(await clipboard(page), `${origin}/s/${SID}#q=12`);
  for (const to of [18, 10]) {
    await page.getByRole('button', { name: '2 errors' }).click();
    await until(page, `#q=${to}`);
  }
});
