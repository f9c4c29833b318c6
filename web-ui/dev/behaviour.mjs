// Uses the pages like a person with a keyboard, in a real browser and under the real content policy:
//   npm run build && npm run test:browser [suite...]
import { readdir } from 'node:fs/promises';
import { end, forget } from './behaviour/harness.mjs';

const files = await readdir(new URL('behaviour/', import.meta.url));
const suites = files.filter((file) => file !== 'harness.mjs').map((file) => file.replace('.mjs', '')).sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((each) => !suites.includes(each));
if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', ')}. There are: ${suites.join(', ')}.`);
for (const suite of asked.length > 0 ? asked : suites) {
  forget();
  await import(`./behaviour/${suite}.mjs`);
}
await end();
