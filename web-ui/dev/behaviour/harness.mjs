// One browser and one server for all suites; a scenario is a page of its own, which may not break the content policy.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { start } from '../fixture-server.mjs';

export { forget } from '../fixture-server.mjs';

const server = await start(0);
export const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const count = { passed: 0, failed: 0 };

export const USUAL = { width: 1440, height: 900 };
export const NARROW = { width: 320, height: 640 };
/** A window of 1440 by 900 at 400 %. */
export const ZOOMED = { width: 360, height: 225 };

/** @param options of the browser context; `mood` of the server */
export async function scenario(name, path, steps, { mood, ...options } = {}) {
  const context = await browser.newContext({ viewport: USUAL, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  if (mood) await context.addCookies([{ name: 'mood', value: mood, url: origin }]);
  const page = await context.newPage();
  const violations = [];
  page.on('console', (entry) => { if (/Content Security Policy|Trusted/i.test(entry.text())) violations.push(entry.text()); });
  page.on('pageerror', (failure) => violations.push(failure.stack ?? failure.message));
  page.on('dialog', (dialog) => { violations.push('a script opened a dialog'); void dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(origin)) violations.push(`asked ${request.url()}`); });
  page.setDefaultTimeout(10_000);
  try {
    await page.goto(origin + path);
    await steps(page);
    assert.deepEqual(violations, []);
    count.passed++;
    console.log(`ok    ${name}`);
  } catch (failure) {
    count.failed++;
    process.exitCode = 1;
    console.error(`FAIL  ${name}\n${failure.stack ?? failure}`);
  } finally {
    await context.close();
  }
}

export const selected = (page) => page.locator('.st.selected');
export const hash = (page) => page.evaluate(() => location.hash);
export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
export const until = (page, wanted) => page.waitForFunction((value) => location.hash === value, wanted);

/** What axe complains about on a page as it stands. */
export async function complaints(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.any[0]?.message ?? nodes[0]?.all[0]?.message ?? ''}`);
}

/** How many pixels a page is wider than its window. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Waits until nothing is on its way. */
export async function settled(page) {
  await page.locator('h1, h2').first().waitFor();
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
}

export async function end() {
  await browser.close();
  server.close();
  console.log(`${count.passed} passed, ${count.failed} failed`);
}
