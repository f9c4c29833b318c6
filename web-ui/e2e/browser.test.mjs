// The pages of a real broker, in a real browser, with sessions that psql really had.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask, browserOf, picture, signIn, until } from './browser.mjs';
import { run, startDemo } from './demo.mjs';

/** The rows of the first statement of the demo's session: id, name, city and points. */
const IZMIR = [
  ['21', 'Bruno Okafor', 'Izmir', '777'],
  ['45', 'Farid Novak', 'Izmir', '765'],
  ['15', 'Farid Silva', 'Izmir', '555'],
  ['39', 'Jonas Yılmaz', 'Izmir', '543'],
  ['9', 'Jonas Lindqvist', 'Izmir', '333'],
];
const WRITER = 'service=postern-shop user=app_write';

const demo = await startDemo();
const browser = await browserOf(demo);

const open = (page, path) => page.goto(demo.url + path);
const gridRows = (page) => page.locator('.g-row:not(.g-head)').evaluateAll((rows) => rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent)));
const listed = (page) => page.locator('.sessions tbody tr');

describe('an auditor finds what the engineer did', () => {
  let page;
  let story;

  before(async () => {
    browser.expectStatus(401);
    page = await (await browser.window('auditor')).newPage();
  });

  /** The ordinal of the first statement of the story whose SQL holds the text. */
  const ordinalOf = async (text) => {
    const { body } = await ask(page, 'GET', `/sessions/${story}/statements?limit=200`);
    return body.items.find((each) => each.sql.includes(text)).ordinal;
  };

  it('signs in on the page of the identity provider', async () => {
    browser.expectStatus(401);
    await open(page, '/');
    await page.getByRole('heading', { name: 'Sign in to Postern' }).waitFor();
    await picture(page, 'sign-in');
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Who are you today?' }).waitFor();
    await picture(page, 'identity-provider');
    await page.locator('button[name="person"][value="auditor"]').click();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await page.getByRole('button', { name: 'Account: Otto Auditor' }).waitFor();
  });

  it('sees everybody’s sessions, and one that a word of its SQL names', async () => {
    await listed(page).first().waitFor();
    await picture(page, 'sessions');
    await page.getByLabel('Filter sessions').fill('user:nobody has:error');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('heading', { name: 'No session matches' }).waitFor();
    await picture(page, 'sessions-no-hit');
    await page.getByLabel('Filter sessions').fill('loyalty_points');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.waitForURL(/f=loyalty_points/);
    await listed(page).first().waitFor();
    assert.equal(await listed(page).count(), 1);
    const said = await listed(page).first().textContent();
    for (const word of ['Erin Engineer', 'shop', 'app_read', 'psql', 'ended', 'error']) assert.ok(said.includes(word), `${word} in: ${said}`);
    await picture(page, 'sessions-filtered');
    await page.locator('.row-link').first().click();
    await page.waitForURL(/\/s\//);
    story = new URL(page.url()).pathname.split('/')[2];
  });

  it('reads the rows of the first statement as psql received them', async () => {
    await page.locator('.st.selected').waitFor();
    await page.locator('.st', { hasText: 'city = \'Izmir\'' }).click();
    await page.locator('.g-row:not(.g-head)').first().waitFor();
    assert.deepEqual(await gridRows(page), IZMIR);
    await page.getByText(/complete: [\d,]+ messages, no gaps/).first().waitFor();
    await picture(page, 'replay');
  });

  it('opens a moment from its link in a fresh page', async () => {
    const rollback = await ordinalOf('rollback');
    const fresh = await page.context().newPage();
    await open(fresh, `/s/${story}#q=${rollback}`);
    await fresh.locator('.st.selected', { hasText: 'rollback' }).waitFor();
    await fresh.locator('.detail-line b', { hasText: `#${rollback}` }).waitFor();
    await open(fresh, `/s/${story}#q=${await ordinalOf('update customers')}`);
    await fresh.locator('.st.selected', { hasText: 'rolled back' }).waitFor();
    await picture(fresh, 'replay-rolled-back');
    await fresh.close();
  });

  it('keeps the moment of a link while somebody signs in', async () => {
    browser.expectStatus(401);
    const fresh = await (await browser.window('signed out')).newPage();
    await open(fresh, `/s/${story}#q=4`);
    await signIn(fresh, 'auditor');
    await fresh.locator('.st.selected', { hasText: 'card_number' }).waitFor();
    assert.equal(new URL(fresh.url()).hash, '#q=4');
    await fresh.context().close();
  });

  it('opens a row from its link', async () => {
    const fresh = await page.context().newPage();
    await open(fresh, `/s/${story}#q=${await ordinalOf('Izmir')}&r=3`);
    const row = fresh.locator('.g-row.selected');
    await row.waitFor();
    assert.match(await row.textContent(), /Farid Silva/);
    await picture(fresh, 'replay-row');
    await fresh.close();
  });

  it('reads the message of a failed statement', async () => {
    await open(page, `/s/${story}#q=${await ordinalOf('card_number')}`);
    await page.locator('.st.selected').waitFor();
    const failure = page.locator('.sql-error');
    await failure.waitFor();
    assert.match(await failure.textContent(), /ERROR 42703 column "card_number" does not exist/);
    await page.locator('.caret').waitFor();
    await picture(page, 'replay-error');
  });

  it('reads what COPY sent', async () => {
    await open(page, `/s/${story}#q=${await ordinalOf('copy (select')}`);
    await page.locator('.copy-text').waitFor();
    assert.match(await page.locator('.copy-text').textContent(), /^sku,title,price\nCUP-02,"Cup, stoneware",12\.00\n/);
    await picture(page, 'replay-copy');
  });

  it('reads the messages, decoded and as bytes', async () => {
    await open(page, `/s/${story}#q=${await ordinalOf('Izmir')}&pane=messages`);
    await page.locator('.message-name', { hasText: 'RowDescription' }).first().click();
    await page.waitForURL(/m=\d+/);
    const fields = page.getByRole('region', { name: 'Fields' });
    await fields.locator('.field', { hasText: 'loyalty_points' }).waitFor();
    const shown = (await page.locator('.hex-bytes').allTextContents()).join('').replace(/\s/g, '');
    assert.match(shown, /^54/, 'a RowDescription begins with T');
    assert.ok(shown.includes(Buffer.from('loyalty_points').toString('hex')), 'the name of the column stands in the bytes');
    assert.match((await page.locator('.hex-ascii').allTextContents()).join(''), /loyalty_points/);
    await picture(page, 'replay-messages');
    const linked = page.url();
    const fresh = await page.context().newPage();
    await fresh.goto(linked);
    await fresh.locator('.msgs tr.selected', { hasText: 'RowDescription' }).waitFor();
    await fresh.close();
  });

  it('reads the session as psql showed it', async () => {
    const [text] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: 'As psql showed it' }).click()]);
    await text.waitForLoadState();
    const said = await text.locator('body').textContent();
    for (const word of ['Bruno Okafor', 'column "card_number" does not exist', 'ROLLBACK', 'Assam']) assert.ok(said.includes(word), `${word} in: ${said}`);
    await text.close();
  });

  it('finds the moment by search', async () => {
    await open(page, '/search');
    await page.getByRole('heading', { name: 'A hit is a moment' }).waitFor();
    await picture(page, 'search');
    await page.locator('#content').getByLabel('Search statements').fill('loyalty_points Izmir');
    await page.locator('#content').getByRole('button', { name: 'Search', exact: true }).click();
    const hit = page.locator('.moment').first();
    await hit.waitFor();
    assert.match((await hit.locator('mark').allTextContents()).join(' '), /loyalty_points/);
    await picture(page, 'search-hits');
    await hit.click();
    await page.waitForURL(new RegExp(`/s/${story}#q=${await ordinalOf('Izmir')}$`));
    await page.locator('.st.selected', { hasText: 'Izmir' }).waitFor();
  });

  it('finds nothing where nothing is', async () => {
    await open(page, '/search?q=zanzibar');
    await page.getByRole('heading', { name: 'No statement matches' }).waitFor();
    await picture(page, 'search-no-hit');
  });

  it('stands in the trail with what was looked at', async () => {
    await open(page, '/audit');
    const own = page.locator('.trail tbody tr', { hasText: 'Otto Auditor' });
    await own.first().waitFor();
    assert.ok(await own.filter({ has: page.locator(`a[href="/s/${story}"]`) }).count() > 0, 'the session that was looked at is named');
    assert.ok(await own.filter({ hasText: 'loyalty_points' }).count() > 0, 'the words that were searched for are named');
    await page.locator('.trail tbody tr', { hasText: 'Erin Engineer' }).first().waitFor();
    await picture(page, 'trail');
  });

  it('says that a page does not exist', async () => {
    await open(page, '/nowhere');
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await picture(page, 'not-found');
  });
});

