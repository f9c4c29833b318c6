// The pills of the statement list: terms of its filter that are one press away.

import type { Outline, OutlineMark, Statement } from '../api/types';
import { isChosen } from './filter';

export type PillName = 'error' | 'write' | 'ddl' | 'bulk' | 'new' | 'sensitive' | 'unscoped';
export interface Pill { readonly name: PillName; readonly key: 'has' | 'new'; readonly value: string; readonly mark: OutlineMark['kind'] }

export const PILLS: readonly Pill[] = [
  { name: 'error', key: 'has', value: 'error', mark: 'error' }, { name: 'write', key: 'has', value: 'write', mark: 'write' }, { name: 'ddl', key: 'has', value: 'ddl', mark: 'ddl' },
  { name: 'bulk', key: 'has', value: 'bulk', mark: 'bulk' }, { name: 'new', key: 'new', value: 'target', mark: 'new' }, { name: 'sensitive', key: 'has', value: 'sensitive', mark: 'sensitive' }, { name: 'unscoped', key: 'has', value: 'unscoped', mark: 'unscoped' },
];

export const termOf = (pill: Pill): string => `${pill.key}:${pill.value}`;

/** `atLeast`: the outline does not have every mark. */
export interface PillState { readonly pill: Pill; readonly count: number; readonly atLeast: boolean; readonly chosen: boolean }

/**
 * The pills that are shown: those with a statement, and those that are chosen.
 *
 * @param whole all statements of the session, or null while they are not all here: an outline leaves out new shapes where most are new
 */
export function pillsOf(outline: Outline, filter: string, whole: ReadonlyMap<number, Statement> | null): PillState[] {
  const marked = new Map<OutlineMark['kind'], number>();
  for (const mark of outline.marks) marked.set(mark.kind, (marked.get(mark.kind) ?? 0) + 1);
  return PILLS.map((pill) => {
    const said = marked.get(pill.mark) ?? 0;
    const fresh = pill.name !== 'new' || whole === null ? 0 : [...whole.values()].filter((each) => each.new?.includes('target') === true).length;
    return { pill, count: Math.max(said, fresh), atLeast: outline.partial && fresh === 0, chosen: isChosen(filter, pill.key, pill.value) };
  }).filter((each) => each.count > 0 || each.chosen);
}
