import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { emptyListing, reduceListing, type Listing, type ListingEvent } from '../model/paging';
import type { Page } from '../api/types';

export type Loaded<T> =
  | { state: 'loading'; value: T | null; failure: null }
  | { state: 'ready'; value: T; failure: null }
  | { state: 'failed'; value: T | null; failure: unknown };

/** Loads a value again whenever `key` changes; the last good value stays while the next one is on its way. */
export function useLoaded<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> & { reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading', value: null, failure: null });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    setLoaded((old) => ({ state: 'loading', value: old.value, failure: null }));
    latest.current(abort.signal).then(
      (value) => { if (!abort.signal.aborted) setLoaded({ state: 'ready', value, failure: null }); },
      (failure: unknown) => { if (!abort.signal.aborted) setLoaded((old) => ({ state: 'failed', value: old.value, failure })); },
    );
    return () => abort.abort();
  }, [key, turn]);
  return { ...loaded, reload: useCallback(() => setTurn((n) => n + 1), []) };
}

export interface ListingHandle<T> { listing: Listing<T>; more: () => void; reload: () => void }

/** A cursor list for the question that `key` names. */
export function useListing<T>(key: string, load: (cursor: string | null) => Promise<Page<T>>): ListingHandle<T> {
  const [listing, tell] = useReducer<Listing<T>, ListingEvent<T>>(reduceListing, emptyListing<T>());
  const generation = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const fetchPage = (cursor: string | null) => {
    const own = generation.current;
    latest.current(cursor).then(
      (page) => tell({ kind: 'arrived', generation: own, page }),
      (failure: unknown) => tell({ kind: 'failed', generation: own, failure }),
    );
  };
  const restart = () => {
    generation.current++;
    tell({ kind: 'restarted' });
    fetchPage(null);
  };
  useEffect(restart, [key]);
  return {
    listing,
    reload: restart,
    more: () => { tell({ kind: 'more' }); fetchPage(listing.nextCursor); },
  };
}

/** Calls `tick` every `millis` while the page is visible and `on` holds. */
export function usePolling(on: boolean, millis: number, tick: () => void): void {
  const latest = useRef(tick);
  latest.current = tick;
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => { if (!document.hidden) latest.current(); }, millis);
    return () => clearInterval(timer);
  }, [on, millis]);
}