describe('an engineer sees only what is theirs', () => {
  const UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  let page;
  let foreign;

  before(async () => {
    await demo.logIn('admin');
    const worked = await demo.psql('admin', 'service=postern-shop', "select 'kept by the admin'");
    assert.equal(worked.code, 0, worked.output);
    const admin = await browser.pageOf('admin');
    foreign = await until('the admin’s session being listed', async () => (await ask(admin, 'GET', '/sessions?f=user:admin%20state:ended')).body.items[0]?.id);
    await admin.context().close();
    page = await browser.pageOf('engineer');
  });

  it('lists no session of others', async () => {
    await page.getByText('Your sessions').waitFor();
    await listed(page).first().waitFor();
    const people = await page.locator('.sessions tbody .c-person').allTextContents();
    assert.deepEqual([...new Set(people)], ['Erin Engineer']);
  });

  it('finds no statement of others', async () => {
    await open(page, '/search?q=kept');
    await page.getByRole('heading', { name: 'No statement matches' }).waitFor();
  });

  it('is told of a foreign session what is told of one that is not there', async () => {
    browser.expectStatus(404);
    const said = [];
    for (const id of [foreign, UNKNOWN]) {
      const answer = page.waitForResponse(`**/api/v1/sessions/${id}`);
      await open(page, `/s/${id}`);
      assert.equal((await answer).status(), 404);
      const failure = page.locator('.failure');
      await failure.waitFor();
      said.push((await failure.textContent()).replaceAll(id, 'ID'));
    }
    assert.equal(said[0], said[1]);
    assert.ok(said[0].length > 20, said[0]);
    await picture(page, 'session-unknown');
    for (const rest of ['/statements', '/messages', '/statements/1/result', '/text', '/events']) {
      const status = await page.evaluate(async (path) => (await fetch(path)).status, `/api/v1/sessions/${foreign}${rest}`);
      assert.equal(status, 404, rest);
    }
  });

  it('has no way to the trail', async () => {
    assert.equal(await page.getByRole('link', { name: 'Trail' }).count(), 0);
    browser.expectStatus(403);
    assert.equal((await ask(page, 'GET', '/audit')).status, 403);
    await open(page, '/audit');
    await page.getByText('needs the right to see all sessions').waitFor();
  });
});

