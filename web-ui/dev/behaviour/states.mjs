// Every empty, partial and error state says what it has to say.
import assert from 'node:assert/strict';
import { LIVE_SID, SID } from '../fixtures.mjs';
import { PAGES, STATES } from '../pages.mjs';
import { origin, scenario, selected, until } from './harness.mjs';

for (const [name, texts] of Object.entries(STATES)) {
  await scenario(`${name}: ${texts[0]}`, PAGES[name], async (page) => {
    // Titles of the timeline's signs hold the same words, and are not seen.
    for (const text of texts) await page.getByText(text).filter({ visible: true }).first().waitFor();
  });
}

await scenario('what was read stays when the store cannot be reached, and comes back by itself', '/live', async (page) => {
  await page.locator('.tile').first().waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'broken', url: origin }]);
  await page.getByText('The index of sessions cannot be read now').waitFor();
  assert.ok(await page.locator('.tile').count() > 0);
  await page.context().addCookies([{ name: 'mood', value: 'usual', url: origin }]);
  await page.locator('.failure').waitFor({ state: 'detached', timeout: 15_000 });
});

await scenario('without a network the page says so, stays, and goes on by itself', `/s/${SID}#q=5`, async (page) => {
  await selected(page).waitFor();
  await page.locator('.grid-scroll').waitFor();
  await page.route('**/api/**', (route) => route.abort());
  await page.keyboard.press('k');
  await until(page, '#q=4');
  await page.keyboard.press('j');
  await until(page, '#q=5');
  await page.getByText('The broker does not answer.').waitFor();
  await page.unroute('**/api/**');
  await page.locator('.failure').waitFor({ state: 'detached', timeout: 15_000 });
  await page.locator('.grid-scroll').waitFor();
});

await scenario('a live session is readable while it is recorded', `/s/${LIVE_SID}`, async (page) => {
  await selected(page).waitFor();
  await page.locator('.grid-scroll, .pane-scroll').first().waitFor();
});

await scenario('huge, binary and odd values are shown with their size, never as markup', `/s/${SID}#q=5&r=3&c=payload`, async (page) => {
  await page.locator('.g-row.selected .chosen').waitFor();
  await page.locator('.grid-scroll').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('3.0 MB').first().waitFor();
});
