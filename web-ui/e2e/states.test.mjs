// What the pages say where there is nothing, nothing any more, or nothing for the one who asks, on a real broker that begins empty.
//
// Where the other states stand: nothing found, unknown positions, a changed recording and the sign-out in reading, browser
// and finding; a broker that stops, an index that cannot be read and a sign-in that ends in outages.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask, browserOf, says, until } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { connected } from './ways.mjs';

const READER = 'service=postern-shop';

const demo = await startDemo('--no-story');
const browser = await browserOf(demo);
/** Who opened which session in a browser, for the trail at the end. */
const opened = [];

const open = (page, path) => page.goto(demo.url + path);

async function openSession(page, name, id, position = '') {
  opened.push({ name, id });
  await open(page, `/s/${id}${position}`);
}

/** Asks a statement through the broker, and gives the id of its session once the recording has its end. */
async function record(page, person, sql, word) {
  const asked = await demo.psql(person, READER, sql);
  assert.equal(asked.code, 0, asked.output);
  return (await sealed(page, word)).id;
}

/** What the address says the statements are filtered by. */
const filtered = (page, filter) => page.waitForFunction((wanted) => (new URLSearchParams(location.search).get('f') ?? '') === wanted, filter);

const sealed = (page, filter) => until(`the session of ${filter} having its end`, async () => (await ask(page, 'GET', `/sessions?f=${encodeURIComponent(filter)}`)).body.items.find((each) => each.seal === 'sealed'));

let auditor;
let engineer;
before(async () => {
  auditor = await browser.pageOf('auditor');
  engineer = await browser.pageOf('engineer');
});

describe('a broker that recorded nothing yet', () => {
  it('shows the three commands that make the first session, with its own address', async () => {
    for (const page of [engineer, auditor]) {
      await open(page, '/sessions');
      await page.getByRole('heading', { name: 'No sessions yet' }).waitFor();
      assert.deepEqual(await page.locator('.empty .command code').allTextContents(), [`postern login --proxy ${demo.url}`, 'postern db ls', 'psql service=postern-TARGET']);
      assert.equal(await page.locator('.empty').getByRole('button', { name: 'Copy' }).count(), 3);
      await says(page, 'state-sessions-none', 'These three commands make the first one, through this broker:');
    }
  });

  it('has nobody on the wall, nothing to decide, and nothing to find', async () => {
    await open(auditor, '/live');
    await says(auditor, 'state-live-none', 'Nobody is connected');
    await open(engineer, '/requests');
    await says(engineer, 'state-requests-none', 'You have not asked for access.');
    await open(auditor, '/search?q=orders');
    await says(auditor, 'state-search-none', 'No statement matches', 'SQL text and errors were searched. Rows, parameters and masked values are not searched.');
  });

  it('has a trail in which there is only who signed in, and who looked', async () => {
    await open(auditor, '/audit');
    await auditor.locator('.trail tbody tr', { hasText: 'Erin Engineer' }).first().waitFor();
    const { body } = await ask(auditor, 'GET', '/audit?limit=200');
    assert.deepEqual(body.items.filter((each) => each.session), []);
    assert.ok(body.items.some((each) => each.code === 'session.listed'));
    await says(auditor, 'state-audit-fresh');
  });
});

describe('a session without a statement', () => {
  it('says how long it was connected, from where, and why it ended', async () => {
    await (await connected(demo, 'says-nothing')).end();
    const session = await sealed(auditor, 'app:says-nothing');
    assert.equal(session.statements, 0);
    await openSession(auditor, 'Otto Auditor', session.id);
    await says(auditor, 'state-replay-no-statement', 'No statement', /^Connected for .+ and sent no statement\.$/);
    const facts = await auditor.locator('dl.facts').first().textContent();
    for (const fact of ['says-nothing', '127.0.0.1', session.id, session.endText]) assert.ok(fact && facts.includes(fact), `${fact} in ${facts}`);
  });
});

describe('a session that still runs', () => {
  it('is played while it is written, and says so', async () => {
    const client = await connected(demo, 'still-runs');
    try {
      await client.query("select 'so far' as what");
      const { id } = await until('the session being listed with its statement', async () => (await ask(auditor, 'GET', '/sessions?f=app:still-runs')).body.items.find((each) => each.statements === 1));
      await openSession(auditor, 'Otto Auditor', id, '#q=1');
      await auditor.getByRole('gridcell', { name: 'so far', exact: true }).waitFor();
      await says(auditor, 'state-replay-running', 'still written');
      await client.query("select 'then more' as what");
      await auditor.locator('#st-2').waitFor();
    } finally {
      await client.end();
    }
    await auditor.locator('.state', { hasText: 'ended' }).waitFor();
  });
});

