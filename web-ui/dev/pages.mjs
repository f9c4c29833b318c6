// What is looked at: the pictures, the audit for accessibility and the texts of states go through these.
import { EMPTY_SID, ERASED_SID, GLASS_SID, INCOMPLETE_SID, LIVE_SID, SID, TAMPERED_SID, UNSEALED_SID } from './fixtures.mjs';

/** Every page and state by name, at its address; `/~mood` sets what the server is like. */
export const PAGES = {
  sessions: '/sessions', 'sessions-filtered': '/sessions?f=target%3Aorders+has%3Aerror', 'sessions-problem': '/sessions?f=usr%3Aalice', 'sessions-none': '/~empty/sessions', 'sessions-no-hit': '/sessions?f=user%3Anobody+has%3Aerror', 'sessions-broken': '/~broken/sessions',
  search: '/search', 'search-hits': '/search?q=orders', 'search-by-fingerprint': '/search?q=orders&group=fp', 'search-by-table': '/search?q=orders&group=table&open=orders', 'search-by-person': '/search?q=orders&group=user', 'search-groups-go-on': '/search?q=stages&group=fp', 'search-groups-none': '/search?q=zanzibar+has%3Aerror&group=fp', 'search-no-hit': '/search?q=zanzibar+has%3Aerror', live: '/live', 'live-none': '/~empty/live', replay: `/s/${SID}#q=5`, 'replay-row': `/s/${SID}#q=5&r=215&c=note`, 'replay-range': `/s/${SID}#sel=11-14`, 'replay-time': `/s/${SID}#t=+9999s`, 'replay-related': `/s/${SID}#q=4&pane=related`, 'replay-bytes': `/s/${SID}#m=41&pane=bytes&off=8`, 'replay-sql': `/s/${SID}#q=5&pane=sql`, 'replay-error': `/s/${SID}#q=10`, 'replay-parameters': `/s/${SID}#q=4&pane=parameters`, 'replay-notes': `/s/${SID}#q=4&pane=notes`, 'replay-notes-range': `/s/${SID}#sel=11-14&pane=notes`, 'replay-notes-message': `/s/${SID}#m=50&pane=notes`, 'replay-notes-cell': `/s/${SID}#q=5&r=15&c=email`, 'replay-notes-none': `/s/${INCOMPLETE_SID}#q=1&pane=notes`, 'sessions-reviewed': '/sessions?f=review%3Adone',
  'replay-messages': `/s/${SID}#q=5&m=41`, 'replay-message-link': `/s/${SID}#m=1`, 'replay-copy': `/s/${SID}#q=15`, 'replay-hostile': `/s/${SID}#q=17`, 'replay-live': `/s/${LIVE_SID}`, 'replay-empty': `/s/${EMPTY_SID}`, 'replay-unknown': '/s/01KAJ9999999', 'replay-fallback': `/s/${SID}#q=99`,
  requests: '/requests', 'requests-new': '/requests?new=ledger', connect: '/connect', 'connect-request': '/connect?request=orders&role=owner', audit: '/audit', 'sign-in': '/~signed-out/signin', 'not-found': '/nowhere', parts: '/~parts/', 'replay-keys': `/s/${SID}#q=5`, palette: `/s/${SID}#q=5`,
  'replay-incomplete': `/s/${INCOMPLETE_SID}`, 'replay-unsealed': `/s/${UNSEALED_SID}`, 'replay-erased': `/s/${ERASED_SID}`, 'audit-denied': '/~plain/audit', 'sessions-own': '/~plain/sessions', 'search-broken': '/~broken/search?q=orders', 'live-broken': '/~broken/live',
  'requests-none': '/~empty/requests', 'connect-none': '/~empty/connect', 'audit-none': '/~empty/audit', 'replay-broken': `/~broken/s/${SID}`, admin: '/admin', 'admin-none': '/~empty/admin', 'admin-denied': '/~plain/admin', 'admin-broken': '/~broken/admin', 'replay-compare': `/s/${SID}#q=1&cmp=${INCOMPLETE_SID}`, 'sessions-many': '/~many/sessions',
  'replay-filtered': `/s/${SID}?f=has%3Awrite+-text%3Atotal#q=4`, 'replay-filter-marked': `/s/${SID}?f=orders&only=no#q=5`, 'replay-filter-problem': `/s/${SID}?f=vreb%3Adelete#q=5`, 'replay-filter-none': `/s/${SID}?f=verb%3Adelete+rows%3A%3E1000#q=5`, 'replay-filter-broken': `/s/${SID}?f=mark%3Aunreachable#q=5`, 'replay-value-menu': `/s/${SID}#q=12`, 'replay-cell-menu': `/s/${SID}#q=5&r=15&c=email`,
  reviews: '/reviews', 'reviews-mine': '/reviews?assignee=me', 'reviews-none': '/~empty/reviews', 'reviews-no-hit': '/reviews?f=user%3Anobody', 'reviews-denied': '/~plain/reviews', 'reviews-broken': '/~broken/reviews', 'replay-checklist': `/s/${GLASS_SID}#q=1`,
  'who-saw': '/who-saw', 'who-saw-own': '/~plain/who-saw', 'saved-unknown': '/q/01KAJQ00000000000000000099', 'link-unknown': '/m/ENDED000', 'replay-tampered': `/s/${TAMPERED_SID}`, 'replay-short-link': `/s/${SID}#q=5&r=15&c=email`,
};

