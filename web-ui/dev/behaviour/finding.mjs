// Finding moments: groups that the broker counts, and what is found without a condition.
import assert from 'node:assert/strict';
import { complaints, NARROW, origin, scenario, settled, sideways, ZOOMED } from './harness.mjs';

const sent = (page) => {
  const asked = [];
  page.on('request', (request) => { const url = new URL(request.url()); if (url.pathname.startsWith('/api/v1/search')) asked.push(url); });
  return asked;
};
const group = (page, name) => page.getByRole('button', { name });

await scenario('groups come from the broker, and their moments only when they are opened', '/search?q=orders', async (page) => {
  await page.locator('.moment').first().waitFor();
  const asked = sent(page);
  await page.getByRole('navigation', { name: 'Group by' }).getByRole('link', { name: 'table' }).click();
  await page.locator('.found-group').first().waitFor();
  assert.deepEqual(asked.map((url) => url.pathname), ['/api/v1/search/groups']);
  assert.equal(asked[0].searchParams.get('by'), 'table');
  await group(page, 'order_items').click();
  await page.getByRole('group', { name: 'Moments of order_items' }).locator('.moment').first().waitFor();
  assert.equal(asked[1].searchParams.get('q'), 'orders table:order_items');
  assert.equal(new URL(page.url()).searchParams.get('open'), 'order_items');
  assert.equal(await group(page, 'order_items').getAttribute('aria-expanded'), 'true');
});

await scenario('an opened group is open again on the way back from its moment', '/search?q=orders&group=fp', async (page) => {
  await page.locator('.found-group').first().waitFor();
  await page.locator('.group-open').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.found-group .moment').first().click();
  await page.waitForURL(/\/s\//);
  await page.goBack();
  await page.locator('.found-group .moment').first().waitFor();
  assert.equal(await page.locator('.group-open[aria-expanded=true]').count(), 1);
  await page.locator('.group-open[aria-expanded=true]').click();
  await page.locator('.found-group .moment').first().waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).searchParams.get('open'), null);
});

