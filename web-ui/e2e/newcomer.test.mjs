// Somebody who never saw Postern, with the address that the demo prints: who took back an UPDATE, and a link that proves it.
import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'node:test';
import { Browser, picture, signIn } from './browser.mjs';
import { startDemo } from './demo.mjs';

const LIMIT_SECONDS = 60;
const demo = await startDemo();
const printed = /https?:\/\/\S+/.exec(demo.said.split('\n').find((line) => line.includes(demo.url)) ?? '')?.[0].replace(/[.,;]$/, '') ?? '';
const { issuer } = await (await fetch(`${demo.url}/api/v1/info`)).json();
const browser = await Browser.open([demo.url, issuer]);
after(async () => {
  await browser.close();
  await demo.stop();
});
afterEach(() => assert.deepEqual(browser.takeComplaints(), []));

async function arrive() {
  const context = await browser.window('newcomer');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  browser.expectStatus(401);
  await page.goto(printed);
  await page.getByText('auditor', { exact: true }).waitFor();
  await signIn(page, 'auditor');
  return page;
}

/** Copies the link on the page, and shows what a colleague sees who opens it. */
async function prove(page, since) {
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const seconds = (Date.now() - since) / 1000;
  assert.match(link, /\/s\/[0-9A-Z]{26}#q=\d+$/);
  const colleague = await page.context().newPage();
  await colleague.goto(link);
  await colleague.locator('.st.selected', { hasText: 'UPDATE' }).waitFor();
  await colleague.locator('.detail-line', { hasText: 'rolled back' }).waitFor();
  assert.ok(seconds < LIMIT_SECONDS, `it took ${seconds} s`);
  return colleague;
}

describe('a newcomer', () => {
  it('finds the UPDATE that was rolled back by looking into the session', async () => {
    const since = Date.now();
    const page = await arrive();
    await page.locator('.sessions tbody tr', { hasText: 'write' }).first().locator('.row-link').click();
    await page.getByRole('button', { name: /rolled back$/ }).click();
    await page.locator('.st.selected', { hasText: 'UPDATE' }).waitFor();
    await prove(page, since);
  });

  it('finds it by the example that the search gives', async () => {
    const since = Date.now();
    const page = await arrive();
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByRole('link', { name: 'tx:rolledback has:write' }).click();
    await page.locator('.moment', { hasText: /update/i }).first().click();
    await picture(await prove(page, since), 'newcomer');
  });
});
