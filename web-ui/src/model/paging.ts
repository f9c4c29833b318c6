// A list that grows by "load more": its items, where it stands, and the answer to a question that was overtaken.

import type { Page } from '../api/types';

export interface Listing<T> {
  /** Which question the items answer; an answer to an older one is dropped. */
  readonly generation: number;
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number | null;
  /** Milliseconds by which the index was behind the recordings. */
  readonly behind: number;
  /** Whether the answer that is awaited continues the items instead of replacing them. */
  readonly appending: boolean;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly failure: unknown;
}

export function emptyListing<T>(): Listing<T> {
  return { generation: 0, items: [], nextCursor: null, total: null, behind: 0, appending: false, state: 'loading', failure: null };
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
      return {
        generation: listing.generation,
        items: listing.appending ? [...listing.items, ...event.page.items] : event.page.items,
        nextCursor: event.page.nextCursor,
        total: event.page.total ?? null,
        behind: event.page.index?.behindMillis ?? 0,
        appending: false,
        state: 'ready',
        failure: null,
      };
    }
    case 'failed':
      return event.generation === listing.generation ? { ...listing, state: 'failed', failure: event.failure } : listing;
  }
}
