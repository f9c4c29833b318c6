import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Outline, Session } from '../../api/types';
import { EMPTY_OUTLINE, ordinalAt } from '../../model/outline';
import { formatPosition, parsePosition, secondsOf, type When } from '../../model/position';
import { pagesToAsk, reduce, startReplay, STATEMENTS_PER_PAGE, type Replay, type ReplayEvent } from '../../model/replay';
import { useLoaded, usePolling } from '../../parts/load';
import { go, usePlace } from '../../router';
import { useApart } from './useApart';

const LIVE_MILLIS = 500;
const LIVE_OUTLINE_MILLIS = 3000;
/** How far back a live session is read again: statements still running get their outcome this way. */
const LIVE_OVERLAP = 20;
/** Pages of a long session that may be on their way at once: what somebody scrolled past is let go. */
const PAGES_UNDER_WAY = 3;
/** Browsers refuse addresses that change too often; the last one always gets there. */
const ADDRESS_MILLIS = 150;
/** Sessions up to here are read whole, so that noise in them can be folded and text in them found. */
export const WHOLE_STATEMENTS = 2000;

export interface ReplayHandle {
  replay: Replay; outline: Outline; tell: (event: ReplayEvent) => void; need: (first: number, last: number) => void;
  /** Asks for statements of a list: by pages, or, where they lie far apart in a long session, each by itself. */
  needEach: (ordinals: readonly number[], apart: boolean) => void;
  failure: unknown; retry: () => void;
}

/** The outline of a session; that of a live one is asked for again as it grows. */
function useOutline(session: Session, total: number): { outline: Outline; failure: unknown } {
  const loaded = useLoaded(session.id, (signal) => api.outline(session.id, signal));
  const outline = loaded.value ?? EMPTY_OUTLINE;
  // Whatever passed may have been an act upon the session; a hold alone brings no statement.
  const heard = `${session.messages} ${total}`;
  const known = useRef(heard);
  usePolling(session.state === 'live', LIVE_OUTLINE_MILLIS, () => { if (total !== outline.total || heard !== known.current) { known.current = heard; loaded.reload(); } });
  const ended = useRef(session.state);
  useEffect(() => {
    if (ended.current === 'live' && session.state !== 'live') loaded.reload();
    ended.current = session.state;
  }, [session.state]);
  return { outline, failure: loaded.state === 'failed' ? loaded.failure : null };
}

interface Address {
  /** Puts a fragment there: at once, or a little later if one was put there just now. */
  write: (fragment: string) => void;
  /** Whether this page put it there, rather than a link or the history. */
  isOwn: (fragment: string) => boolean;
  /** Takes what a link or the history put there. */
  take: (fragment: string) => void;
}

function useAddress(fragment: string): Address {
  const wanted = useRef(fragment);
  const there = useRef(fragment);
  const last = useRef(-ADDRESS_MILLIS);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(() => ({
    write: (next) => {
      if (next === wanted.current) return;
      wanted.current = next;
      clearTimeout(timer.current);
      const put = () => { there.current = next; last.current = performance.now(); go(location.pathname + location.search + next, 'replace'); };
      const wait = last.current + ADDRESS_MILLIS - performance.now();
      if (wait <= 0) put();
      else timer.current = setTimeout(put, wait);
    },
    isOwn: (each) => each === wanted.current || each === there.current,
    take: (next) => { clearTimeout(timer.current); wanted.current = next; there.current = next; },
  }), []);
}

