// Texts that attack browsers, in whatever a session can hold, on a real broker: they stay text on every page.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { after, afterEach, before, describe, it } from 'node:test';
import { ask, Browser, signIn, until } from './browser.mjs';
import { run, startDemo } from './demo.mjs';

const TEXTS = (await readFile(fileURLToPath(new URL('../../recordings/src/test/resources/hostile-texts.jsonl', import.meta.url)), 'utf8'))
  .trimEnd().split('\n').map((line) => JSON.parse(line));
const IN_A_NOTE = 4;

const demo = await startDemo();
const { issuer } = await (await fetch(`${demo.url}/api/v1/info`)).json();
const browser = await Browser.open([demo.url, issuer]);
after(async () => {
  await browser.close();
  await demo.stop();
});
afterEach(() => assert.deepEqual(browser.takeComplaints(), [], 'no page breaks its content policy, fails in a script or asks another site'));

/** Every query, and the error behind every fourth. */
const visited = TEXTS.flatMap((_, at) => (at % 4 === 0 ? [2 * at + 1, 2 * at + 2] : [2 * at + 1]));

const literal = (text) => `'${text.replaceAll("'", "''")}'`;
const name = (text) => `"${text.replaceAll('"', '""')}"`;

/** Each text as SQL, value, column name and comment, and in the fields of an error. */
const script = TEXTS.map((text) => `select ${literal(text)} as ${name(text)} /* ${text.replaceAll('*/', '').replaceAll('/*', '')} */;
do $hostile$ begin raise exception using message = ${literal(text)}, detail = ${literal(text)}, hint = ${literal(text)}, column = ${literal(text)}, table = ${literal(text)}; end $hostile$;
`).join('');

async function pageOf(person) {
  const page = await (await browser.window(person, /^file:/)).newPage();
  browser.expectStatus(401);
  await page.goto(demo.url);
  await signIn(page, person);
  return page;
}

/** What is wrong with the page as it stands: something ran, something was built from text, something is wider than the page. */
const wrongs = (page) => page.evaluate(() => {
  const found = [];
  if ('hostile' in globalThis) found.push('a script ran');
  const made = document.querySelector('iframe, object, embed, base, marquee, video, form[action*="hostile"], [src*="hostile"], [href*="hostile"], [href^="javascript"], [onerror], [onload], [onclick], [onfocus], [style*="z-index:99999"]');
  if (made !== null) found.push(`an element was made: ${made.outerHTML.slice(0, 200)}`);
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  return found;
});

describe('texts that attack browsers', () => {
  let page;
  let reviewer;
  let session;
  before(async () => {
    await demo.logIn('engineer');
    const files = { PGSERVICEFILE: join(demo.home('engineer'), 'pg_service.conf'), PGAPPNAME: TEXTS[0], PGCLIENTENCODING: 'UTF8' };
    const said = await run('psql', ['-X', '-q', '-o', '/dev/null', '-f', '-', 'service=postern-shop'], files, script);
    assert.match(said.output, /ERROR/);
    page = await pageOf('engineer');
    reviewer = await pageOf('auditor');
    session = await until('the session in the index', async () => {
      const { body } = await ask(page, 'GET', '/sessions?limit=1');
      return body.items[0]?.state === 'ended' && body.items[0].statements === 2 * TEXTS.length && body.items[0].id;
    });
  });

  it('stay text in the statements, results and errors of a session', async () => {
    await page.goto(`${demo.url}/s/${session}#q=1`);
    await page.locator('#st-1.selected').waitFor();
    for (const ordinal of visited) {
      await page.evaluate((to) => { location.hash = to; }, `#q=${ordinal}`);
      await page.locator(`#st-${ordinal}.selected`).waitFor();
      await page.locator(ordinal % 2 === 1 ? '.grid-scroll [role=gridcell]' : '.sql-error').first().waitFor();
      assert.deepEqual(await wrongs(page), [], `statement ${ordinal}: ${JSON.stringify(TEXTS[(ordinal - 1) >> 1])}`);
    }
  });

  it('stay text in lists, searches, notes, requests and the trail', async () => {
    browser.expectStatus(403);
    for (let at = 0; at < TEXTS.length; at += IN_A_NOTE) {
      const text = TEXTS.slice(at, at + IN_A_NOTE).map((each) => each.slice(0, 400)).join('\n');
      const { status, body } = await ask(reviewer, 'POST', `/sessions/${session}/notes`, { kind: 'comment', statement: 1 + at, text });
      assert.equal(status, 201, JSON.stringify(body));
    }
    for (const path of [`/s/${session}#q=1&pane=notes`, '/sessions', '/search?q=hostile', '/search?q=script', '/requests', '/connect', '/audit']) {
      for (const each of [page, reviewer]) {
        await each.goto(demo.url + path);
        await each.getByRole('main').waitFor();
        assert.deepEqual(await wrongs(each), [], path);
      }
    }
  });

  it('stay text in the page that is exported', async () => {
    const html = await page.evaluate(async (id) => (await fetch(`/api/v1/sessions/${id}/export?format=html`)).text(), session);
    const file = join(demo.data, 'exported.html');
    await writeFile(file, html);
    await page.goto(pathToFileURL(file).href);
    await page.getByText('window.hostile=1').first().waitFor();
    assert.deepEqual((await wrongs(page)).filter((each) => !each.startsWith('the page is')), []);
  });
});