describe('access for a while', () => {
  let engineer;
  let approver;

  before(async () => {
    engineer = await browser.pageOf('engineer');
    approver = await browser.pageOf('approver');
  });

  it('psql is refused, with the command that asks', async () => {
    const refused = await demo.psql('engineer', WRITER, 'select 1');
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.stderr, /postern request create shop --as app_write --reason/);
  });

  it('the engineer asks from the page of targets', async () => {
    await open(engineer, '/connect');
    await engineer.getByRole('heading', { name: 'shop' }).waitFor();
    await picture(engineer, 'connect');
    await engineer.getByRole('link', { name: 'Request access…' }).click();
    const form = engineer.getByRole('dialog', { name: 'Request access' });
    await form.waitFor();
    assert.equal(await form.getByLabel('Target').inputValue(), 'shop');
    assert.equal(await form.getByLabel('Database role').inputValue(), 'app_write');
    await form.getByLabel('Reason').fill('SHOP-118: Lyon got its points twice');
    await picture(engineer, 'request-form');
    await form.getByRole('button', { name: 'Send request' }).click();
    await engineer.waitForURL(/\/requests\?id=/);
    const card = engineer.locator('.card', { hasText: 'SHOP-118' });
    await card.locator('.state', { hasText: 'pending' }).waitFor();
    await picture(engineer, 'requests-pending');
  });

  it('the engineer cannot decide it', async () => {
    const card = engineer.locator('.card', { hasText: 'SHOP-118' });
    await card.waitFor();
    assert.equal(await card.getByRole('button', { name: /Approve|Deny/ }).count(), 0);
    const { body } = await ask(engineer, 'GET', '/requests');
    browser.expectStatus(403);
    const answer = await ask(engineer, 'POST', `/requests/${body.items[0].id}/approve`, {});
    assert.deepEqual([answer.status, answer.body.error.code], [403, 'own_request']);
    assert.equal((await ask(engineer, 'GET', `/requests/${body.items[0].id}`)).body.state, 'pending');
  });

  it('the approver approves it in the browser', async () => {
    await open(approver, '/requests');
    const card = approver.locator('.card', { hasText: 'SHOP-118' });
    await card.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await picture(approver, 'requests-to-decide');
    await card.getByRole('button', { name: 'Approve', exact: true }).click();
    await card.locator('.state', { hasText: 'active' }).waitFor();
    await picture(approver, 'requests-active');
  });

  it('plain psql works, and its session is linked to the request', async () => {
    const done = await demo.psql('engineer', WRITER, "update customers set loyalty_points = loyalty_points where city = 'Lyon'");
    assert.equal(done.code, 0, done.output);
    assert.match(done.stdout, /UPDATE 10/);
    await open(engineer, '/requests');
    const link = engineer.locator('.card', { hasText: 'SHOP-118' }).locator('a[href^="/s/"]');
    await link.first().waitFor();
    await link.first().click();
    await engineer.locator('.st.selected').waitFor();
    await engineer.getByRole('link', { name: /Access request/ }).waitFor();
    await picture(engineer, 'replay-granted');
    await open(engineer, '/connect');
    await engineer.getByText('granted').first().waitFor();
    await picture(engineer, 'connect-granted');
  });

  it('the approver revokes it, and the session that sleeps ends with the reason', async () => {
    const sleeping = demo.psql('engineer', WRITER, 'select pg_sleep(50)');
    await open(engineer, '/sessions?f=state:live');
    await until('the sleeping session being live', async () => (await ask(engineer, 'GET', '/sessions?f=state:live')).body.items.length > 0);
    await engineer.reload();
    await listed(engineer).first().waitFor();
    await picture(engineer, 'sessions-live');
    await open(approver, '/requests');
    const { body } = await ask(approver, 'GET', '/requests');
    assert.equal((await ask(approver, 'POST', `/requests/${body.items[0].id}/revoke`, { reason: 'Lyon is repaired' })).status, 200);
    const ended = await sleeping;
    assert.equal(ended.code, 2, ended.output);
    assert.match(ended.stderr, /FATAL: .*app_write ended: .*was revoked by Ana Approver/);
    await approver.reload();
    await approver.locator('.card .state', { hasText: 'revoked' }).waitFor();
    await picture(approver, 'requests-revoked');
  });

  it('the engineer breaks the glass, and the approver has to review it', async () => {
    await open(engineer, '/requests?new=shop');
    const form = engineer.getByRole('dialog', { name: 'Request access' });
    await form.waitFor();
    await form.getByLabel('Reason').fill('SHOP-119: checkout is down');
    await form.getByText('Beginning, ticket, database, break-glass').click();
    await form.getByLabel('Ticket', { exact: true }).fill('SHOP-119');
    await form.getByLabel(/Break the glass/).check();
    await picture(engineer, 'request-break-glass');
    await form.getByRole('button', { name: 'Break the glass' }).click();
    const card = engineer.locator('.card', { hasText: 'SHOP-119' });
    await card.locator('.state', { hasText: 'active' }).waitFor();
    await card.getByText('break-glass, not reviewed').waitFor();
    assert.equal(await card.getByRole('button', { name: 'Review…' }).count(), 0, 'nobody reviews their own');
    assert.equal((await demo.psql('engineer', WRITER, 'select 1')).code, 0);
    await open(approver, '/requests');
    await approver.getByRole('heading', { name: /To review/ }).waitFor();
    await picture(approver, 'requests-to-review');
    await approver.locator('.card', { hasText: 'SHOP-119' }).getByRole('button', { name: 'Review…' }).click();
    const review = approver.getByRole('dialog', { name: 'Review this break-glass access' });
    await review.getByLabel('to follow up').check();
    await review.getByLabel('What you found').fill('One select; the alarm was false');
    await picture(approver, 'request-review');
    await review.getByRole('button', { name: 'Record the review' }).click();
    await approver.getByText('to follow up, reviewed by').waitFor();
    await picture(approver, 'requests-reviewed');
  });

  it('the engineer makes a grant longer within the rule, and gives it back', async () => {
    await open(engineer, '/requests');
    const card = engineer.locator('.card', { hasText: 'SHOP-119' });
    await card.getByRole('button', { name: 'Extend…' }).click();
    const form = engineer.getByRole('dialog', { name: 'Extend this access' });
    await form.getByLabel('Reason').fill('still looking');
    await picture(engineer, 'request-extend');
    await form.getByRole('button', { name: 'Extend', exact: true }).click();
    await card.getByText('extended by').waitFor();
    await card.getByRole('button', { name: 'Revoke…' }).click();
    const revoke = engineer.getByRole('dialog', { name: 'Revoke this access' });
    await revoke.getByLabel('Reason, shown to the requester').fill('done');
    await revoke.getByRole('button', { name: 'Revoke', exact: true }).click();
    await card.locator('.state', { hasText: 'revoked' }).waitFor();
  });

  it('a grant that begins later says when, and is for one session', async () => {
    await open(engineer, '/connect?request=shop&role=app_write');
    const form = engineer.getByRole('dialog', { name: 'Request access' });
    await form.getByLabel('Reason').fill('SHOP-120: the nightly correction');
    await form.getByText('Beginning, ticket, database, break-glass').click();
    await form.getByLabel('Not before (UTC)').fill(new Date(Date.now() + 7_200_000).toISOString().slice(0, 16));
    await form.getByLabel('For one session only').check();
    await form.getByRole('button', { name: 'Send request' }).click();
    await engineer.waitForURL(/\/requests\?id=/);
    await open(approver, new URL(engineer.url()).pathname + new URL(engineer.url()).search);
    const card = approver.locator('.card.named', { hasText: 'SHOP-120' });
    await card.getByText('one session').waitFor();
    await picture(approver, 'requests-later');
    await card.getByRole('button', { name: 'Approve', exact: true }).click();
    await card.locator('.state', { hasText: 'approved' }).waitFor();
    await card.getByText(/begins in 1 h/).waitFor();
    await picture(approver, 'requests-approved-later');
  });

  it('a link to a request of others says that it is not among those one may see', async () => {
    await open(engineer, '/requests?id=01ARZ3NDEKTSV4RRFFQ69G5FAV');
    await engineer.getByText(/is not among those that you may see/).waitFor();
    await picture(engineer, 'requests-not-found');
  });
});

