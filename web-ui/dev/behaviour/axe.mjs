// Nothing on any page, in any state, light and dark, narrow and enlarged, for axe to complain about.
// AXE_ONLY, a regular expression, chooses among the addresses.
import assert from 'node:assert/strict';
import { LIVE_SID, SID } from '../fixtures.mjs';
import { PAGES, press, PRESSED } from '../pages.mjs';
import { complaints, NARROW, scenario, settled, ZOOMED } from './harness.mjs';

const MORE = [`/s/${SID}#q=9&m=80`, `/s/${LIVE_SID}`, '/requests?id=01ARZ3NDEKTSV4RRFFQ69G5FAV'];
const audited = [...Object.entries(PAGES).filter(([name]) => name !== 'parts'), ...MORE.map((path) => ['', path])];
/** Each state once, whatever names it has. */
const once = [...new Map(audited.map(([name, path]) => [`${path} ${PRESSED[name]?.key ?? ''}`, { name, path }])).values()];
const WAYS = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, 'at 320 px': { colorScheme: 'dark', viewport: NARROW }, 'at 400 %': { colorScheme: 'light', viewport: ZOOMED } };
for (const [way, options] of Object.entries(WAYS)) {
  for (const { name, path } of process.env.AXE_ONLY ? once.filter((each) => new RegExp(process.env.AXE_ONLY).test(each.path)) : once) {
    await scenario(`nothing to complain about for axe: ${path}${PRESSED[name] === undefined ? '' : `, ${name}`}, ${way}`, path, async (page) => {
      await settled(page);
      await press(page, name);
      assert.deepEqual(await complaints(page), []);
    }, { ...options, reducedMotion: 'reduce' });
  }
}
