// How fast the pages are with much to show, on hand-made answers, so that only the pages are measured:
//   npm run build && npm run measure
// Fails if a number is above its budget.
import { chromium } from 'playwright-core';
import { BIG, BIG_SID } from './fixtures.mjs';
import { start } from './fixture-server.mjs';

const BUDGET = { 'session interactive, ms': 1500, 'seek p95, ms': 200, 'list first paint, ms': 500, 'memory, MB': 250 };
const SEEKS = 60;
const server = await start(0);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
const page = await context.newPage();
const found = {};

/** Milliseconds from navigation until a selector is there, seen by the page itself. */
async function opened(path, selector) {
  await page.goto('about:blank');
  await page.addInitScript((wanted) => {
    const look = () => { if (document.querySelector(wanted)) globalThis.readyAt ??= performance.now(); else requestAnimationFrame(look); };
    requestAnimationFrame(look);
  }, selector);
  await page.goto(origin + path);
  await page.waitForFunction(() => globalThis.readyAt !== undefined);
  return page.evaluate(() => globalThis.readyAt);
}

found['list first paint, ms'] = await opened('/sessions', '.sessions tbody tr');
found['session interactive, ms'] = await opened(`/s/${BIG_SID}`, '.st.selected .sql-line, .tl-head + *');
await page.locator('.timeline .tl-head').waitFor({ state: 'attached' });
await page.locator('.detail-line').waitFor();

const seeks = await page.evaluate(async ({ times, total }) => {
  const timeline = document.querySelector('.timeline');
  const box = timeline.getBoundingClientRect();
  const took = [];
  for (let index = 0; index < times; index++) {
    const x = box.left + box.width * (((index * 37) % 97) / 97);
    const before = document.querySelector('.detail-line b')?.textContent;
    const from = performance.now();
    for (const type of ['pointerdown', 'pointerup']) timeline.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: box.top + 20, pointerId: 1 }));
    await new Promise((resolve) => {
      const look = () => { const now = document.querySelector('.detail-line b')?.textContent; if ((now && now !== before) || performance.now() - from > 3000) resolve(); else requestAnimationFrame(look); };
      requestAnimationFrame(look);
    });
    took.push(performance.now() - from);
  }
  return took.sort((a, b) => a - b);
}, { times: SEEKS, total: BIG.statements });
found['seek p95, ms'] = seeks[Math.ceil(seeks.length * 0.95) - 1];
const devtools = await context.newCDPSession(page);
await devtools.send('HeapProfiler.collectGarbage');
found['memory, MB'] = (await devtools.send('Runtime.getHeapUsage')).usedSize / 1024 / 1024;
await browser.close();
server.close();

for (const [name, budget] of Object.entries(BUDGET)) {
  const value = found[name] ?? Infinity;
  if (value > budget) process.exitCode = 1;
  console.log(`${value > budget ? 'OVER' : 'ok  '} ${name.padEnd(26)} ${value.toFixed(value < 10 ? 1 : 0).padStart(6)} of ${budget}`);
}
