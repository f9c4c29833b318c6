// What the list of sessions tells of them, on a real broker: ranges, and when in a session something was done.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { ask, Browser, picture, signIn, until, violationsOn } from './browser.mjs';
import { run, startDemo } from './demo.mjs';

const PROBES = 'app:activity*';
const FACETED = 'app:facet-*';
const WAYS = [['light', { width: 1440, height: 900 }, 'light'], ['dark', { width: 1440, height: 900 }, 'dark'], ['at 320 px', { width: 320, height: 720 }, 'light'], ['at 400 %', { width: 360, height: 225 }, 'dark']];

const demo = await startDemo();
const { issuer } = await (await fetch(`${demo.url}/api/v1/info`)).json();
const browser = await Browser.open([demo.url, issuer]);
after(async () => {
  await browser.close();
  await demo.stop();
});
afterEach(() => assert.deepEqual(browser.takeComplaints(), [], 'no page breaks its content policy, fails in a script or asks another site'));

/** Runs a script in one session, going on after errors. */
async function session(application, script) {
  const answer = await run('psql', ['-X', '-A', '-t', 'service=postern-shop'], { PGSERVICEFILE: join(demo.home('engineer'), 'pg_service.conf'), PGAPPNAME: application, PGCONNECT_TIMEOUT: '20' }, script);
  assert.equal(answer.code, 0, answer.output);
}

