// A browser that watches every page it opens: scripts that fail, content policies that are broken, sites that are asked.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, afterEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const PICTURES = fileURLToPath(new URL('../target/e2e-screenshots/', import.meta.url));
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PATIENCE_MILLIS = 15_000;
const WAIT_MILLIS = 20_000;
/** Chromium's console line for an answer that is not a success. */
const STATUS_LINE = /the server responded with a status of (\d{3})/;

export class Browser {
  #chromium;
  #origins;
  #home;
  #complaints = [];
  #statuses = new Set();

  /** @param origins the only sites that pages may ask */
  static async open(origins) {
    const browser = new Browser();
    browser.#chromium = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
    browser.#origins = origins.map((each) => new URL(each).origin);
    await mkdir(PICTURES, { recursive: true });
    return browser;
  }

  /** For the pages of a demo's broker and of its identity provider. */
  static async of(demo) {
    const { issuer } = await (await fetch(`${demo.url}/api/v1/info`)).json();
    const browser = await Browser.open([demo.url, issuer]);
    browser.#home = demo;
    return browser;
  }

  /**
   * A page of a person who has signed in, in a window of its own.
   *
   * @param clipboard whether the page may read and write what is copied
   */
  async pageOf(person, { clipboard = false } = {}) {
    const context = await this.window(person);
    if (clipboard) await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    this.expectStatus(401);
    await page.goto(this.#home.url);
    await signIn(page, person);
    return page;
  }

  /**
   * A window with cookies of its own.
   *
   * @param also addresses of other sites that are part of the story
   */
  async window(name, also = /^$/) {
    const context = await this.#chromium.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MILLIS);
    const complain = (text) => this.#complaints.push(`${name}: ${text}`);
    context.on('console', (entry) => {
      const status = STATUS_LINE.exec(entry.text())?.[1];
      const expected = status !== undefined && this.#statuses.has(Number(status));
      if (/error|warning/.test(entry.type()) && !expected) complain(`console ${entry.type()}: ${entry.text()} (${entry.location().url})`);
    });
    context.on('weberror', (failure) => complain(`script: ${failure.error().stack ?? failure.error()}`));
    context.on('dialog', (dialog) => { complain(`a dialog opened: ${dialog.message()}`); void dialog.dismiss(); });
    context.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (!this.#origins.includes(origin) && !also.test(request.url())) complain(`asked another site: ${request.url()}`);
    });
    return context;
  }

  /** Answers with these statuses are part of the story from here to the end of the test. */
  expectStatus(...statuses) { statuses.forEach((status) => this.#statuses.add(status)); }

  /** What the pages did wrong since the last call. */
  takeComplaints() {
    this.#statuses.clear();
    return this.#complaints.splice(0);
  }

  async close() { await this.#chromium.close(); }
}

/** The browser of a test file: it and the demo end with the file, and after each test no page may have complained. */
export async function browserOf(demo) {
  const browser = await Browser.of(demo);
  after(async () => {
    await browser.close();
    await demo.stop();
  });
  afterEach(() => hasNoComplaints(browser));
  return browser;
}

/** Fails with what the pages did wrong since the last call. */
export function hasNoComplaints(browser) {
  assert.deepEqual(browser.takeComplaints(), [], 'no page breaks its content policy, fails in a script or asks another site');
}

/** Signs in on the page that is open, through the identity provider's own page. */
export async function signIn(page, person) {
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await page.locator(`button[name="person"][value="${person}"]`).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Asks until the answer is true, and gives it; fails with what was waited for when the patience is at its end. */
export async function until(what, question, patienceMillis = WAIT_MILLIS) {
  const end = Date.now() + patienceMillis;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    assert.ok(Date.now() < end, `${what} did not happen within ${patienceMillis / 1000} s`);
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
}

/** Takes the page as it stands, light and dark. */
export async function picture(page, name, whole = false) {
  await page.evaluate(() => document.fonts.ready);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${PICTURES}${name}-${colorScheme}.png`, fullPage: whole });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Asks the API as the page would, with its cookie and, for what changes something, its token. */
export function ask(page, method, path, body) {
  return page.evaluate(async ({ method: verb, path: route, body: content }) => {
    const headers = { 'Content-Type': 'application/json' };
    if (verb !== 'GET') headers['X-Postern-Csrf'] = (await (await fetch('/api/v1/me')).json()).csrf;
    const answer = await fetch(`/api/v1${route}`, { method: verb, headers, ...(content === undefined ? {} : { body: JSON.stringify(content) }) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }, { method, path, body });
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe has to say against the page as it stands. */
export async function violationsOn(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), RULES);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length} x ${nodes[0]?.html.slice(0, 180)} ${nodes[0]?.any[0]?.message ?? nodes[0]?.all[0]?.message ?? ''}`);
}

/** Waits for each of the texts, takes the page as `name`, and fails with what axe has to say against it. */
export async function says(page, name, ...texts) {
  for (const text of texts) await page.locator('body').getByText(text).first().waitFor();
  await picture(page, name);
  assert.deepEqual(await violationsOn(page), []);
}

/** Waits until the address ends with a fragment. */
export async function hash(page, wanted) {
  await page.waitForFunction((value) => location.hash === value, wanted).catch(async () => assert.equal(await page.evaluate(() => location.hash), wanted));
}