describe('a session whose content is erased', () => {
  it('says by whom and when, and that proof and metadata are kept', async () => {
    const id = await record(auditor, 'engineer', "select 'to be erased' as word", '"to be erased"');
    const asked = await ask(auditor, 'POST', '/erasures', { session: id, reason: 'OPS-7: asked by the customer', legalBasis: 'GDPR Art. 17' });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    const admin = await browser.pageOf('admin');
    const done = await ask(admin, 'POST', `/erasures/${asked.body.id}/confirm`, { reason: 'checked' });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    browser.expectStatus(410);
    for (const [page, name] of [[auditor, 'Otto Auditor'], [admin, 'Ada Admin']]) {
      await openSession(page, name, id);
      await page.getByRole('heading', { name: 'The content of this session is erased' }).waitFor();
      await says(page, 'state-replay-erased', /^Content erased on \d{4}-\d\d-\d\dT[\d:.]+Z by .+; proof and metadata (are )?kept/, id);
    }
    await open(admin, '/admin');
    await says(admin, 'state-admin-erased', 'OPS-7: asked by the customer');
    const { body } = await ask(auditor, 'GET', `/audit?session=${id}&code=erasure.*`);
    assert.deepEqual(body.items.map((each) => [each.code, each.person?.name]).reverse(), [['erasure.asked', 'Otto Auditor'], ['erasure.confirmed', 'Ada Admin']]);
    const looks = (await ask(auditor, 'GET', `/audit?session=${id}&code=session.viewed`)).body.items.reverse();
    assert.deepEqual(looks.map((each) => [each.person?.name, each.detail.erased, each.text]), ['Otto Auditor', 'Ada Admin'].map((name) => [name, true, `${name} looked at what is kept of the erased session ${id}.`]));
    await admin.context().close();
  });
});

describe('a person without more rights than their own work', () => {
  let foreign;
  before(async () => {
    await demo.logIn('admin');
    foreign = await record(auditor, 'admin', "select 'of the admin' as word", '"of the admin"');
    await record(auditor, 'engineer', "select 'of the engineer' as word", '"of the engineer"');
  });

  it('sees their own sessions alone, and reads that they are theirs', async () => {
    await open(engineer, '/sessions');
    await says(engineer, 'state-sessions-own', 'Your sessions');
    assert.deepEqual([...new Set(await engineer.locator('.sessions tbody .c-person').allTextContents())], ['Erin Engineer']);
  });

  it('is told which right the trail and the administration need, and who gives it', async () => {
    browser.expectStatus(403);
    await open(engineer, '/audit');
    await says(engineer, 'state-audit-denied', 'You may not see this', /needs the right to see all sessions/, 'Whoever runs this broker gives it');
    await open(engineer, '/admin');
    await says(engineer, 'state-admin-denied', 'You may not see this', /needs the right to see all sessions, to erase recordings or to place locks/, 'Whoever runs this broker gives it');
  });

  it('is offered to ask for somebody else’s recording', async () => {
    browser.expectStatus(404);
    await open(engineer, `/s/${foreign}#q=1`);
    await says(engineer, 'state-replay-denied', 'Is it somebody else’s session?', /Please let me read this recording/);
    assert.ok((await engineer.locator('.command code').textContent()).includes(`${demo.url}/s/${foreign}#q=1`));
  });

  it('asks who saw a value among their own sessions', async () => {
    await open(engineer, '/who-saw');
    await says(engineer, 'state-who-saw-own', /Your roles let you ask about your own sessions\./);
    await engineer.getByLabel('Value', { exact: true }).fill('of the admin');
    await engineer.getByLabel(/^Reason/).fill('to see what is said');
    await engineer.getByRole('button', { name: 'Find who saw it' }).click();
    await says(engineer, 'state-who-saw-own-none', 'Nobody saw it');
  });
});

