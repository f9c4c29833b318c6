// Saved searches: which belong where, and where they lead. No network, no page.

import type { SavedSearch, SearchKind } from '../api/types';
import { parseFilter } from './filter';

/** The list with the filter in its address. */
export function listPath({ kind, filter }: Pick<SavedSearch, 'kind' | 'filter'>): string {
  return kind === 'sessions' ? `/sessions?${new URLSearchParams({ f: filter })}` : `/search?${new URLSearchParams({ q: filter })}`;
}

/** The address that opens a search, whatever becomes of its name and filter. */
export function searchPath(id: string): string {
  return `/q/${id}`;
}

/** Those of one list, apart by whose they are; the order stays. */
export function searchesOf(items: readonly SavedSearch[], kind: SearchKind): { own: SavedSearch[]; others: SavedSearch[] } {
  const those = items.filter((each) => each.kind === kind);
  return { own: those.filter((each) => each.own), others: those.filter((each) => !each.own) };
}

export type Savable = 'yes' | 'nothing' | 'wrong';

/** Whether a filter can be saved, or why not. */
export function savable(filter: string): Savable {
  if (filter.trim() === '') return 'nothing';
  return parseFilter(filter).some((term) => term.problem !== null) ? 'wrong' : 'yes';
}
