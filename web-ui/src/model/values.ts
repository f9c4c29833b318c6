// Values on the session page that a filter can name: of its header, of a statement, of what a client asked on its own.

import type { Session, Statement } from '../api/types';
import { parseFilter, termFor, withoutTerms, type Term } from './filter';

export type ValueKey = 'user' | 'target' | 'db' | 'role' | 'app' | 'verb' | 'table' | 'fp' | 'error' | 'tx' | 'noise';
export interface NamedValue { readonly key: ValueKey; readonly value: string }

const OUTCOMES = { committed: 'committed', rolled_back: 'rolledback', open_at_end: 'open', running: 'running' } as const;
const TOOLS = ['psql', 'dbeaver', 'pgadmin', 'datagrip', 'pgdump', 'driver', 'catalog'];

const named = (key: ValueKey, value: string | null | undefined): NamedValue[] => (value == null || value.trim() === '' ? [] : [{ key, value }]);

/** The outcome of a transaction as the filter says it. */
export function outcomeValue(statement: Statement): NamedValue[] {
  return statement.transactionOutcome === null ? [] : named('tx', OUTCOMES[statement.transactionOutcome]);
}

export function noiseValue(tool: string | null | undefined): NamedValue[] {
  return named('noise', tool == null ? null : TOOLS.includes(tool) ? tool : 'yes');
}

/** What can be named of a statement, as it stands in its detail from left to right. */
export function valuesOf(statement: Statement): NamedValue[] {
  return [
    ...named('verb', statement.verb?.toLowerCase()), ...(statement.tables ?? []).flatMap((table) => named('table', table)), ...named('fp', statement.fingerprint),
    ...named('error', statement.error?.sqlState), ...outcomeValue(statement), ...noiseValue(statement.noise),
  ];
}

/** What can be named of a session; the person by what no two have. */
export function valuesOfSession(session: Session): Record<'target' | 'db' | 'role' | 'user' | 'app', NamedValue | undefined> {
  const { person } = session;
  const first = (key: ValueKey, value: string) => named(key, value)[0];
  return { target: first('target', session.target), db: first('db', session.database), role: first('role', session.databaseRole), user: first('user', person.email === '' ? person.name : person.email), app: first('app', session.application) };
}

/** The term for exactly this value: `*` at its end and `~` in front of it mean themselves. */
export function termOfValue({ key, value }: NamedValue): string {
  return /^~|\*$/.test(value) ? `${key}:"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : termFor(key, value);
}

const isSame = (term: Term, wanted: NamedValue): boolean => term.key === wanted.key && term.value.toLowerCase() === wanted.value.toLowerCase();

/** Whether a filter has a value: wanted, not wanted, or neither. */
export function standsIn(filter: string, value: NamedValue): 'only' | 'without' | null {
  const term = parseFilter(filter).find((each) => isSame(each, value));
  return term === undefined ? null : term.negated ? 'without' : 'only';
}

/** The filter for this value besides what it asks already; of a statement with one verb no second one is asked. */
export function onlyWith(filter: string, value: NamedValue): string {
  const rest = withoutTerms(filter, (term) => isSame(term, value) || (value.key !== 'table' && term.key === value.key && !term.negated));
  return [rest, termOfValue(value)].filter((each) => each !== '').join(' ');
}

export function without(filter: string, value: NamedValue): string {
  return [withoutTerms(filter, (term) => isSame(term, value)), `-${termOfValue(value)}`].filter((each) => each !== '').join(' ');
}

export function withoutEither(filter: string, value: NamedValue): string {
  return withoutTerms(filter, (term) => isSame(term, value));
}
