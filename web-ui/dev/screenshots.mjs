// Takes a picture of every page and state, light, dark and narrow, into target/screenshots, and fails if a page
// wrote an error, broke its content policy, asked another site, or scrolls sideways. CHROMIUM names the browser.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { EMPTY_SID, LIVE_SID, SID } from './fixtures.mjs';
import { start } from './fixture-server.mjs';

const OUT = fileURLToPath(new URL('../target/screenshots/', import.meta.url));
const PAGES = {
  sessions: '/sessions', 'sessions-filtered': '/sessions?f=target%3Aorders+has%3Aerror', 'sessions-problem': '/sessions?f=usr%3Aalice', 'sessions-none': '/~empty/sessions', 'sessions-no-hit': '/sessions?f=user%3Anobody+has%3Aerror', 'sessions-broken': '/~broken/sessions',
  search: '/search', 'search-hits': '/search?q=orders', 'search-by-query': '/search?q=orders&group=query', 'search-no-hit': '/search?q=zanzibar+has%3Aerror', live: '/live', 'live-none': '/~empty/live', replay: `/s/${SID}#q=5`, 'replay-row': `/s/${SID}#q=5&r=215&c=note`, 'replay-range': `/s/${SID}#sel=11-14`, 'replay-time': `/s/${SID}#t=+9999s`, 'replay-related': `/s/${SID}#q=4&pane=related`, 'replay-bytes': `/s/${SID}#m=41&pane=bytes&off=8`, 'replay-sql': `/s/${SID}#q=5&pane=sql`, 'replay-error': `/s/${SID}#q=10`, 'replay-parameters': `/s/${SID}#q=4&pane=parameters`,
  'replay-messages': `/s/${SID}#q=5&m=41`, 'replay-message-link': `/s/${SID}#m=1`, 'replay-copy': `/s/${SID}#q=15`, 'replay-hostile': `/s/${SID}#q=17`, 'replay-live': `/s/${LIVE_SID}`, 'replay-empty': `/s/${EMPTY_SID}`, 'replay-unknown': '/s/01KAJ9999999', 'replay-fallback': `/s/${SID}#q=99`,
  requests: '/requests', 'requests-new': '/requests?new=ledger', connect: '/connect', 'connect-request': '/connect?request=orders&role=owner', audit: '/audit', 'sign-in': '/~signed-out/signin', 'not-found': '/nowhere', parts: '/~parts/', 'replay-keys': `/s/${SID}#q=5`, palette: `/s/${SID}#q=5`,
};
/** Keys that are pressed before the picture is taken. */
const PRESSED = { 'replay-keys': '?', palette: 'Control+k' };
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
  const refusals = /sign-in|unknown|broken/.test(name);
  page.on('console', (entry) => { if (entry.type() === 'error' && !(refusals && /status of (401|404|503)/.test(entry.text()))) complain(entry.text()); });
  page.on('pageerror', (failure) => complain(failure.stack ?? failure.message));
  page.on('dialog', (dialog) => { complain(`a dialog opened: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(origin)) complain(`asked ${request.url()}`); });
  await page.goto(origin + path.replace(/^(?!\/~)/, '/~usual'));
  await page.waitForLoadState('networkidle', { timeout: 2500 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  if (PRESSED[name]) { await page.keyboard.press(PRESSED[name]); await page.waitForTimeout(200); }
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