describe('the list of sessions', () => {
  let page;
  const rows = () => page.locator('.sessions tbody tr');
  const facet = (section, name) => page.getByRole('navigation', { name: 'Facets' }).locator('section', { hasText: section }).getByRole('button', { name });
  const sessions = async (filter) => (await ask(page, 'GET', `/sessions?f=${encodeURIComponent(filter)}`)).body.items;

  before(async () => {
    await session('activity-many', 'select * from generate_series(1, 150);\n');
    await session('activity-error', 'select 1;\nselect pg_sleep(1.5);\nselect no_such_column;\nselect pg_sleep(0.5);\n');
    const context = await browser.window('auditor');
    page = await context.newPage();
    browser.expectStatus(401);
    await page.goto(demo.url);
    await signIn(page, 'auditor');
    await until('both sessions in the index, to their end', async () => (await sessions(`${PROBES} end:client`)).length === 2);
  });

  it('is narrowed by a range, which stands in the address as terms and goes away again', async () => {
    await page.goto(`${demo.url}/sessions?f=${encodeURIComponent(PROBES)}`);
    await until('two sessions', async () => (await rows().count()) === 2);
    await facet('Rows returned', '101 to 1').click();
    await page.waitForURL(/f=app%3Aactivity\*\+returned%3A%3E100\+returned%3A%3C%3D1000$/);
    await until('one session', async () => (await rows().count()) === 1);
    assert.match(await rows().first().textContent(), /activity-many/);
    assert.equal(await facet('Rows returned', '101 to 1').getAttribute('aria-pressed'), 'true');
    await page.reload();
    await until('one session after a reload', async () => (await rows().count()) === 1);
    await facet('Rows returned', '101 to 1').click();
    await page.waitForURL(/f=app%3Aactivity\*$/);
    await until('both again', async () => (await rows().count()) === 2);
  });

  it('counts who ended sessions, how long they were, and what they contain', async () => {
    const { facets, counted, undigested } = (await ask(page, 'GET', `/session-facets?f=${encodeURIComponent(PROBES)}`)).body;
    assert.deepEqual([counted, undigested, facets.end, facets.review], [2, 0, [{ value: 'client', sessions: 2 }], [{ value: 'open', sessions: 2 }]]);
    for (const range of [facets.length, facets.returned, facets.bytes]) {
      assert.equal(range.reduce((sum, each) => sum + each.sessions, 0), 2);
      for (const { value, sessions: n } of range) assert.equal((await sessions(`${PROBES} ${value}`)).length, n, value);
    }
    await facet('Contains', 'errors').click();
    await until('the one with an error', async () => (await rows().count()) === 1);
  });

  it('shows when in a session an error was, in its place and in words', async () => {
    const [{ id, spark, errors }] = await sessions('app:activity-error');
    const failed = (await ask(page, 'GET', `/sessions/${id}/statements`)).body.items.find((each) => each.outcome === 'failed');
    const part = Math.floor((failed.atSeconds / spark.seconds) * 24);
    assert.equal(errors, 1);
    assert.equal(spark.errors.length, 1);
    assert.ok(Math.abs(spark.errors[0] - part) <= 1 && spark.errors[0] >= 12, `part ${spark.errors[0]} of ${spark.bars}, not ${part}`);
    const image = rows().first().getByRole('img', { name: /1 error in the (third|last) quarter\.$/ });
    await image.waitFor();
    const tick = await image.locator('.spark-errors').boundingBox();
    const whole = await image.boundingBox();
    const place = (tick.x + tick.width / 2 - whole.x) / whole.width;
    assert.ok(Math.abs(place * 24 - (spark.errors[0] + 0.5)) < 0.2, `the tick is at ${place}`);
    assert.equal(await image.locator('.spark-writes').count(), 0);
  });

  it('finds what is worth a look by its risk, and says why in words', async () => {
    await session('facet-outside', "copy (select 1) to program 'true';\nselect 1;\n");
    await session('facet-definition', 'create table facet_probe (x int);\n');
    await session('facet-plain', 'select 1;\n');
    await until('all three in the index, to their end', async () => (await sessions(`${FACETED} end:client`)).length === 3);
    const { facets } = (await ask(page, 'GET', `/session-facets?f=${encodeURIComponent(FACETED)}`)).body;
    assert.deepEqual(facets.risk, ['high', 'some', 'none'].map((value) => ({ value, sessions: 1 })));
    await page.goto(`${demo.url}/sessions?f=${encodeURIComponent(FACETED)}`);
    await until('three sessions', async () => (await rows().count()) === 3);
    assert.equal(await page.locator('.sessions .flag.risk').count(), 1);
    await facet('Risk', 'high').click();
    await page.waitForURL(/f=app%3Afacet-\*\+risk%3Ahigh$/);
    await until('the one that reached outside', async () => (await rows().count()) === 1);
    assert.match(await rows().first().textContent(), /facet-outside/);
    const flag = rows().first().locator('.flag.risk');
    assert.equal(await flag.textContent(), 'high risk: reaching out of the database');
    assert.equal(await flag.getAttribute('title'), 'reaching out of the database');
    assert.equal(await flag.locator('svg[aria-hidden=true]').count(), 1);
    assert.match(await facet('Risk', 'high').getAttribute('title'), /reaching outside$/);
    await facet('Risk', 'high').click();
    await until('all three again', async () => (await rows().count()) === 3);
    await facet('Risk', 'some').click();
    await until('the one with DDL', async () => /facet-definition/.test((await rows().first().textContent()) ?? ''));
    const [{ risk }] = await sessions(`${FACETED} risk:some`);
    assert.deepEqual(risk, { level: 'some', reasons: ['has:ddl', 'error:42501'] });
    const listed = await demo.postern('engineer', 'sessions', 'ls', FACETED, 'risk:high', '-o', 'jsonl');
    assert.equal(listed.code, 0, listed.output);
    const { application, groups, risk: of } = JSON.parse(listed.stdout);
    assert.deepEqual({ application, groups, of }, { application: 'facet-outside', groups: ['engineers'], of: { level: 'high', reasons: ['has:outside'] } });
  });

  it('knows the groups of the sign-in that each session came from', async () => {
    await page.goto(`${demo.url}/sessions?f=${encodeURIComponent(FACETED)}`);
    await facet('Group', 'engineers').click();
    await page.waitForURL(/f=app%3Afacet-\*\+group%3Aengineers$/);
    await until('three sessions of engineers', async () => (await rows().count()) === 3);
    assert.equal(await facet('Group', 'engineers').getAttribute('aria-pressed'), 'true');
    const [{ id }] = await sessions(`${FACETED} group:eng* risk:none`);
    const start = (await ask(page, 'GET', `/sessions/${id}/messages?limit=1`)).body.items[0];
    assert.deepEqual([start.name, start.fact.person.groups], ['SESSION_STARTED', ['engineers']]);
    assert.deepEqual(await sessions(`${FACETED} -group:engineers`), []);
    await page.goto(`${demo.url}/sessions?f=${encodeURIComponent(`${FACETED} group:approvers`)}`);
    await page.getByText('of people in group approvers').waitFor();
  });

  it('is right in light and dark, on narrow screens, and enlarged', async () => {
    await page.goto(`${demo.url}/sessions`);
    await rows().first().waitFor();
    const wrong = [];
    for (const [name, viewport, scheme] of WAYS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      wrong.push(...(await violationsOn(page)).map((each) => `${name}: ${each}`));
      if ((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) > 0) wrong.push(`${name}: scrolls sideways`);
      await picture(page, `sessions-activity-${name.replaceAll(/\W+/g, '-')}`, name === 'at 320 px');
    }
    assert.deepEqual(wrong, []);
  });
});
