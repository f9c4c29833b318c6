// Nothing on any page, in any state, light and dark, narrow and enlarged, for axe to complain about.
// AXE_ONLY, a regular expression, chooses among the addresses.
import assert from 'node:assert/strict';
import { LIVE_SID, SID } from '../fixtures.mjs';
import { PAGES } from '../pages.mjs';
import { complaints, NARROW, scenario, settled, ZOOMED } from './harness.mjs';

const MORE = [`/s/${SID}#q=9&m=80`, `/s/${LIVE_SID}`, '/requests?id=01ARZ3NDEKTSV4RRFFQ69G5FAV'];
const audited = [...Object.entries(PAGES).filter(([name]) => name !== 'parts').map(([, path]) => path), ...MORE];
const WAYS = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, 'at 320 px': { colorScheme: 'dark', viewport: NARROW }, 'at 400 %': { colorScheme: 'light', viewport: ZOOMED } };
for (const [way, options] of Object.entries(WAYS)) {
  for (const path of new Set(process.env.AXE_ONLY ? audited.filter((path) => new RegExp(process.env.AXE_ONLY).test(path)) : audited)) {
    await scenario(`nothing to complain about for axe: ${path}, ${way}`, path, async (page) => {
      await settled(page);
      assert.deepEqual(await complaints(page), []);
    }, { ...options, reducedMotion: 'reduce' });
  }
}
