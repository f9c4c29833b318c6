// Makes the pictures of README and docs again, from the hand-made data without its hostile texts:
//   npm run build && npm run docs-images
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { SID } from './fixtures.mjs';
import { start } from './fixture-server.mjs';

const OUT = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const PICTURES = {
  session: { path: `/s/${SID}#q=5` },
  'session-bytes': { path: `/s/${SID}#m=41&pane=bytes&off=8`, colorScheme: 'dark' },
  sessions: { path: '/sessions' },
  live: { path: '/live', height: 460 },
  admin: { path: '/admin', colorScheme: 'dark', height: 760 },
};

const server = await start(0);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
for (const [name, { path, colorScheme = 'light', height = 900 }] of Object.entries(PICTURES)) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height }, reducedMotion: 'reduce' });
  await context.addCookies([{ name: 'mood', value: 'calm', url: origin }]);
  const page = await context.newPage();
  await page.goto(origin + path);
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
  if (path.startsWith('/s/')) await page.locator('.st.selected').waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${OUT}${name}.png` });
  console.log(`${OUT}${name}.png`);
  await context.close();
}
await browser.close();
server.close();
