// Every form of a link leads to its moment, wherever one comes from.
import assert from 'node:assert/strict';
import { INCOMPLETE_SID, SID } from '../fixtures.mjs';
import { clipboard, hash, origin, scenario, selected, until } from './harness.mjs';

const statement = (ordinal) => async (page) => { await page.locator(`#st-${ordinal}.selected`).waitFor(); };
const FORMS = [
  ['a statement', '#q=12', statement(12)],
  ['a message', '#m=50', async (page) => { await page.locator('.msgs tr.selected').waitFor(); assert.match(await hash(page), /^#q=\d+&m=50$/); }],
  ['a message wins over a statement', '#q=1&m=50', async (page) => { await page.waitForFunction(() => !location.hash.includes('q=1&')); await page.locator('.msgs tr.selected').waitFor(); }],
  ['seconds from the start', '#t=+92.4s', statement(9)],
  ['seconds without a sign and unit', '#t=92.4', statement(9)],
  ['a moment of the clock', '#t=2026-11-21T01:24:03.123Z', statement(13)],
  ['a moment outside', '#t=2020-01-01T00:00:00Z', async (page) => { await page.getByText('The session was not running at').waitFor(); await statement(1)(page); }],
  ['a row', '#q=5&r=215', async (page) => { await page.locator('.g-row.selected', { hasText: '90626' }).waitFor(); }],
  ['a cell', '#q=5&r=15&c=email', async (page) => { await page.locator('.g-row.selected .chosen', { hasText: 'customer14@example.test' }).waitFor(); }],
  ['a row that is not there', '#q=5&r=999999', async (page) => { await page.getByText('This result has no row').waitFor(); }],
  ['a column that is not there', '#q=5&r=1&c=nope', async (page) => { await page.getByText('This result has no column “nope”.').waitFor(); }],
  ['a range', '#sel=11-14', async (page) => { await page.locator('.st.in-range').nth(3).waitFor(); assert.equal(await page.locator('.st.in-range').count(), 4); }],
  ['a byte', '#m=41&pane=bytes&off=8', async (page) => { await page.locator('#byte-chosen').first().waitFor(); }],
  ['the messages pane', '#q=5&pane=messages', async (page) => { await page.locator('.msgs tbody tr').first().waitFor(); }],
  ...['sql', 'parameters', 'notices', 'related'].map((tab) => [`the ${tab} tab`, `#q=4&pane=${tab}`, async (page) => { await page.locator(`#tab-${tab}[aria-selected=true]`).waitFor(); await statement(4)(page); }]),
  ['a comparison', `#q=1&cmp=${INCOMPLETE_SID}`, async (page) => { await page.locator('.compare-row').first().waitFor(); }],
  ['a statement that is not there', '#q=99', async (page) => { await page.getByText('This session has no statement 99; it has 19.').waitFor(); await until(page, '#q=19'); }],
  ['a message that is not there', '#m=99999', async (page) => { await page.getByText('This session has no message 99999.').waitFor(); }],
  ['nonsense', '#q=-1&m=x&t=soon&off=', statement(1)],
];

for (const [name, fragment, proof] of FORMS) {
  await scenario(`a link to ${name}: ${fragment}`, `/s/${SID}${fragment}`, async (page) => { await selected(page).or(page.locator('.compare-row')).first().waitFor(); await proof(page); });
}

await scenario('a prefix of eight letters and digits is enough, in any case', `/s/${SID.slice(0, 10).toLowerCase()}#q=3`, statement(3));
await scenario('links within the page work like links from outside', `/s/${SID}#q=1`, async (page) => {
  await selected(page).waitFor();
  for (const [, fragment, proof] of FORMS.filter(([name]) => !/comparison|nonsense/.test(name))) {
    await page.evaluate((to) => { location.hash = to; }, fragment);
    await proof(page);
    await page.evaluate(() => { location.hash = '#q=2'; });
    await statement(2)(page);
  }
});
await scenario('the list: filter and time are in the address, and work after a reload', '/sessions?f=target%3Aorders+has%3Aerror&from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z', async (page) => {
  for (let turn = 0; turn < 2; turn++) {
    await page.getByLabel('Filter sessions').waitFor();
    assert.equal(await page.getByLabel('Filter sessions').inputValue(), 'target:orders has:error');
    await page.locator('.pill.chosen').waitFor();
    await page.locator('.sessions tbody tr').first().waitFor();
    await page.reload();
  }
});
for (const [group, chosen] of [['fp', 'fingerprint'], ['table', 'table'], ['user', 'person'], ['query', 'fingerprint'], ['person', 'person'], ['target', 'session'], ['nonsense', 'session']]) {
  await scenario(`a search grouped by ${group} is a link`, `/search?q=orders&group=${group}`, async (page) => {
    await page.getByRole('main').getByLabel('Search statements').waitFor();
    await page.getByRole('navigation', { name: 'Group by' }).locator('[aria-current=true]', { hasText: chosen }).waitFor();
    await page.locator('.moment-group').first().waitFor();
  });
}
await scenario('a short link leads to its moment, whose own address then stands in the bar', '/m/7k2m9qx4', async (page) => {
  await page.waitForURL(`${origin}/s/${SID}#q=5&r=15&c=email`);
  await page.locator('.g-row.selected .chosen').waitFor();
});
await scenario('a short link to the moment that one stands on, to copy and to scan', `/s/${SID}#q=5&r=15&c=email`, async (page) => {
  await page.locator('.g-row.selected .chosen').waitFor();
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/v1/links'));
  await page.getByRole('button', { name: 'Short link…' }).click();
  assert.deepEqual((await asked).postDataJSON(), { session: SID, position: 'q=5&r=15&c=email' });
  const dialog = page.getByRole('dialog', { name: 'Short link' });
  await dialog.getByRole('img', { name: 'QR code of https://postern.example.com/m/7K2M9QX4' }).waitFor();
  await dialog.getByRole('button', { name: 'Copy' }).click();
  assert.equal(await clipboard(page), 'https://postern.example.com/m/7K2M9QX4');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});
await scenario('a link to a request shows that request', '/requests?id=01KAJ1V2C3D4E5F6G7H8J9K0M1', async (page) => { await page.locator('.card.named').waitFor(); });
await scenario('a link asks for access to a target and role', '/connect?request=orders&role=owner', async (page) => { await page.getByRole('dialog').getByLabel('Reason').waitFor(); });
await scenario('copied, reloaded, gone back to: the address is the state', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  await page.keyboard.press('j');
  await until(page, '#q=6');
  await page.reload();
  await statement(6)(page);
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await page.waitForURL(`${origin}/search`);
  await page.goBack();
  await statement(6)(page);
});
