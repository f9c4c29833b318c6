// A list that grows by "load more": its items, where it stands, and the answer to a question that was overtaken.

import type { Page } from '../api/types';
import { t } from '../strings';
import { count } from './format';

export interface Listing<T> {
  /** Which question the items answer; an answer to an older one is dropped. */
  readonly generation: number;
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number | null;
  /** Whether there are no more than `total`. */
  readonly totalIsExact: boolean;
  /** Where the search stopped before the page was full; null if it did not. */
  readonly searchedBackTo: string | null;
  /** Milliseconds by which the index was behind the recordings. */
  readonly behind: number;
  /** Whether the answer that is awaited continues the items instead of replacing them. */
  readonly appending: boolean;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly failure: unknown;
}

export function emptyListing<T>(): Listing<T> {
  return { generation: 0, items: [], nextCursor: null, total: null, totalIsExact: true, searchedBackTo: null, behind: 0, appending: false, state: 'loading', failure: null };
}

export type ListingEvent<T> =
  | { kind: 'restarted' }
  | { kind: 'more' }
  | { kind: 'arrived'; generation: number; page: Page<T> }
  | { kind: 'failed'; generation: number; failure: unknown };

export function reduceListing<T>(listing: Listing<T>, event: ListingEvent<T>): Listing<T> {
  switch (event.kind) {
    // Old items stay on the page until the new ones are here.
    case 'restarted':
      return { ...listing, generation: listing.generation + 1, appending: false, state: 'loading', failure: null };
    case 'more': return { ...listing, appending: true, state: 'loading', failure: null };
    case 'arrived': {
      if (event.generation !== listing.generation) return listing;
      const { page } = event;
      const items = listing.appending ? [...listing.items, ...page.items] : page.items;
      const isExact = page.totalIsExact !== false;
      const isWhole = page.nextCursor === null && !isExact;
      return {
        generation: listing.generation,
        items,
        nextCursor: page.nextCursor,
        // What is here is counted, whatever the last page knew of it.
        total: page.total === undefined ? null : isWhole ? items.length : isExact ? page.total : Math.max(page.total, items.length),
        totalIsExact: isExact || isWhole,
        searchedBackTo: page.searchedBackTo ?? null,
        behind: page.index?.behindMillis ?? 0,
        appending: false,
        state: 'ready',
        failure: null,
      };
    }
    case 'failed':
      return event.generation === listing.generation ? { ...listing, state: 'failed', failure: event.failure } : listing;
  }
}

interface Total { total?: number | null; totalIsExact?: boolean; searchedBackTo?: string | null }

/** How many there are, as far as it is known, in the words that a number of them has; empty if nothing is known. */
export function totalWords({ total, totalIsExact, searchedBackTo }: Total, words: (n: number, shown: string) => string): string {
  if (total === undefined || total === null) return '';
  if (searchedBackTo !== undefined && searchedBackTo !== null) return t.common.soFar(words(total, count(total)));
  return words(total, totalIsExact === false ? t.common.orMore(count(total)) : count(total));
}