describe('a terminal signs in with the browser', () => {
  it('after the code was confirmed', async () => {
    const login = demo.startPostern('visitor', 'login', '--browser', 'none', '--proxy', demo.url);
    let said = '';
    const ended = new Promise((resolve) => { login.once('exit', resolve); });
    for (const stream of [login.stdout, login.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text; });
    const [, code, address] = await until('the address being printed', () => /Your code is {2}(\S+)\s+Confirm it at (\S+)/.exec(said));
    const page = await (await browser.window('terminal', /^http:\/\/(127\.0\.0\.1|localhost):\d+\/(callback|favicon)/)).newPage();
    await page.goto(address);
    await page.getByText(code, { exact: true }).waitFor();
    await picture(page, 'terminal-confirm');
    await page.getByRole('button', { name: /continue/ }).click();
    await page.locator('button[name="person"][value="engineer"]').click();
    assert.equal(await ended, 0, said);
    await picture(page, 'terminal-done');
    const status = await demo.postern('visitor', 'status');
    assert.match(status.output, /Erin Engineer/);
    const worked = await run('psql', ['-X', '-A', '-t', '-c', 'select current_user', 'service=postern-shop'], { PGSERVICEFILE: `${demo.home('visitor')}/pg_service.conf` });
    assert.equal(worked.stdout.trim(), 'app_read', worked.output);
  });
});

describe('signing out', () => {
  it('ends the web session', async () => {
    const page = await browser.pageOf('auditor');
    await page.getByRole('button', { name: /Account/ }).click();
    await picture(page, 'account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Postern' }).waitFor();
    browser.expectStatus(401);
    assert.equal((await ask(page, 'GET', '/me')).status, 401);
  });
});
