// The filter grammar of docs/filters.md, read for the page: what it says in words, and where it is wrong.

export type TermProblem = 'unknown-key' | 'empty-value' | 'unclosed-quote' | 'unknown-value';
export interface Term {
  readonly key: string; readonly value: string; readonly negated: boolean; readonly raw: string;
  /** Where the term begins, and where it is wrong if it is, in characters from 0. */
  readonly at: number; readonly wrongAt: number; readonly problem: TermProblem | null;
}

export const FILTER_KEYS = ['user', 'group', 'target', 'db', 'role', 'app', 'state', 'end', 'length', 'returned', 'bytes', 'request', 'ticket', 'review', 'risk', 'text', 'verb', 'table', 'column', 'col', 'mark', 'fp', 'rows', 'dur', 'error', 'tx', 'has', 'noise', 'new', 'since', 'until'] as const;
export const FILTER_VALUES: Record<string, readonly string[]> = { state: ['live', 'ended', 'recovered'], end: ['client', 'person', 'limit', 'expiry', 'target', 'broker'], review: ['open', 'done', 'ok', 'follow-up', 'incident'], risk: ['high', 'some', 'none'], has: ['error', 'write', 'ddl', 'grant', 'identity', 'copy', 'bulk', 'outside', 'mark', 'hold', 'cancel', 'sensitive', 'unscoped', 'breakglass'], tx: ['committed', 'rolledback', 'open', 'running'], noise: ['yes', 'no', 'psql', 'dbeaver', 'pgadmin', 'datagrip', 'pgdump', 'driver', 'catalog'], new: ['person', 'role', 'target', 'approval'] };
const TIME = /^(today|yesterday|\d{4}-\d{2}-\d{2}(t\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(z|[+-]\d{2}:\d{2}))?|-?(\d{1,6}[dhms])+)$/i;
const [NUMBER, LENGTH] = [/^(>=|<=|>|<|=)?\d+$/, /^(>=|<=|>|<|=)?\d+(\.\d+)?(us|ms|s|m|h)$/];
const SHAPES: Record<string, RegExp> = { since: TIME, until: TIME, rows: NUMBER, returned: NUMBER, dur: LENGTH, length: LENGTH, bytes: /^(>=|<=|>|<|=)?\d+(b|kb|mb|gb|tb)?$/i };

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

/** Reads a value: a quoted phrase with `\"` and `\\` in it, or all up to the next space. */
function valueAt(filter: string, from: number): { value: string; end: number; closed: boolean } {
  if (filter[from] !== '"') {
    let end = from;
    while (end < filter.length && !isSpace(filter[end])) end++;
    return { value: filter.slice(from, end), end, closed: true };
  }
  let value = '';
  let index = from + 1;
  while (index < filter.length && filter[index] !== '"') {
    if (filter[index] === '\\' && index + 1 < filter.length) index++;
    value += filter[index] ?? '';
    index++;
  }
  const closed = filter[index] === '"';
  return { value, end: closed ? index + 1 : index, closed };
}

function termAt(filter: string, at: number): Term {
  const next = filter[at + 1];
  const negated = filter[at] === '-' && next !== undefined && !isSpace(next);
  const start = negated ? at + 1 : at;
  const key = /^[A-Za-z]+(?=:)/.exec(filter.slice(start))?.[0] ?? '';
  const valueFrom = key === '' ? start : start + key.length + 1;
  const { value, end, closed } = valueAt(filter, valueFrom);
  const lower = key.toLowerCase();
  const term = { key: lower, value, negated, raw: filter.slice(at, end), at };
  if (!closed) return { ...term, wrongAt: valueFrom, problem: 'unclosed-quote' };
  if (key !== '' && !(FILTER_KEYS as readonly string[]).includes(lower)) return { ...term, wrongAt: start, problem: 'unknown-key' };
  if (value === '' && key !== '') return { ...term, wrongAt: valueFrom, problem: 'empty-value' };
  const allowed = FILTER_VALUES[lower];
  if (allowed !== undefined && !allowed.includes(value.toLowerCase())) return { ...term, wrongAt: valueFrom, problem: 'unknown-value' };
  if (SHAPES[lower]?.test(value) === false) return { ...term, wrongAt: valueFrom, problem: 'unknown-value' };
  return { ...term, wrongAt: at, problem: null };
}

