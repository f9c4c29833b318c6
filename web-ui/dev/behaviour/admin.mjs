// The administration page: who sees it, what it says, and its acts with their reasons.
import assert from 'node:assert/strict';
import { SID } from '../fixtures.mjs';
import { scenario } from './harness.mjs';

const part = (page, name) => page.getByRole('region', { name, exact: true });
/** What the next POST to a path carried. */
const sent = (page, path) => page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith(path)).then((request) => request.postDataJSON());

await scenario('health, erasures, holds, locks and retention stand on one page', '/admin', async (page) => {
  await part(page, 'Recording store').getByText('records, and takes sessions').waitFor();
  for (const [name, text] of [['Erasures', 'GDPR Art. 17'], ['Legal holds', 'OPS-77'], ['Locks', 'laptop lost'], ['Retention', 'Recordings of ledger are kept for 7 years.']]) await part(page, name).getByText(text).first().waitFor();
});

await scenario('an erasure is confirmed by another person, and a refusal is shown with the next step', '/admin', async (page) => {
  const erasures = part(page, 'Erasures');
  const own = erasures.locator('.entry', { hasText: 'wrong target' });
  await own.getByText('You asked for it, so another person decides.').waitFor();
  assert.equal(await own.getByRole('button').count(), 0);
  await erasures.getByRole('button', { name: 'Confirm the erasure…' }).click();
  const body = sent(page, '/confirm');
  await page.getByRole('dialog').getByRole('button', { name: 'Erase for good' }).click();
  assert.deepEqual(await body, { reason: '' });
  await page.getByRole('dialog').getByText('under a legal hold that Avery Stone placed').waitFor();
  await page.getByRole('dialog').getByText('Lift the hold first').waitFor();
});

await scenario('rejecting an erasure needs a reason', '/admin', async (page) => {
  await part(page, 'Erasures').getByRole('button', { name: 'Reject…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  assert.equal(await dialog.count(), 1);
  await dialog.getByLabel('Reason').fill('It is evidence.');
  const body = sent(page, '/reject');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  assert.deepEqual(await body, { reason: 'It is evidence.' });
  await dialog.waitFor({ state: 'detached' });
});

await scenario('a session page leads to a hold on that session, by keyboard alone', `/s/${SID}#q=5`, async (page) => {
  await page.getByRole('link', { name: 'Legal hold…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  assert.equal(await dialog.getByLabel('Session id, person or name of the target').inputValue(), SID);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('OPS-78');
  await page.keyboard.press('Tab');
  const body = sent(page, '/holds');
  await page.keyboard.press('Enter');
  assert.deepEqual(await body, { scope: 'session', subject: SID, reason: 'OPS-78' });
});

await scenario('a lock is placed for a time, and lifted', '/admin', async (page) => {
  const locks = part(page, 'Locks');
  await locks.getByRole('button', { name: 'Place a lock…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail of the person').fill('erin@example.test');
  await dialog.getByLabel('For how long').selectOption('PT8H');
  await dialog.getByLabel('Reason').fill('laptop lost');
  const placed = sent(page, '/locks');
  await dialog.getByRole('button', { name: 'Lock', exact: true }).click();
  assert.deepEqual(await placed, { scope: 'person', subject: 'erin@example.test', reason: 'laptop lost', ttl: 'PT8H' });
  await dialog.waitFor({ state: 'detached' });
  await locks.getByRole('button', { name: 'Lift…' }).click();
  const lifted = sent(page, '/lift');
  await dialog.getByRole('button', { name: 'Lift', exact: true }).click();
  assert.deepEqual(await lifted, { reason: '' });
});

await scenario('without a right there is neither the page, nor the way to it', '/admin', async (page) => {
  await page.getByText('needs the right to see all sessions').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Admin' }).count(), 0);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('admin');
  assert.equal(await page.getByRole('option', { name: /Go to Admin/ }).count(), 0);
}, { mood: 'plain' });

await scenario('the palette leads there for those who may', '/sessions', async (page) => {
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('retention');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Admin' }).waitFor();
});
