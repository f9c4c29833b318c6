// The queue of reviews on a real broker: break-glass first, a checklist, an outcome, and on to the next.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask, browserOf, picture, signIn, until, violationsOn } from './browser.mjs';
import { startDemo } from './demo.mjs';

const NARROW = { width: 320, height: 720 };
const USUAL = { width: 1440, height: 900 };
const WRITER = 'service=postern-shop user=app_write';
const QUESTIONS = ['Is the reason true?', 'Was only done what the reason says?'];

const demo = await startDemo();
const browser = await browserOf(demo);
describe('the queue of reviews', () => {
  let page;
  let glass;
  const queue = async (query = '') => (await ask(page, 'GET', `/reviews${query}`)).body.items;
  const open = (path) => page.goto(demo.url + path);

  before(async () => {
    await demo.logIn('engineer');
    await demo.logIn('auditor');
    const asked = await demo.postern('engineer', 'request', 'break-glass', 'shop', '--as', 'app_write', '--reason', 'checkout is down');
    assert.equal(asked.code, 0, asked.output);
    const worked = await demo.psql('engineer', WRITER, "update customers set loyalty_points = loyalty_points where city = 'Lyon'");
    assert.equal(worked.code, 0, worked.output);
    page = await browser.pageOf('auditor');
    glass = await until('the break-glass session is in the queue', async () => (await queue()).find((each) => each.due.breakGlass)?.id);
  });

  it('has the break-glass session first, with its rule, its due time and its questions', async () => {
    const [first, second] = await queue();
    assert.equal(first.id, glass);
    assert.equal(first.due.rule, 'break-glass');
    assert.deepEqual(first.due.checklist, QUESTIONS);
    assert.equal(Date.parse(first.due.at) - Date.parse(first.endedAt), 4 * 3_600_000, 'sooner than 24 h, as its rule says');
    assert.ok(second !== undefined && !second.due.breakGlass, 'the demo has others');
    await open('/reviews');
    await page.getByRole('heading', { name: /^Break-glass 1$/ }).waitFor();
    await picture(page, 'reviews', true);
    assert.deepEqual(await violationsOn(page), []);
    await page.setViewportSize(NARROW);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await page.setViewportSize(USUAL);
    const listed = await demo.postern('auditor', 'review', 'ls', '-o', 'name');
    assert.deepEqual(listed.stdout.trim().split('\n')[0], glass);
    assert.match((await demo.postern('auditor', 'review', 'next')).stdout, new RegExp(`^${glass} .*break-glass, due .*rule break-glass`));
    assert.deepEqual((await queue('?f=has:breakglass')).map((each) => each.id), [glass]);
  });

  it('is kept from people without the right, and nothing of it stands on their own session', async () => {
    const own = await browser.window('engineer');
    const theirs = await own.newPage();
    browser.expectStatus(401);
    await theirs.goto(demo.url);
    await signIn(theirs, 'engineer');
    await theirs.goto(`${demo.url}/reviews`);
    await theirs.getByText('Reviewing needs the right to see all sessions.').waitFor();
    assert.equal(await theirs.getByRole('link', { name: 'Reviews', exact: true }).count(), 0);
    browser.expectStatus(403);
    assert.equal((await ask(theirs, 'GET', `/sessions/${glass}/review`)).status, 403);
    assert.equal((await ask(theirs, 'GET', `/sessions/${glass}`)).body.due, undefined);
    await own.close();
  });

  it('is assigned to oneself, and narrowed to that', async () => {
    await open('/reviews');
    await page.locator('.queue-group').first().locator('tbody input[type=checkbox]').first().check();
    await page.getByRole('button', { name: 'Assign' }).click();
    await page.getByRole('menuitem', { name: 'To me' }).click();
    await page.getByText('1 session assigned.').waitFor();
    await page.getByRole('button', { name: 'Mine', exact: true }).click();
    await page.waitForURL(/assignee=me/);
    await page.locator('.c-assignee').getByText('you').waitFor();
    assert.deepEqual((await queue('?assignee=me')).map((each) => each.id), [glass]);
    assert.ok((await queue('?assignee=nobody')).every((each) => each.id !== glass));
    const refused = await demo.postern('auditor', 'review', 'assign', glass, '--to', 'nobody-knows@example.test');
    assert.notEqual(refused.code, 0);
  });

  it('asks the questions, refuses “in order” with a no, and goes on to the next', async () => {
    const next = (await queue())[1].id;
    await open('/reviews');
    await page.getByRole('button', { name: 'Start reviewing' }).click();
    await page.waitForURL(new RegExp(`/s/${glass}`));
    await page.getByText('review due').waitFor();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: 'Review' });
    await dialog.getByText('2 questions are open').waitFor();
    await picture(page, 'review-checklist');
    assert.deepEqual(await violationsOn(page), []);
    await dialog.getByRole('group', { name: QUESTIONS[0] }).getByRole('radio', { name: 'Yes' }).check({ force: true });
    await dialog.getByRole('group', { name: QUESTIONS[1] }).getByRole('radio', { name: 'No', exact: true }).check({ force: true });
    assert.equal(await dialog.getByRole('radio', { name: 'in order' }).isDisabled(), true);
    await dialog.getByRole('button', { name: 'Reviewed, and to the next' }).click();
    await page.waitForURL(new RegExp(`/s/${next}`));
    const { review } = (await ask(page, 'GET', `/sessions/${glass}/review`)).body;
    assert.equal(review.outcome, 'follow-up');
    assert.deepEqual(review.checklist, [{ item: QUESTIONS[0], answer: 'yes' }, { item: QUESTIONS[1], answer: 'no' }]);
    assert.ok((await queue()).every((each) => each.id !== glass));
  });

  it('takes answers from the command line, and names what is open', async () => {
    const undone = await demo.postern('auditor', 'review', 'undo', glass);
    assert.equal(undone.code, 0, undone.output);
    const open = await demo.postern('auditor', 'review', 'done', glass);
    assert.equal(open.code, 2);
    assert.match(open.stderr, /1 {2}Is the reason true\?/);
    const no = await demo.postern('auditor', 'review', 'done', glass, '--check', '1=yes,2=no');
    assert.notEqual(no.code, 0);
    assert.match(no.stderr, /the outcome cannot be ok/);
    const done = await demo.postern('auditor', 'review', 'done', glass, '--check', '1=yes,2=n/a');
    assert.equal(done.code, 0, done.output);
    browser.expectStatus(409);
    assert.equal((await ask(page, 'POST', `/sessions/${glass}/review/assign`, { to: 'me' })).status, 409);
  });
});
