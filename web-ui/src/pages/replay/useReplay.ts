import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { formatPosition, parsePosition } from '../../model/position';
import { pagesToAsk, reduce, startReplay, STATEMENTS_PER_PAGE, type Replay, type ReplayEvent } from '../../model/replay';
import { usePolling } from '../../parts/load';
import { go, usePlace } from '../../router';

const LIVE_MILLIS = 1000;
/** How far back a live session is read again: statements still running get their outcome this way. */
const LIVE_OVERLAP = 20;

export interface ReplayHandle { replay: Replay; tell: (event: ReplayEvent) => void; need: (first: number, last: number) => void; failure: unknown; retry: () => void }

/** The replay of a loaded session, kept in step with the fragment of the address. */
export function useReplay(session: Session, refreshSession: () => void): ReplayHandle {
  const place = usePlace();
  const [replay, tell] = useReducer<Replay, ReplayEvent, Session>(reduce, session, () => startReplay(parsePosition(place.hash), session.state === 'live'));
  const [failure, setFailure] = useState<unknown>(null);
  const written = useRef(place.hash);

  const load = useCallback((page: number) => {
    tell({ kind: 'asked', page });
    api.statements(session.id, page * STATEMENTS_PER_PAGE, STATEMENTS_PER_PAGE).then(
      (answer) => { setFailure(null); tell({ kind: 'arrived', page: answer }); },
      // The page stays asked until somebody retries: a broken page must not be asked for in a loop.
      (refusal: unknown) => setFailure({ refusal, page }),
    );
  }, [session.id]);
  const need = useCallback((first: number, last: number) => pagesToAsk(replay, first, last).forEach(load), [replay, load]);

  useEffect(() => {
    const q = replay.position.q;
    const wanted = q !== null ? q : replay.following ? Math.max(1, session.statements) : 1;
    load(Math.floor((Math.min(wanted, Math.max(1, session.statements)) - 1) / STATEMENTS_PER_PAGE));
    if (q === null && replay.position.m !== null) {
      const { m } = replay.position;
      api.messages(session.id, m - 1, 1).then(({ items }) => {
        const ordinal = items[0]?.ordinal ?? null;
        if (ordinal !== null) tell({ kind: 'moved', position: { ...replay.position, q: ordinal } });
      }, (refusal: unknown) => setFailure({ refusal, page: 0 }));
    }
  }, [session.id]);

  useEffect(() => {
    const fragment = formatPosition(replay.position);
    // A live session that follows keeps its plain address: the link then means "now".
    if (replay.following || replay.position.q === null || fragment === written.current) return;
    written.current = fragment;
    go(location.pathname + location.search + fragment, 'replace');
  }, [replay.position, replay.following]);
  useEffect(() => {
    if (place.hash === written.current) return;
    written.current = place.hash;
    tell({ kind: 'moved', position: parsePosition(place.hash) });
    const { q } = parsePosition(place.hash);
    if (q !== null) need(q - 1, q - 1);
  }, [place.hash]);

  usePolling(session.state === 'live', LIVE_MILLIS, () => {
    refreshSession();
    api.statements(session.id, Math.max(0, replay.total - LIVE_OVERLAP), STATEMENTS_PER_PAGE).then(
      (answer) => { setFailure(null); tell({ kind: 'arrived', page: answer }); },
      (refusal: unknown) => setFailure({ refusal, page: null }),
    );
  });

  const shown = failure as { refusal: unknown; page: number | null } | null;
  return { replay, tell, need, failure: shown?.refusal ?? null, retry: () => { setFailure(null); if (shown?.page != null) load(shown.page); } };
}
