// Moments under what they have in common, both in the order in which they came.

import type { Moment } from '../api/types';
import { fingerprint } from './sql';

export const GROUPINGS = ['session', 'query', 'person', 'target'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface MomentGroup { readonly key: string; readonly moments: readonly Moment[] }

function keyOf(moment: Moment, by: Grouping): string {
  switch (by) {
    case 'session': return moment.session.id;
    case 'query': return fingerprint(moment.statement.sql);
    case 'person': return moment.session.person.id;
    case 'target': return moment.session.target;
  }
}

export function groupMoments(moments: readonly Moment[], by: Grouping): MomentGroup[] {
  const groups = new Map<string, Moment[]>();
  for (const moment of moments) {
    const key = keyOf(moment, by);
    const group = groups.get(key);
    if (group) group.push(moment); else groups.set(key, [moment]);
  }
  return [...groups].map(([key, of]) => ({ key, moments: of }));
}

export function groupingOf(text: string | null): Grouping {
  return GROUPINGS.find((each) => each === text) ?? 'session';
}