/** The replay of a loaded session, kept in step with the fragment of the address. */
export function useReplay(session: Session, refreshSession: () => void): ReplayHandle {
  const place = usePlace();
  const [replay, tell] = useReducer<Replay, ReplayEvent, Session>(reduce, session, () => startReplay(parsePosition(place.hash), session.state === 'live'));
  const [failure, setFailure] = useState<unknown>(null);
  const address = useAddress(place.hash);
  const { outline, failure: outlineFailure } = useOutline(session, replay.total);

  // Several parts need the same page in one turn, before the replay knows that it was asked for.
  const underWay = useRef(new Map<number, AbortController>());
  const long = session.statements > WHOLE_STATEMENTS;
  const load = useCallback((page: number) => {
    if (underWay.current.has(page)) return;
    const [oldest] = underWay.current;
    if (long && oldest !== undefined && underWay.current.size >= PAGES_UNDER_WAY) oldest[1].abort();
    const abort = new AbortController();
    underWay.current.set(page, abort);
    tell({ kind: 'asked', page });
    api.statements(session.id, page * STATEMENTS_PER_PAGE, STATEMENTS_PER_PAGE, abort.signal).then(
      (answer) => { underWay.current.delete(page); setFailure(null); tell({ kind: 'arrived', page: answer }); },
      (refusal: unknown) => {
        underWay.current.delete(page);
        if (abort.signal.aborted) tell({ kind: 'refused', page });
        // The page stays asked until somebody retries: a broken page must not be asked for in a loop.
        else setFailure({ refusal, page });
      },
    );
  }, [session.id, long]);
  const need = useCallback((first: number, last: number) => pagesToAsk(replay, first, last).forEach(load), [replay, load]);

  const needApart = useApart(session.id, tell, (refusal) => setFailure({ refusal, page: null }));
  const needEach = useCallback((ordinals: readonly number[], apart: boolean) => {
    if (apart && long) needApart(ordinals); else ordinals.forEach((ordinal) => need(ordinal - 1, ordinal - 1));
  }, [need, needApart, long]);

  /** A message that an address names decides the statement, whatever else the address says. */
  const placeMessage = useCallback((m: number) => {
    api.messages(session.id, m - 1, 1).then(({ items }) => {
      const found = items.find((each) => each.number === m);
      if (found === undefined) tell({ kind: 'missed', missing: { what: 'message', wanted: m }, ordinal: 1 });
      else tell({ kind: 'placed', m, ordinal: found.ordinal });
    }, (refusal: unknown) => setFailure({ refusal, page: null }));
  }, [session.id]);

  useEffect(() => {
    const { q, m } = replay.position;
    const wanted = q !== null ? q : replay.following ? Math.max(1, session.statements) : 1;
    load(Math.floor((Math.min(wanted, Math.max(1, session.statements)) - 1) / STATEMENTS_PER_PAGE));
    if (m !== null) placeMessage(m);
  }, [session.id]);
  useEffect(() => {
    if (replay.total > 0 && replay.total <= WHOLE_STATEMENTS) pagesToAsk(replay, 0, replay.total - 1).forEach(load);
  }, [replay.total, replay.asked]);

  useEffect(() => {
    const when = replay.position.t;
    if (when === null || outline.total === 0) return;
    placeTime(when, outline, session, tell);
  }, [replay.position.t, outline]);

  useEffect(() => {
    const fragment = formatPosition(replay.position);
    // A live session that follows keeps its plain address: the link then means "now".
    if (replay.following || replay.position.q === null) return;
    address.write(fragment);
  }, [replay.position, replay.following]);
  useEffect(() => {
    if (address.isOwn(place.hash)) return;
    address.take(place.hash);
    const position = parsePosition(place.hash);
    tell({ kind: 'moved', position });
    if (position.q !== null) need(position.q - 1, position.q - 1);
    if (position.m !== null) placeMessage(position.m);
  }, [place.hash]);
  useEffect(() => { if (replay.position.q !== null && replay.total > 0) need(replay.position.q - 1, replay.position.q - 1); }, [replay.position.q, replay.total]);

  const heard = `${session.messages} ${session.statements} ${session.state}`;
  usePolling(session.state === 'live', LIVE_MILLIS, refreshSession);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    api.statements(session.id, Math.max(0, replay.total - LIVE_OVERLAP), STATEMENTS_PER_PAGE).then(
      (answer) => { setFailure(null); tell({ kind: 'arrived', page: answer }); },
      (refusal: unknown) => setFailure({ refusal, page: null }),
    );
  }, [heard]);

  const shown = failure as { refusal: unknown; page: number | null } | null;
  return {
    replay, outline, tell, need, needEach, failure: shown?.refusal ?? outlineFailure,
    retry: () => { setFailure(null); if (shown?.page != null) load(shown.page); },
  };
}

function placeTime(when: When, outline: Outline, session: Session, tell: (event: ReplayEvent) => void): void {
  const seconds = secondsOf(when, session.startedAt);
  const ordinal = ordinalAt(outline, seconds);
  if (ordinal === null) return;
  const outside = seconds < 0 || (session.state !== 'live' && seconds > session.durationSeconds + 0.001);
  if (outside) tell({ kind: 'missed', missing: { what: 'time', wanted: 'clock' in when ? when.clock : `+${when.seconds}s` }, ordinal });
  else tell({ kind: 'selected', ordinal });
}
