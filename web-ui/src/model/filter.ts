// The filter grammar of docs/api.md, read for the page: what it says in words, and what it does not know.

export type TermProblem = 'unknown-key' | 'empty-value' | 'unclosed-quote' | 'unknown-value';
export interface Term { key: string; value: string; raw: string; problem: TermProblem | null }

export const FILTER_KEYS = ['user', 'target', 'db', 'role', 'app', 'state', 'has', 'text'] as const;
const VALUES: Record<string, readonly string[]> = { state: ['live', 'ended'], has: ['error', 'write'] };
const TERM = /(?:([a-z]+):)?(?:"((?:[^"\\]|\\.)*)("?)|(\S+))|([a-z]+):(?=\s|$)/gy;

function problemOf(key: string, value: string, closed: boolean): TermProblem | null {
  if (!closed) return 'unclosed-quote';
  if (key !== '' && !(FILTER_KEYS as readonly string[]).includes(key)) return 'unknown-key';
  if (value === '') return 'empty-value';
  const allowed = VALUES[key];
  return allowed !== undefined && !allowed.includes(value) ? 'unknown-value' : null;
}

export function parseFilter(filter: string): Term[] {
  const terms: Term[] = [];
  let index = 0;
  while (index < filter.length) {
    if (/\s/.test(filter[index] ?? '')) { index++; continue; }
    TERM.lastIndex = index;
    const found = TERM.exec(filter);
    if (found === null) break;
    index = TERM.lastIndex;
    let key = found[1] ?? found[5] ?? '';
    let value = found[2] ?? found[4] ?? '';
    const bareKey = /^([a-z]+):$/.exec(found[0]);
    if (bareKey !== null) { key = bareKey[1] ?? ''; value = ''; }
    const closed = found[2] === undefined || found[3] === '"';
    terms.push({ key, value, raw: found[0], problem: problemOf(key, value, closed) });
  }
  return terms;
}

export function hasTerm(filter: string, term: string): boolean {
  return parseFilter(filter).some((each) => each.raw === term);
}

/** The filter with a term put in if it was not there, and taken out if it was. */
export function toggleTerm(filter: string, term: string): string {
  const raws = parseFilter(filter).map((each) => each.raw);
  return (raws.includes(term) ? raws.filter((raw) => raw !== term) : [...raws, term]).join(' ');
}

/** A term that the grammar reads back as the given value. */
export function termFor(key: string, value: string): string {
  return /^[^\s"]+$/.test(value) ? `${key}:${value}` : `${key}:"${value.replaceAll('"', '\\"')}"`;
}
