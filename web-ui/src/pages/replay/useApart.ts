import { useEffect, useMemo, useRef } from 'preact/hooks';
import { api } from '../../api/client';
import { asksFor, type Ask } from '../../model/matches';
import { STATEMENTS_PER_PAGE, type ReplayEvent } from '../../model/replay';

const UNDER_WAY = 4;
/** Between neighbours of a list so many statements may lie that are read with them. */
const NEAR = 20;

/** Reads statements that lie far apart, some at a time; those that somebody scrolled past are not asked for any more. */
export function useApart(session: string, tell: (event: ReplayEvent) => void, failed: (refusal: unknown) => void): (ordinals: readonly number[]) => void {
  const wanted = useRef<Ask[]>([]);
  const underWay = useRef<Ask[]>([]);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  return useMemo(() => {
    const pump = () => {
      while (underWay.current.length < UNDER_WAY) {
        const ask = wanted.current.shift();
        if (ask === undefined) return;
        underWay.current.push(ask);
        const ended = () => { underWay.current = underWay.current.filter((each) => each !== ask); };
        api.statements(session, ask.after, ask.limit, leaving.current.signal).then(
          (page) => { ended(); tell({ kind: 'arrived', page }); pump(); },
          (refusal: unknown) => { ended(); wanted.current = []; if (!leaving.current.signal.aborted) failed(refusal); },
        );
      }
    };
    return (ordinals) => {
      const isComing = (ordinal: number) => underWay.current.some((ask) => ordinal > ask.after && ordinal <= ask.after + ask.limit);
      wanted.current = asksFor(ordinals.filter((ordinal) => !isComing(ordinal)), STATEMENTS_PER_PAGE, NEAR);
      pump();
    };
  }, [session]);
}
