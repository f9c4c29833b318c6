// Fails the build when what a browser downloads grows past the budget, or when a page would need what its policy forbids.
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const BUDGET_BYTES = 250 * 1024;
const root = new URL('../dist/', import.meta.url).pathname;

function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(directory, entry.name)) : [join(directory, entry.name)]);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

let total = 0;
for (const file of filesUnder(root)) {
  const bytes = readFileSync(file);
  // Fonts are compressed already and are sent as they are.
  const sent = file.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length;
  total += sent;
  console.log(`${String(sent).padStart(8)} bytes sent  ${file.slice(root.length)}`);
}
if (total > BUDGET_BYTES) {
  fail(`The web UI is ${total} bytes compressed; the budget is ${BUDGET_BYTES}. Take something out or load it later.`);
}
console.log(`${String(total).padStart(8)} bytes in all, of ${BUDGET_BYTES}`);

const page = readFileSync(join(root, 'index.html'), 'utf8');
if (/<script(?![^>]*\ssrc=)/i.test(page) || /<style/i.test(page) || /\sstyle=/i.test(page) || /\son[a-z]+=/i.test(page)) {
  fail('index.html has an inline script, style or handler; the content security policy refuses them. Move it to a file.');
}
if (/(?:src|href)="(?:https?:)?\/\//i.test(page)) {
  fail('index.html names another site; the web UI loads from its own broker only.');
}
