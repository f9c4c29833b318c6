import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { problemIn } from '../../model/filter';
import { fitOf, nextFit, type Fit } from '../../model/matches';
import { usePolling } from '../../parts/load';
import { go, usePlace, withQuery } from '../../router';
import type { ReplayHandle } from './useReplay';

const LIVE_MILLIS = 3000;

export interface ListFilter {
  /** As it stands in the address. */
  readonly filter: string;
  /** What fits, as last heard; that of the filter before while an answer is on its way, null without a filter. */
  readonly fit: Fit | null;
  /** Whether only what fits is listed, rather than marked. */
  readonly onlyThese: boolean;
  readonly asking: boolean;
  readonly failure: unknown;
  setOnlyThese: (only: boolean) => void;
  /** Changes the filter as it stands there by now. */
  change: (to: (filter: string) => string, how?: 'push' | 'replace') => void;
  /** Goes to the next or previous statement that fits, as soon as that is known. */
  found: (direction: 1 | -1) => void;
  again: () => void;
}

interface Answer { readonly filter: string; readonly fit: Fit }
interface Asked { readonly answer: Answer | null; readonly asking: boolean; readonly failure: unknown }
const NOTHING: Asked = { answer: null, asking: false, failure: null };

const filterNow = (): string => new URLSearchParams(location.search).get('f') ?? '';

/** What of a session fits a filter; that of a live one is asked for again as it grows. */
function useMatches(session: Session, filter: string, total: number): Asked & { again: () => void } {
  const [asked, setAsked] = useState<Asked>(NOTHING);
  const [turn, setTurn] = useState(0);
  const isAsked = filter !== '' && problemIn(filter) === null;
  const heard = `${session.messages} ${total} ${session.state}`;
  const known = useRef(heard);
  useEffect(() => {
    if (!isAsked) { setAsked(NOTHING); return undefined; }
    const abort = new AbortController();
    known.current = heard;
    setAsked((old) => ({ ...old, asking: true }));
    api.matches(session.id, filter, abort.signal).then(
      (matches) => { if (!abort.signal.aborted) setAsked({ answer: { filter, fit: fitOf(matches) }, asking: false, failure: null }); },
      // The list stays as it was.
      (failure: unknown) => { if (!abort.signal.aborted) setAsked((old) => ({ ...old, asking: false, failure })); },
    );
    return () => abort.abort();
  }, [session.id, filter, turn]);
  const again = () => setTurn((n) => n + 1);
  const isBehind = (asked.answer?.fit.index?.waitingRecordings ?? 0) > 0;
  usePolling(isAsked && !asked.asking && asked.failure === null && session.state === 'live', LIVE_MILLIS, () => { if (heard !== known.current || isBehind) again(); });
  const before = useRef(session.state);
  useEffect(() => {
    if (before.current === 'live' && session.state !== 'live' && isAsked) again();
    before.current = session.state;
  }, [session.state]);
  return { ...asked, again };
}

/** The filter of the list, which stands in the address, and what it fits. */
export function useFilter(session: Session, { replay }: ReplayHandle, select: (ordinal: number) => void): ListFilter {
  const { query } = usePlace();
  const filter = query.get('f') ?? '';
  const onlyThese = query.get('only') !== 'no';
  const { answer, asking, failure, again } = useMatches(session, filter, replay.total);
  const put = (f: string, only: boolean, how: 'push' | 'replace') => go(withQuery(location.pathname, { f, only: f === '' || only ? '' : 'no' }) + location.hash, how);
  const wanted = useRef<1 | -1 | null>(null);
  const step = (fit: Fit, direction: 1 | -1) => {
    const ordinal = nextFit(fit, replay.position.q ?? (direction > 0 ? 0 : replay.total + 1), direction);
    if (ordinal !== null) select(ordinal);
  };
  useEffect(() => {
    if (wanted.current === null || asking) return;
    if (answer?.filter === filter && failure === null) step(answer.fit, wanted.current);
    wanted.current = null;
  }, [answer, asking]);
  return {
    filter, fit: answer?.fit ?? null, onlyThese, asking, failure, again,
    setOnlyThese: (only) => put(filterNow(), only, 'push'),
    change: (to, how = 'push') => put(to(filterNow()).trim(), onlyThese, how),
    found: (direction) => {
      const now = filterNow();
      if (now === '' || problemIn(now) !== null) return;
      if (answer?.filter === now) step(answer.fit, direction); else wanted.current = direction;
    },
  };
}

const ASK_AFTER_MILLIS = 250;

export interface Draft { readonly draft: string; type: (draft: string) => void; apply: () => void; begin: () => void }

/** What somebody types into the field: it becomes the filter after a moment's rest, and one step of the history until they leave. */
export function useDraft({ filter, change }: ListFilter): Draft {
  const [draft, setDraft] = useState(filter);
  const latest = useRef(draft);
  const applied = useRef(filter);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const how = useRef<'push' | 'replace'>('push');
  const changing = useRef(change);
  changing.current = change;
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    // What this field itself put there must not take away what was typed since.
    if (filter === applied.current) return;
    applied.current = filter;
    latest.current = filter;
    setDraft(filter);
  }, [filter]);
  const acts = useMemo(() => {
    const apply = () => {
      clearTimeout(timer.current);
      const next = latest.current.trim();
      if (next === applied.current || problemIn(next) !== null) return;
      applied.current = next;
      changing.current(() => next, how.current);
      how.current = 'replace';
    };
    const type = (next: string) => {
      latest.current = next;
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(apply, ASK_AFTER_MILLIS);
    };
    return { apply, type, begin: () => { how.current = 'push'; } };
  }, []);
  return { draft, ...acts };
}