/** Keys that are pressed before a page is looked at, with what is focused for them. */
export const PRESSED = { 'replay-checklist': { key: 'm' }, 'replay-keys': { key: '?' }, palette: { key: 'Control+k' }, 'replay-value-menu': { key: 'F' }, 'replay-cell-menu': { key: 'F', on: '.grid-scroll' }, 'replay-short-link': { key: 'Enter', on: '.short-link-button' } };

/** Presses what belongs to a page, if anything does. */
export async function press(page, name) {
  const wanted = PRESSED[name];
  if (wanted === undefined) return;
  if (wanted.on !== undefined) await page.locator(wanted.on).focus();
  await page.keyboard.press(wanted.key);
  await page.locator('dialog[open], [role=menu]').first().waitFor();
}

/** What each empty, partial and error state says, word for word where it is the page's own text. */
export const STATES = {
  'replay-tampered': ['This recording is not what was written.', 'The first bad record is number 88, at byte 219 of the file: content was replaced with new checksums (the block does not continue the chain).', 'Records 1 to 87 are what was signed.', 'Download the report', 'chain broken'],
  'link-unknown': ['This short link leads nowhere', 'There is no short link ENDED000 that works now.', 'ask whoever gave it to you for the long one'],
  'sessions-none': ['No sessions yet', 'postern login --proxy', 'postern db ls', 'psql service=postern-TARGET'],
  'sessions-no-hit': ['No session matches', 'by nobody', 'Leave one condition out:', 'has:error', 'Show all sessions', 'Rows, parameters and masked values are not searched.'],
  'search-no-hit': ['No statement matches', 'It is “zanzibar” that leaves nothing', 'SQL text and errors were searched.'],
  'search-by-fingerprint': ['moments in', 'A fingerprint is a query whatever its values.'], 'search-by-table': ['A statement counts under each table that it names'], 'search-groups-go-on': ['counted so far', 'Searched back to'], 'search-groups-none': ['No statement matches', 'It is “zanzibar” that leaves nothing'],
  'replay-empty': ['No statement', 'Connected for 4.1 s and sent no statement.', 'The broker stopped while the session was open.'],
  'replay-incomplete': ['This record is not complete', 'Between messages 41 and 42', 'no room in the journal', 'Lost: 312 messages, 41.0 kB.', 'What is here is as it was recorded.'],
  'replay-unsealed': ['still written'],
  'replay-notes-range': ['Statements 11 to 14', 'All of this is the discount that was taken back.'], 'replay-notes-message': ['message 50, in statement 6', 'statement 5, row 15, email'],
  'replay-notes': ['Why without a WHERE on the second column?', 'removed by', 'Everybody who may read this session reads its notes'], 'replay-notes-none': ['Nothing is written here.', 'incident'],
  'replay-erased': ['The content of this session is erased', 'Content erased on 2026-11-20T10:00:00Z by Robin Marsh', 'proof and metadata are kept'],
  'replay-unknown': ['No session that you may see begins with', 'Is it somebody else’s session?', 'Please let me read this recording'],
  'replay-fallback': ['This session has no statement 99; it has 19. The last one is shown.'],
  'replay-time': ['The session was not running at +9999s. The nearest statement is shown.'],
  'sessions-broken': ['The index of sessions cannot be read now', 'correlation 7f3a9c', 'request', 'Tries again in'],
  'search-broken': ['The index of sessions cannot be read now', 'Tries again in'],
  'live-broken': ['The index of sessions cannot be read now', 'Tries again in'],
  'replay-broken': ['The index of sessions cannot be read now', 'Tries again in'],
  'sessions-problem': ['starts with no known key'],
  'admin-none': ['takes no session', 'too many recordings wait to be uploaded', 'Uploads have failed since', 'Nobody asked for an erasure.', 'Nothing is held.', 'Nobody is locked out.', 'No rule: recordings are kept until somebody erases them.'],
  'admin-denied': ['You may not see this', 'needs the right to see all sessions, to erase recordings or to place locks'], 'admin-broken': ['The index of sessions cannot be read now', 'Tries again in'],
  'audit-denied': ['You may not see this', 'needs the right to see all sessions', 'Whoever runs this broker gives it'],
  'audit-none': ['Nothing happened yet.'], 'live-none': ['Nobody is connected'], 'requests-none': ['You have not asked for access.'], 'connect-none': ['No target', 'Ask an administrator of this broker'],
  'replay-filter-problem': ['starts with no known key'], 'replay-filter-none': ['No statement fits', 'with the command delete', 'Leave one condition out:', 'Take the filter away', 'Rows, parameters and masked values are not searched.'],
  'replay-filter-broken': ['What fits could not be asked. The list stays as it was.', 'The index of statements cannot be read now', 'Tries again in'],
  'reviews-none': ['Nothing waits for a review.', '3 rules say what waits', 'Your own are reviewed by others.'], 'reviews-no-hit': ['Nothing here waits for a review.', 'Show the whole queue'], 'reviews-denied': ['You may not see this', 'Reviewing needs the right to see all sessions.'], 'reviews-broken': ['The index of sessions cannot be read now', 'Tries again in'],
  'replay-checklist': ['review due'],
  'who-saw-own': ['Your roles let you ask about your own sessions.'], 'saved-unknown': ['This saved search cannot be opened', 'ask whoever gave you the link to share it', 'Go to the sessions'],
  'sign-in': ['Sign in to Postern'], 'not-found': ['Nothing is kept at this address.'],
};
