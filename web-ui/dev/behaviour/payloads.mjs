// 500 payloads in every field that people, databases and clients decide: no script runs, the content policy has nothing
// to report, nothing is asked of another site, and the layout holds. A list shows all of them, a page of one thing one at a time.
import assert from 'node:assert/strict';
import { SID } from '../fixtures.mjs';
import { PAYLOADS } from '../payloads.mjs';
import { NARROW, origin, scenario, settled, sideways, USUAL } from './harness.mjs';

const EVERY = 50;
/** No element may be taller than this times its window because of what is in it. */
const TALLEST = 5;

/** What went wrong on a page as it stands. */
const wrongs = (page) => page.evaluate((tallest) => {
  const found = [];
  if (globalThis.hit !== undefined || /hit/.test(document.title)) found.push('a script ran');
  found.push(...(globalThis.reports ?? []));
  const made = document.querySelectorAll('#app script, #app iframe, #app object, #app embed, #app img, #app style, #app link, #app meta, #app base, #app marquee, #app math, #app video, #app form[action]:not([action=""]), #app [srcdoc], #app [popovertarget]');
  for (const each of made) found.push(`an element was made: ${each.outerHTML.slice(0, 120)}`);
  for (const each of document.querySelectorAll('#app *')) {
    for (const { name, value } of each.attributes) {
      if (/^on/i.test(name)) found.push(`a handler in the markup: ${name}`);
      if (/^(href|src|action|formaction|xlink:href)$/.test(name) && !/^(\/|#|$)/.test(value)) found.push(`a link elsewhere: ${value.slice(0, 120)}`);
      if (name === 'href' && value.startsWith('//')) found.push(`a link elsewhere: ${value.slice(0, 120)}`);
    }
  }
  const top = document.querySelector('.top')?.getBoundingClientRect();
  if (top === undefined || top.height < 20 || top.height > 140 || top.width > innerWidth + 1) found.push(`the bar is ${top?.width} × ${top?.height}`);
  for (const each of document.querySelectorAll('tbody tr, .card, .tile, .entry, .target, .st, .g-row, .hit, .moment, .facet, .note, .tags, .replay-head, .transport')) {
    const { height } = each.getBoundingClientRect();
    if (height > tallest * Math.max(innerHeight, 640)) found.push(`${each.className} is ${Math.round(height)} px high: ${each.textContent.slice(0, 40)}`);
  }
  return found.slice(0, 8);
}, TALLEST);

const watch = (page) => page.addInitScript(() => {
  globalThis.reports = [];
  document.addEventListener('securitypolicyviolation', (event) => globalThis.reports.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
});

async function check(page, what) {
  assert.deepEqual(await wrongs(page), [], what);
  const wide = await sideways(page);
  assert.ok(wide <= 0, `${what} is ${wide} px wider than the window`);
}

const LISTS = { sessions: '/sessions', search: '/search?q=x', 'search by fingerprint': '/search?q=x&group=fp', 'search by person': '/search?q=x&group=user', live: '/live', requests: '/requests', connect: '/connect', trail: '/audit', admin: '/admin' };
for (const [size, viewport] of Object.entries({ wide: USUAL, narrow: NARROW })) {
  for (const [name, path] of Object.entries(LISTS)) {
    await scenario(`${PAYLOADS.length} payloads in each field of the list: ${name}, ${size}`, '/nowhere', async (page) => {
      await watch(page);
      await page.goto(origin + path);
      await settled(page);
      await check(page, name);
    }, { mood: 'payloads', viewport });
  }
}

await scenario('the statement list and the grid hold with payloads in all rows, scrolled through', '/nowhere', async (page) => {
  await watch(page);
  await page.goto(`${origin}/s/${SID}#q=2`);
  await page.locator('.st.selected').waitFor();
  for (const box of ['.st-list', '.grid-scroll']) {
    const scroller = page.locator(box).first();
    await scroller.waitFor();
    for (let step = 0; step <= 20; step++) {
      await scroller.evaluate((each, share) => { each.scrollTop = each.scrollHeight * share; }, step / 20);
      await page.waitForTimeout(60);
      await check(page, `${box} at ${step * 5} %`);
    }
  }
}, { mood: 'payloads' });

const VIEWS = ['#q=1', '#q=2&r=1', '#q=2&pane=sql', '#q=2&pane=parameters', '#q=2&pane=related', '#q=2&pane=notices', '#q=2&pane=notes', '#m=5&pane=bytes&off=6'];
for (let n = 0; n < PAYLOADS.length; n += EVERY) {
  await scenario(`one session full of payloads from ${n}, in all its views`, '/nowhere', async (page) => {
    await watch(page);
    await page.context().addCookies([{ name: 'payload', value: String(n), url: origin }]);
    await page.goto(`${origin}/s/${SID}`);
    for (const fragment of VIEWS) {
      await page.evaluate((to) => { location.hash = to; }, fragment);
      await page.locator('.detail-line').waitFor();
      await page.waitForTimeout(80);
      await check(page, `${fragment} from ${n}: ${JSON.stringify(PAYLOADS[n].slice(0, 60))}`);
    }
  }, { mood: 'payloads', viewport: n % 100 === 0 ? USUAL : NARROW });
}

await scenario('a refusal is shown as text, whatever it says', '/nowhere', async (page) => {
  await watch(page);
  for (let n = 0; n < PAYLOADS.length; n += EVERY) {
    await page.context().addCookies([{ name: 'payload', value: String(n), url: origin }]);
    await page.goto(`${origin}/connect?request=shop`);
    await page.getByLabel('Reason').fill('x');
    await page.getByRole('button', { name: 'Send request' }).click();
    await page.locator('dialog .failure').waitFor();
    await check(page, `refusal ${n}`);
  }
}, { mood: 'payloads' });
