// How fast the pages are with much to show, on answers made when they are asked for, so that only the pages are measured:
//   npm run build && npm run measure
// Fails if a number is above its budget.
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { chromium } from 'playwright-core';
import { BIG, BIG_SID, MANY_SESSIONS } from './fixtures.mjs';
import { start } from './fixture-server.mjs';

const OPENINGS = 5;
const SEEKS = 100;
const DRAGS = 300;
const server = await start(0);
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const found = [];
let isOver = false;

const sorted = (values) => [...values].sort((one, other) => one - other);
const quantile = (values, share) => sorted(values)[Math.ceil(values.length * share) - 1] ?? Infinity;

function note(what, value, budget, unit, also = '') {
  const over = !(value <= budget);
  isOver ||= over;
  found.push(`${over ? 'OVER' : 'ok  '} ${what.padEnd(58)} ${value.toFixed(value < 10 ? 1 : 0).padStart(6)} ${unit}, budget ${budget} ${unit}${also}`);
}

async function newPage(theMany) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  if (theMany) await context.addCookies([{ name: 'mood', value: 'many', url: origin }]);
  return { context, page: await context.newPage() };
}

/** Milliseconds from navigation until all selectors are there and were painted, seen by the page itself. */
async function opened(page, path, selectors) {
  await page.addInitScript((wanted) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { globalThis.readyAt ??= performance.now(); };
    // A task after the frame that holds them: then they are on the screen.
    const look = () => { if (wanted.every((each) => document.querySelector(each))) channel.port2.postMessage(null); else requestAnimationFrame(look); };
    requestAnimationFrame(look);
  }, selectors);
  await page.goto(origin + path);
  await page.waitForFunction(() => globalThis.readyAt !== undefined);
  return page.evaluate(() => globalThis.readyAt);
}

/** Each opening in a browser context of its own, with nothing cached. */
async function openings(path, selectors, theMany) {
  const took = [];
  for (let index = 0; index <= OPENINGS; index++) {
    const { context, page } = await newPage(theMany);
    const millis = await opened(page, path, selectors);
    // The first one warms up the server of the answers, which is not what is measured.
    if (index > 0) took.push(millis);
    await context.close();
  }
  return took;
}

/** Megabytes of anonymous memory of the tab's own process, as the system counts them: heap, pages and pictures. */
async function tabMemory() {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter((each) => each.type === 'renderer').map((each) => {
    const status = readFileSync(`/proc/${each.id}/status`, 'utf8');
    const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    return (kilobytes('RssAnon') + kilobytes('VmSwap')) / 1024;
  });
  return Math.max(...sizes);
}

/** Presses the timeline at places all over it; milliseconds until the statement of that place is shown. */
const seek = ({ times }) => new Promise((done) => {
  const timeline = document.querySelector('.timeline');
  const box = timeline.getBoundingClientRect();
  const took = [];
  const shown = () => document.querySelector('.detail-line b')?.textContent;
  const wanted = () => `#${timeline.getAttribute('aria-valuenow')}`;
  const press = (index) => {
    if (index > times) return done(took);
    const x = box.left + box.width * ((((index * 37) % 97) + 1) / 98);
    const from = performance.now();
    for (const type of ['pointerdown', 'pointerup']) timeline.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: box.top + 20, pointerId: 1 }));
    const before = timeline.getAttribute('aria-valuenow');
    const look = () => {
      const moved = timeline.getAttribute('aria-valuenow') !== before || shown() !== undefined;
      if ((moved && shown() === wanted() && performance.now() > from + 1) || performance.now() - from > 5000) { took.push(performance.now() - from); setTimeout(() => press(index + 1), 20); } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  press(1);
});

/** Drags the playhead over the whole session; milliseconds from each move until the frame that shows it. */
const drag = ({ times }) => new Promise((done) => {
  const timeline = document.querySelector('.timeline');
  const box = timeline.getBoundingClientRect();
  const took = [];
  const send = (type, index) => timeline.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: box.left + 2 + ((box.width - 4) * index) / times, clientY: box.top + 20, pointerId: 1 }));
  const move = (index) => {
    if (index > times) { send('pointerup', times); return done(took); }
    const from = performance.now();
    const before = timeline.getAttribute('aria-valuenow');
    send('pointermove', index);
    const look = () => { if (timeline.getAttribute('aria-valuenow') !== before || performance.now() - from > 3000) { took.push(performance.now() - from); move(index + 1); } else requestAnimationFrame(look); };
    requestAnimationFrame(look);
  };
  send('pointerdown', 0);
  requestAnimationFrame(() => move(1));
});

const summary = (took) => ` (median of ${took.length}; ${Math.round(Math.min(...took))} to ${Math.round(Math.max(...took))})`;
const list = await openings('/sessions', ['.sessions tbody tr'], true);
note(`list of ${MANY_SESSIONS} sessions painted`, quantile(list, 0.5), 500, 'ms', summary(list));
const session = await openings(`/s/${BIG_SID}`, ['.st.selected .sql-line', '.timeline .tl-head', '.detail-line'], false);
note(`session of ${BIG.messages} messages interactive`, quantile(session, 0.5), 1500, 'ms', summary(session));
const message = await openings(`/s/${BIG_SID}#m=${BIG.messages - 1}`, ['.st.selected .sql-line', '.msgs tr.selected'], false);
note(`link to message ${BIG.messages - 1} of it shown`, quantile(message, 0.5), 1500, 'ms', summary(message));

const { context, page } = await newPage(false);
await opened(page, `/s/${BIG_SID}`, ['.st.selected .sql-line', '.timeline .tl-head', '.detail-line']);
const seeks = await page.evaluate(seek, { times: SEEKS });
note('seek to a far statement until it is shown, p95', quantile(seeks, 0.95), 200, 'ms', ` (median ${Math.round(quantile(seeks, 0.5))}, most ${Math.round(Math.max(...seeks))}, of ${seeks.length})`);
const drags = await page.evaluate(drag, { times: DRAGS });
note('dragging the playhead, move to frame, p95', quantile(drags, 0.95), 200, 'ms', ` (median ${Math.round(quantile(drags, 0.5))}, most ${Math.round(Math.max(...drags))}, of ${drags.length})`);
await page.locator('.detail-line').waitFor();
const devtools = await context.newCDPSession(page);
await devtools.send('HeapProfiler.collectGarbage');
const tab = await tabMemory();
const heap = (await devtools.send('Runtime.getHeapUsage')).usedSize / 1024 / 1024;
note('memory of the tab after all that', tab, 250, 'MB', ` (of it live script objects: ${heap.toFixed(1)})`);
const version = browser.version();
await browser.close();
server.close();

console.log(`Chromium ${version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, load average ${loadavg()[0].toFixed(1)}`);
found.forEach((line) => console.log(line));
if (isOver) process.exitCode = 1;