describe('values of a recording, by keyboard alone', () => {
  const press = async (...keys) => { for (const key of keys) await auditor.keyboard.press(key); };
  let id;
  before(async () => {
    const client = await connected(demo, 'three-statements');
    await client.query('select sku, title from products order by sku');
    await client.query('select city from customers order by id limit 3');
    await assert.rejects(client.query('select price from nowhere'), /nowhere/);
    await client.end();
    id = (await sealed(auditor, 'app:three-statements')).id;
  });

  it('filter for a value of the list and out of it', async () => {
    await openSession(auditor, 'Otto Auditor', id, '#q=2');
    await auditor.locator('#st-2.selected').waitFor();
    await auditor.locator('.detail-line').waitFor();
    await auditor.locator('#statements').focus();
    await press('F');
    const item = (name) => auditor.getByRole('menuitem', { name, exact: true });
    await item('Only with verb:select').waitFor();
    await says(auditor, 'state-replay-value-menu', 'Only with table:customers');
    while (!(await item('Only with table:customers').evaluate((each) => each === document.activeElement))) await press('ArrowDown');
    await press('Enter');
    await filtered(auditor, 'table:customers');
    await auditor.locator('.list-fits').getByText('1 of 3').waitFor();
    await press('F');
    while (!(await item('Without table:customers').evaluate((each) => each === document.activeElement))) await press('ArrowDown');
    await press('Enter');
    await filtered(auditor, '-table:customers');
    await auditor.locator('.list-fits').getByText('2 of 3').waitFor();
  });

  it('lead from a cell to who saw it, its value in no address', async () => {
    await open(auditor, '/nowhere');
    await openSession(auditor, 'Otto Auditor', id, '#q=1&r=1&c=title');
    const cell = auditor.locator('.g-row.selected .chosen');
    await cell.waitFor();
    const title = await cell.textContent();
    await auditor.locator('.grid-scroll').focus();
    await press('F');
    await auditor.getByRole('menuitem', { name: 'Who saw this value…' }).waitFor();
    await says(auditor, 'state-replay-cell-menu', 'Values in rows are never in a filter: filters stand in links and in the trail.');
    await press('Enter');
    await auditor.waitForURL(`${demo.url}/who-saw`);
    assert.equal(await auditor.getByLabel('Value', { exact: true }).inputValue(), title);
    await auditor.getByLabel(/^Reason/).focus();
    await auditor.keyboard.type('OPS-8: who knows of it');
    await press('Tab', 'Enter');
    await auditor.getByRole('heading', { name: /saw it, in \d+ statements? of \d+ sessions?$/ }).waitFor();
    assert.ok(!decodeURIComponent(auditor.url()).includes(title));
    await says(auditor, 'state-who-saw-from-cell', 'Erin Engineer');
  });

  it('say that no statement fits, and each condition can be left out', async () => {
    await openSession(auditor, 'Otto Auditor', id, '?f=table%3Acustomers+verb%3Adelete#q=1');
    await says(auditor, 'state-replay-filter-none', 'No statement fits', 'Leave one condition out:', 'Rows, parameters and masked values are not searched.');
    await auditor.locator('.relax').getByRole('button', { name: 'verb:delete' }).click();
    await filtered(auditor, 'table:customers');
    await auditor.locator('.list-fits').getByText('1 of 3').waitFor();
  });
});

describe('a question without an answer', () => {
  it('of sessions names the condition to blame, and finds something without it', async () => {
    await open(auditor, '/sessions?f=user%3Aengineer+table%3Azanzibar');
    await says(auditor, 'state-sessions-no-hit', 'No session matches', 'It is “table:zanzibar” that leaves nothing: without it there is something, without any other there is not.', 'Leave one condition out:');
    await auditor.locator('.relax').getByRole('link', { name: 'table:zanzibar' }).click();
    await filtered(auditor, 'user:engineer');
    await auditor.locator('.sessions tbody tr').first().waitFor();
    await open(auditor, '/sessions?f=table%3Azanzibar');
    await auditor.getByRole('link', { name: 'Show all sessions' }).or(auditor.getByRole('button', { name: 'Show all sessions' })).click();
    await filtered(auditor, '');
    await auditor.locator('.sessions tbody tr').first().waitFor();
  });

  it('of statements leads back to what is found', async () => {
    await open(auditor, '/search?q=customers+zanzibar');
    await says(auditor, 'state-search-no-hit', 'No statement matches', 'It is “zanzibar” that leaves nothing: without it there is something, without any other there is not.');
    await auditor.locator('.relax').getByRole('link', { name: 'zanzibar' }).click();
    await auditor.locator('.moment').first().waitFor();
  });

  it('of a link that leads nowhere says whom to ask', async () => {
    browser.expectStatus(404);
    await open(auditor, '/m/NOWHERE2');
    await says(auditor, 'state-link-unknown', 'This short link leads nowhere', /There is no short link NOWHERE2 that works now\./);
    await open(auditor, '/q/01ARZ3NDEKTSV4RRFFQ69G5FAV');
    await says(auditor, 'state-saved-unknown', 'This saved search cannot be opened', /ask whoever gave you the link to share it/);
    await open(auditor, '/nowhere');
    await says(auditor, 'state-not-found', 'No such page', 'Nothing is kept at this address.');
    await auditor.getByRole('link', { name: 'Go to the sessions' }).click();
    await auditor.waitForURL(`${demo.url}/sessions`);
  });
});

describe('the trail', () => {
  it('says of each session above who opened it', async () => {
    assert.deepEqual((await ask(auditor, 'GET', '/audit?code=session.viewed&person=Erin%20Engineer')).body.items, [], 'what was refused is no look');
    for (const id of new Set(opened.map((each) => each.id))) {
      const looks = (await ask(auditor, 'GET', `/audit?code=session.viewed&session=${id}`)).body.items;
      const names = new Set(opened.filter((each) => each.id === id).map((each) => each.name));
      assert.deepEqual(new Set(looks.map((each) => each.person?.name)), names);
      await open(auditor, `/audit?session=${id}`);
      await auditor.locator('.trail tbody tr', { hasText: 'Otto Auditor' }).filter({ has: auditor.locator(`a[href="/s/${id}"]`) }).first().waitFor();
    }
    await says(auditor, 'state-audit');
  });
});