await scenario('a group says its numbers, its newest moment, and leads to a search of its own', '/search?q=orders&group=user', async (page) => {
  const first = page.locator('.found-group').first();
  await first.getByText('moments').first().waitFor();
  await first.getByRole('link', { name: /^newest/ }).waitFor();
  assert.match(await first.getByRole('link', { name: /^newest/ }).getAttribute('href'), /^\/s\/[0-9A-Z]{26}#q=\d+$/);
  await first.locator('.group-open').click();
  await first.getByRole('link', { name: /^Search only these/ }).click();
  await page.locator('.moment').first().waitFor();
  assert.equal(await page.getByRole('main').getByLabel('Search statements').inputValue(), 'orders user:erin@example.test');
});

await scenario('a search that stopped goes on, and adds groups of the same key', '/search?q=stages&group=table', async (page) => {
  const statements = async () => Number((await page.locator('.found-group', { hasText: 'orders' }).filter({ hasNotText: 'order_items' }).first().locator('strong').textContent()).split(' ')[0]);
  await page.locator('.found-group').first().waitFor();
  const before = await statements();
  await page.getByText('counted so far').waitFor();
  const groups = await page.locator('.found-group').count();
  await page.getByRole('button', { name: 'go on' }).click();
  await page.getByText('counted so far').waitFor({ state: 'detached' });
  assert.ok(await statements() > before, 'the same group grew');
  assert.equal(await page.locator('.group-open', { hasText: /^\s*▸\s*orders$/ }).count(), 1);
  assert.ok(await page.locator('.found-group').count() >= groups);
  await page.getByText(/at most \d+ sessions/).first().waitFor();
});

await scenario('no hit names the condition that leaves nothing, and it is true', '/search?q=zanzibar+has%3Aerror', async (page) => {
  await page.getByText('Leave one condition out:').waitFor();
  await page.getByRole('link', { name: 'has:error' }).waitFor();
  await page.getByText('It is “zanzibar” that leaves nothing').waitFor();
  await page.goto(`${origin}/sessions?f=user%3Anobody+target%3Anowhere`);
  await page.getByText('Whichever one is left out, there is still nothing.').waitFor();
  await page.goto(`${origin}/sessions?f=user%3Anobody+target%3Aorders`);
  await page.getByText('It is “user:nobody” that leaves nothing').waitFor();
  await page.getByRole('link', { name: 'user:nobody' }).click();
  await page.locator('.sessions tbody tr').first().waitFor();
});

await scenario('a filter without a hit in its time offers any time', '/sessions?f=target%3Aorders&from=2031-01-01T00:00:00Z', async (page) => {
  await page.getByText('It is “that began after 2031-01-01 00:00:00').waitFor();
  await page.getByRole('link', { name: 'Look at all times', exact: true }).click();
  await page.locator('.sessions tbody tr').first().waitFor();
});

for (const [name, viewport, colorScheme] of [['light', { width: 1440, height: 900 }, 'light'], ['at 320 px, dark', NARROW, 'dark'], ['at 400 %', ZOOMED, 'light']]) {
  await scenario(`opened groups are accessible, ${name}`, '/search?q=orders&group=table&open=orders&open=order_items', async (page) => {
    await page.locator('.found-group .moment').first().waitFor();
    await settled(page);
    assert.deepEqual(await complaints(page), []);
    assert.ok(await sideways(page) <= 0);
  }, { viewport, colorScheme });
}

await scenario('who saw: a question that ended goes on with the same value and reason, and the value is in no address', '/who-saw', async (page) => {
  const bodies = [];
  const addresses = [];
  page.on('request', (request) => { addresses.push(request.url()); if (request.url().endsWith('/who-saw') && request.method() === 'POST') bodies.push(request.postDataJSON()); });
  await page.getByLabel('Value', { exact: true }).fill('many');
  await page.getByRole('textbox', { name: /^Reason/ }).fill('OPS-41');
  await page.getByRole('button', { name: 'Find who saw it' }).click();
  await page.getByRole('heading', { name: 'At least 1 person saw it, in 2 statements of 1 session' }).waitFor();
  await page.getByText('2 statements so far').waitFor();
  await page.getByText('looked back to').waitFor();
  await page.getByText('2 more sessions may hold it and were not read yet.').waitFor();
  assert.deepEqual(await complaints(page), []);
  // What is typed meanwhile is another question.
  await page.getByLabel('Value', { exact: true }).fill('another');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: '2 people saw it, in 4 statements of 2 sessions' }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).waitFor({ state: 'detached' });
  assert.deepEqual(bodies.map(({ value, reason, cursor }) => [value, reason, cursor]), [['many', 'OPS-41', undefined], ['many', 'OPS-41', 'older']]);
  for (const each of [page.url(), ...addresses]) assert.doesNotMatch(decodeURIComponent(each), /many/);
});

await scenario('who saw: on the way back the answer is there, and goes on only with the value given again', '/who-saw', async (page) => {
  await page.getByLabel('Value', { exact: true }).fill('many');
  await page.getByRole('textbox', { name: /^Reason/ }).fill('OPS-41');
  await page.getByRole('button', { name: 'Find who saw it' }).click();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await page.locator('.who-moment').first().click();
  await page.waitForURL(/\/s\//);
  await page.goBack();
  await page.getByText('To go on, ask again').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Go on' }).count(), 0);
});

await scenario('who saw: going on that fails keeps what was found', '/who-saw', async (page) => {
  await page.getByLabel('Value', { exact: true }).fill('many');
  await page.getByRole('textbox', { name: /^Reason/ }).fill('OPS-41');
  await page.getByRole('button', { name: 'Find who saw it' }).click();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'broken', url: origin }]);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('The index of sessions cannot be read now').waitFor();
  await page.getByText('2 statements so far').waitFor();
  await page.context().addCookies([{ name: 'mood', value: 'usual', url: origin }]);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: '2 people saw it, in 4 statements of 2 sessions' }).waitFor();
});
