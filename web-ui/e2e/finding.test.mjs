// Saved searches, and who saw a value, on a real broker.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask, browserOf, picture, until, violationsOn } from './browser.mjs';
import { startDemo } from './demo.mjs';

const READER = 'service=postern-shop';
const VALUE = 'canary-4e81@finding.example';
const USUAL = { width: 1440, height: 900 };
const NARROW = { width: 320, height: 720 };
/** 1440 x 900 at 400 %. */
const ZOOMED = { width: 360, height: 225 };
const WAYS = [['light', USUAL, 'light'], ['dark', USUAL, 'dark'], ['at 320 px', NARROW, 'light'], ['at 400 %', ZOOMED, 'dark']];

const demo = await startDemo();
const browser = await browserOf(demo);
const pageOf = (person) => browser.pageOf(person, { clipboard: true });
const open = (page, path) => page.goto(demo.url + path);
const focused = (page) => page.evaluate(() => document.activeElement?.textContent ?? '');

async function looksRight(page, what) {
  const wrong = [];
  for (const [name, viewport, scheme] of WAYS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: scheme });
    wrong.push(...(await violationsOn(page)).map((each) => `${what}, ${name}: ${each}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) wrong.push(`${what}, ${name}: scrolls ${wide} px sideways`);
    if (viewport === NARROW) await picture(page, `${what}-narrow`, true);
  }
  await page.setViewportSize(USUAL);
  await page.emulateMedia({ colorScheme: 'light' });
  await picture(page, what);
  assert.deepEqual(wrong, []);
}

describe('saved searches', () => {
  let page;
  let other;
  let id;
  before(async () => {
    page = await pageOf('auditor');
    other = await pageOf('engineer');
  });

  it('are offered when there is something to save', async () => {
    await open(page, '/sessions');
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    const reason = page.getByRole('menuitem', { name: 'Filter first, then save the filter here' });
    assert.equal(await reason.getAttribute('aria-disabled'), 'true');
    await page.keyboard.press('Escape');
    assert.match(await focused(page), /^Saved/);
  });

  it('save a filter by keyboard alone, and the focus comes back', async () => {
    await open(page, '/sessions?f=has%3Aerror+target%3Ashop');
    await page.getByRole('button', { name: 'Saved', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Save this filter…' }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Save this filter' }).waitFor();
    await page.keyboard.type('Errors of the shop');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until('the focus on the menu', async () => (await focused(page)).startsWith('Saved'));
    const { items } = (await ask(page, 'GET', '/searches')).body;
    assert.deepEqual(items.map(({ name, kind, filter, shared, own }) => ({ name, kind, filter, shared, own })), [{ name: 'Errors of the shop', kind: 'sessions', filter: 'has:error target:shop', shared: false, own: true }]);
    [{ id }] = items;
  });

  it('open by their name, and by their address', async () => {
    await open(page, '/sessions');
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Errors of the shop' }).click();
    await page.waitForURL(/\/sessions\?f=has%3Aerror\+target%3Ashop$/);
    await page.locator('.sessions tbody tr').first().waitFor();
    await open(page, `/q/${id}`);
    await page.waitForURL(/\/sessions\?f=has%3Aerror\+target%3Ashop$/);
    assert.equal(await page.getByLabel('Filter sessions').inputValue(), 'has:error target:shop');
  });

  it('refuse a name twice, in words, and keep what was typed', async () => {
    browser.expectStatus(409);
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Save this filter…' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Errors of the shop');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('with the name "Errors of the shop" already').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Errors of the shop');
    await page.keyboard.press('Escape');
  });

  it('are nobody else’s until they are shared', async () => {
    browser.expectStatus(404);
    await open(other, `/q/${id}`);
    await other.getByRole('heading', { name: 'This saved search cannot be opened' }).waitFor();
    await other.getByText('ask whoever gave you the link to share it').waitFor();
    await other.getByRole('link', { name: 'Go to the sessions' }).waitFor();
    await looksRight(other, 'saved-unknown');
    assert.deepEqual((await ask(other, 'GET', '/searches')).body.items, []);
  });

  it('are shared, and then opened by others with their own rights', async () => {
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename, share, delete…' }).click();
    await page.getByRole('button', { name: 'Share Errors of the shop' }).click();
    await page.getByRole('button', { name: 'Stop sharing Errors of the shop' }).waitFor();
    await page.getByText('Everybody who signs in here may open it.').waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${demo.url}/q/${id}`);
    await looksRight(page, 'saved-manage');
    await page.keyboard.press('Escape');

    await open(other, '/sessions');
    await other.getByRole('button', { name: 'Saved', exact: true }).click();
    await other.getByRole('menu', { name: 'Saved' }).getByRole('group', { name: 'Shared by others' }).getByRole('menuitem', { name: 'Errors of the shop' }).waitFor();
    await looksRight(other, 'saved-menu');
    await other.getByRole('menuitem', { name: 'Errors of the shop' }).click();
    await other.waitForURL(/f=has%3Aerror\+target%3Ashop$/);
    browser.expectStatus(403);
    assert.equal((await ask(other, 'DELETE', `/searches/${id}`)).body.error.code, 'not_yours');
    assert.equal((await ask(other, 'PATCH', `/searches/${id}`, { name: 'mine' })).body.error.code, 'not_yours');
  });

  it('are renamed, and their links stay', async () => {
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename, share, delete…' }).click();
    await page.getByRole('button', { name: 'Rename… Errors of the shop' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Failures');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('dialog', { name: 'Your saved filters of sessions' }).getByText('Failures', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    assert.equal((await ask(page, 'GET', `/searches/${id}`)).body.name, 'Failures');
  });

  it('are searches of statements too, each kind with its list', async () => {
    await open(page, '/search?q=rollback');
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    assert.equal(await page.getByRole('menuitem', { name: 'Failures' }).count(), 0);
    await page.getByRole('menuitem', { name: 'Save this filter…' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Taken back');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await open(page, '/search');
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Taken back' }).click();
    await page.waitForURL(/\/search\?q=rollback$/);
  });

  it('are deleted, and the trail tells of all of it', async () => {
    await open(page, '/sessions');
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename, share, delete…' }).click();
    await page.getByRole('button', { name: 'Delete… Failures' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('You have saved none.').waitFor();
    await page.keyboard.press('Escape');
    browser.expectStatus(404);
    await open(page, `/q/${id}`);
    await page.getByRole('heading', { name: 'This saved search cannot be opened' }).waitFor();
    const codes = (await ask(page, 'GET', '/audit?limit=50')).body.items.filter((each) => each.detail.search === id).map((each) => each.code);
    assert.deepEqual(codes.reverse(), ['search.saved', 'search.changed', 'search.changed', 'search.deleted']);
  });
});

describe('what a search finds', () => {
  let page;
  const facts = (name) => page.locator('.found-group', { has: page.getByRole('button', { name }) });
  before(async () => {
    await demo.logIn('engineer');
    for (const id of [1, 2]) await demo.psql('engineer', READER, `select ${id} as grouping_probe, count(*) from customers where id = ${id}`);
    page = await pageOf('auditor');
    await until('both statements being indexed', async () => (await ask(page, 'GET', '/search/groups?q=grouping_probe&by=fp')).body.statements === 2);
  });

  it('is counted by fingerprint, table and person, by the broker', async () => {
    await open(page, '/search?q=grouping_probe&group=query');
    await page.getByRole('status').filter({ hasText: '2 moments in 1 fingerprint' }).waitFor();
    await page.locator('.found-group', { hasText: /grouping_probe/ }).getByText('2 sessions').waitFor();
    await page.getByRole('navigation', { name: 'Group by' }).getByRole('link', { name: 'person' }).click();
    await page.getByRole('status').filter({ hasText: '2 moments in 1 person' }).waitFor();
    await facts(/Erin/).waitFor();
    await page.getByRole('navigation', { name: 'Group by' }).getByRole('link', { name: 'table' }).click();
    await facts(/customers/).getByText('2 moments').waitFor();
  });

  it('shows the moments of a group that is opened, each group those that it counted', async () => {
    for (const [group, name] of [['table', /customers/], ['user', /Erin/], ['fp', /grouping_probe/]]) {
      await open(page, `/search?q=grouping_probe&group=${group}`);
      await page.getByRole('button', { name }).click();
      await until(`the moments of ${group}`, async () => await facts(name).locator('.moment').count() === 2);
    }
    await looksRight(page, 'search-groups');
    await facts(/grouping_probe/).getByRole('link', { name: /^newest/ }).click();
    await page.waitForURL(/\/s\/[0-9A-Z]{26}#q=\d+/);
    await page.locator('.st.selected').waitFor();
    await page.goBack();
    await until('the group being open again', async () => await facts(/grouping_probe/).locator('.moment').count() === 2);
  });

  it('says which condition leaves nothing, as the broker answers without it', async () => {
    await open(page, '/search?q=grouping_probe+user%3Anobody');
    await page.getByText('It is “user:nobody” that leaves nothing').waitFor();
    await page.locator('.relax li', { hasText: 'user:nobody' }).getByText('2 moments').waitFor();
  });
});

describe('who saw a value', () => {
  let page;
  before(async () => {
    await demo.logIn('engineer');
    const answer = await demo.psql('engineer', READER, `select '${VALUE.split('@')[0]}' || '@' || 'finding.example' as email`);
    assert.match(answer.stdout, new RegExp(VALUE));
    page = await pageOf('auditor');
    await until('the session being found', async () => (await ask(page, 'POST', '/who-saw', { value: VALUE, reason: 'waits for the index' })).body.items.length > 0);
  });

  it('is asked by keyboard, and answered by person with links to the cell', async () => {
    const addresses = [];
    page.on('request', (request) => addresses.push(request.url()));
    await open(page, '/sessions');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Who saw' }).click();
    await page.getByRole('heading', { name: 'Who saw' }).waitFor();
    await looksRight(page, 'who-saw-empty');
    await page.getByLabel('Value', { exact: true }).focus();
    await page.keyboard.type(VALUE);
    assert.equal(await page.getByLabel('Value', { exact: true }).getAttribute('type'), 'password');
    await page.keyboard.press('Enter');
    await page.getByText('Give a reason; it stands in the trail.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');
    await page.keyboard.type('OPS-41: request of a customer');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 person saw it, in 1 statement of 1 session' }).waitFor();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
    assert.match(await row.textContent(), /Erin/);
    const link = page.getByRole('list', { name: /^Statements of/ }).getByRole('link').first();
    assert.match(await link.textContent(), /result row 1 email/);
    assert.match(await link.getAttribute('href'), /^\/s\/[0-9A-Z]{26}#q=\d+&r=1&c=email$/);
    await looksRight(page, 'who-saw');
    for (const each of [page.url(), await page.title(), ...addresses]) assert.doesNotMatch(decodeURIComponent(each), /canary-4e81/);
    assert.equal(await page.evaluate(() => JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }])).then((text) => text.includes('canary-4e81')), false);
  });

  it('tells how far back it looked when it ended, and goes on from there', async () => {
    await demo.psql('engineer', READER, `select '${VALUE.split('@')[0]}' || '@' || 'finding.example' as email`);
    await until('both sessions being found', async () => (await ask(page, 'POST', '/who-saw', { value: VALUE, reason: 'waits for the index' })).body.items.length === 2);
    // The page asks for 500 statements; one ends the question early.
    await page.route('**/api/v1/who-saw', (route) => route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), limit: 1 }) }));
    await page.getByLabel('Value', { exact: true }).fill(VALUE);
    await page.getByRole('button', { name: 'Find who saw it' }).click();
    await page.getByRole('heading', { name: 'At least 1 person saw it, in 1 statement of 1 session' }).waitFor();
    await page.getByText('1 statement so far, looked back to').waitFor();
    await looksRight(page, 'who-saw-go-on');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: '1 person saw it, in 2 statements of 2 sessions' }).waitFor();
    await page.unroute('**/api/v1/who-saw');
    assert.doesNotMatch(decodeURIComponent(page.url()), /canary-4e81/);
    const { items } = (await ask(page, 'GET', '/audit?limit=20&code=value.searched')).body;
    assert.equal(items[0].detail.continued, true);
    assert.equal(items[0].detail.reason, 'OPS-41: request of a customer');
  });

  it('leads to the statement, and the way back to the answer without the value', async () => {
    await page.getByRole('list', { name: /^Statements of/ }).getByRole('link').first().click();
    await page.waitForURL(/\/s\/[0-9A-Z]{26}#q=\d+/);
    await page.locator('.st.selected').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: /^1 person saw it/ }).waitFor();
    assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), '');
  });

  it('says in words that nobody saw it, and what was not found by', async () => {
    await page.getByLabel('Value', { exact: true }).fill('nobody-77aa@finding.example');
    await page.getByRole('button', { name: 'Find who saw it' }).click();
    await page.getByRole('heading', { name: 'Nobody saw it' }).waitFor();
    await page.getByText('A part of a word is not found').waitFor();
    await looksRight(page, 'who-saw-nobody');
  });

  it('is narrowed by sessions and by time, and says what is wrong with either', async () => {
    const scope = page.getByLabel(/^Only in sessions that match/);
    await scope.fill('email');
    await page.getByText('cannot narrow it down').waitFor();
    await page.getByLabel('Value', { exact: true }).fill(VALUE);
    await page.getByRole('button', { name: 'Find who saw it' }).click();
    await page.getByText('Mend what the sessions have to match first.').waitFor();
    await scope.fill('user:robin');
    await page.getByRole('button', { name: 'Find who saw it' }).click();
    await page.getByRole('heading', { name: 'Nobody saw it' }).waitFor();
    await scope.fill('target:shop user:erin');
    await page.getByLabel('Sessions that began').selectOption('in the last day');
    await page.getByRole('button', { name: 'Find who saw it' }).click();
    await page.getByRole('heading', { name: /^1 person saw it/ }).waitFor();
  });

  it('shows the broker’s own words when a value is none of its type', async () => {
    browser.expectStatus(400);
    await page.getByLabel('What it is').selectOption('an IBAN');
    await page.getByRole('button', { name: 'Find who saw it' }).click();
    await page.getByText('The value is no IBAN with right check digits.').waitFor();
    await page.getByText('Write it as DE89').waitFor();
  });

  it('stands in the trail with its reason and without the value', async () => {
    const { items } = (await ask(page, 'GET', '/audit?limit=50')).body;
    const events = items.filter((each) => each.code === 'value.searched');
    assert.ok(events.some((each) => each.detail.reason === 'OPS-41: request of a customer'));
    assert.ok(events.some((each) => each.detail.filter === 'target:shop user:erin'));
    assert.doesNotMatch(JSON.stringify(items), /canary-4e81/);
  });

  it('is asked about one’s own sessions by everybody else', async () => {
    const approver = await pageOf('approver');
    assert.equal(await approver.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Who saw' }).count(), 0);
    await open(approver, '/who-saw');
    await approver.getByText('Your roles let you ask about your own sessions.').waitFor();
    await approver.getByLabel('Value', { exact: true }).fill(VALUE);
    await approver.getByRole('textbox', { name: /^Reason/ }).fill('whether others can ask');
    await approver.getByRole('button', { name: 'Find who saw it' }).click();
    await approver.getByRole('heading', { name: 'Nobody saw it' }).waitFor();
  });
});
