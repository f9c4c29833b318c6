// Nothing on any page, in any state, in light and dark, for axe to complain about.
import assert from 'node:assert/strict';
import { LIVE_SID, SID } from '../fixtures.mjs';
import { PAGES } from '../pages.mjs';
import { complaints, scenario, settled } from './harness.mjs';

const MORE = [`/s/${SID}#q=9&m=80`, `/s/${LIVE_SID}`, '/requests?id=01ARZ3NDEKTSV4RRFFQ69G5FAV'];
const audited = [...Object.entries(PAGES).filter(([name]) => name !== 'parts').map(([, path]) => path), ...MORE];
for (const theme of ['light', 'dark']) {
  for (const path of new Set(audited)) {
    await scenario(`nothing to complain about for axe: ${path}, ${theme}`, path, async (page) => {
      await settled(page);
      assert.deepEqual(await complaints(page), []);
    }, { colorScheme: theme, reducedMotion: 'reduce' });
  }
}