export function parseFilter(filter: string): Term[] {
  const terms: Term[] = [];
  let index = 0;
  while (index < filter.length) {
    if (isSpace(filter[index])) { index++; continue; }
    const term = termAt(filter, index);
    terms.push(term);
    index += Math.max(1, term.raw.length);
  }
  return terms;
}

/** The first term that is wrong, or null. */
export function problemIn(filter: string): Term | null {
  return parseFilter(filter).find((term) => term.problem !== null) ?? null;
}

export function hasTerm(filter: string, term: string): boolean {
  return parseFilter(filter).some((each) => each.raw === term);
}

/** Whether a term is the word between two of which one must hold. */
export const isOr = (term: Term): boolean => term.raw === 'OR';

/** The terms in groups of which one must hold each: those that `OR` stands between. */
function groupsOf(filter: string): Term[][] {
  const groups: Term[][] = [];
  let joins = false;
  for (const term of parseFilter(filter)) {
    if (isOr(term)) { joins = true; continue; }
    const last = groups[groups.length - 1];
    if (joins && last !== undefined) last.push(term); else groups.push([term]);
    joins = false;
  }
  return groups;
}

/** Something that has to hold, a term or several with OR between them, and the filter without it. */
export interface Condition { readonly raw: string; readonly rest: string }

export function conditionsOf(filter: string): Condition[] {
  const raws = groupsOf(filter).map((group) => group.map((term) => term.raw).join(' OR '));
  return raws.map((raw, index) => ({ raw, rest: raws.filter((_, other) => other !== index).join(' ') }));
}

/** The filter without some terms, and without an `OR` that would have nothing on one side. */
export function withoutTerms(filter: string, gone: (term: Term) => boolean): string {
  return groupsOf(filter).map((group) => group.filter((term) => !gone(term)).map((term) => term.raw).join(' OR ')).filter((group) => group !== '').join(' ');
}

/** The filter with a term put in if it was not there, and taken out if it was. */
export function toggleTerm(filter: string, term: string): string {
  return hasTerm(filter, term) ? withoutTerms(filter, (each) => each.raw === term) : [...parseFilter(filter).map((each) => each.raw), term].join(' ');
}

/** The filter with this value as the only one of its key, or without the key if it was that already. */
export function chooseTerm(filter: string, key: string, value: string): string {
  const term = termFor(key, value);
  const terms = parseFilter(filter);
  const chosen = terms.some((each) => each.key === key && !each.negated && each.value.toLowerCase() === value.toLowerCase());
  // An error and a write may both be wanted of one session, and two groups of its person; two people may not.
  const others = terms.filter((each) => (key === 'has' || key === 'group' ? each.key !== key || each.value.toLowerCase() !== value.toLowerCase() : each.key !== key || each.negated)).map((each) => each.raw);
  return (chosen ? others : [...others, term]).join(' ');
}

export function isChosen(filter: string, key: string, value: string): boolean {
  return parseFilter(filter).some((each) => each.key === key && !each.negated && each.value.toLowerCase() === value.toLowerCase());
}

const sizeTerms = (filter: string, key: string): Term[] => parseFilter(filter).filter((each) => each.key === key && !each.negated);

/** Whether the filter has the terms of a range, as in `length:>1m length:<=1h`, and no others of their key. */
export function isRangeChosen(filter: string, key: string, range: string): boolean {
  const wanted = range.split(' ');
  const there = sizeTerms(filter, key).map((each) => each.raw.toLowerCase());
  return there.length === wanted.length && wanted.every((each) => there.includes(each));
}

/** The filter with a range as the only one of its key, or without the key if it was that already. */
export function chooseRange(filter: string, key: string, range: string): string {
  const others = withoutTerms(filter, (each) => each.key === key && !each.negated);
  return isRangeChosen(filter, key, range) ? others : `${others} ${range}`.trim();
}

/** A term that the grammar reads back as the given value, not as a pattern. */
export function termFor(key: string, value: string): string {
  return /^(?!~)[^\s"]+$/.test(value) && !value.endsWith('*') ? `${key}:${value}` : `${key}:"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
