// Nothing on any page, in any state, in light and dark, for axe to complain about.
import assert from 'node:assert/strict';
import { LIVE_SID, SID } from '../fixtures.mjs';
import { complaints, scenario, settled } from './harness.mjs';

const AUDITED = ['/sessions', '/sessions?f=usr%3Aalice', '/search?q=orders', `/s/${SID}#q=5`, `/s/${SID}#q=10&pane=sql`, `/s/${SID}#q=4&pane=parameters`, `/s/${SID}#q=4&pane=related`, `/s/${SID}#q=9&m=80`, '/live', '/~usual/search?q=orders&group=query', `/s/${LIVE_SID}`, '/requests', '/connect', '/connect?request=orders', '/requests?id=01ARZ3NDEKTSV4RRFFQ69G5FAV', '/audit', '/~broken/sessions', '/~signed-out/signin'];
for (const theme of ['light', 'dark']) {
  for (const path of AUDITED) {
    await scenario(`nothing to complain about for axe: ${path}, ${theme}`, path, async (page) => {
      await settled(page);
      assert.deepEqual(await complaints(page), []);
    }, { colorScheme: theme, reducedMotion: 'reduce' });
  }
}
