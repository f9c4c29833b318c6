// Takes a picture of every page and state, light, dark and narrow, into target/screenshots, and fails if a page
// wrote an error, broke its content policy, asked another site, or scrolls sideways. CHROMIUM names the browser.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { start } from './fixture-server.mjs';
import { PAGES, press } from './pages.mjs';

const OUT = fileURLToPath(new URL('../target/screenshots/', import.meta.url));
const VARIANTS = { light: { colorScheme: 'light', width: 1440, height: 900 }, dark: { colorScheme: 'dark', width: 1440, height: 900 }, narrow: { colorScheme: 'light', width: 320, height: 720 }, zoomed: { colorScheme: 'dark', width: 360, height: 225 } };

const only = process.argv.slice(2);
const server = await start(0);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const complaints = [];
await mkdir(OUT, { recursive: true });

async function picture(context, name, path, variant) {
  const page = await context.newPage();
  const complain = (text) => complaints.push(`${name}-${variant}: ${text}`);
  const refusals = /sign-in|unknown|broken|erased/.test(name);
  page.on('console', (entry) => { if (entry.type() === 'error' && !(refusals && /status of (401|404|410|503)/.test(entry.text()))) complain(entry.text()); });
  page.on('pageerror', (failure) => complain(failure.stack ?? failure.message));
  page.on('dialog', (dialog) => { complain(`a dialog opened: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(origin)) complain(`asked ${request.url()}`); });
  await page.goto(origin + path.replace(/^(?!\/~)/, '/~usual'));
  await page.waitForLoadState('networkidle', { timeout: 2500 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await press(page, name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) complain(`scrolls ${wide} px sideways`);
  await page.screenshot({ path: `${OUT}${name}-${variant}.png`, fullPage: name === 'parts' || variant === 'narrow' || variant === 'zoomed' });
  await page.close();
}

for (const [variant, { colorScheme, width, height }] of Object.entries(VARIANTS)) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height } });
  for (const [name, path] of Object.entries(PAGES)) if (only.length === 0 || only.includes(name)) await picture(context, name, path, variant);
  await context.close();
}
await browser.close();
server.close();
complaints.forEach((complaint) => console.error(complaint));
console.log(`${OUT}: ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
