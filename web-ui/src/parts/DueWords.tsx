import { useEffect, useState } from 'preact/hooks';
import type { Due } from '../api/types';
import { secondsLeft, span } from '../model/reviews';
import { t } from '../strings';
import { Glyph } from './glyphs';

const TICK_MILLIS = 20_000;

/** The time of now, again and again, for what counts down. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLIS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Until when a session is to be reviewed, counting down. */
export function DueWords({ due }: { due: Due }) {
  const now = useNow();
  const left = secondsLeft(due, now);
  if (due.at === null || left === null) return <span class="ink-3">{t.reviews.noDueTime}</span>;
  return <time dateTime={due.at} title={`${due.at} (UTC)`} class={left < 0 ? 'due late' : 'due'}>{left < 0 && <Glyph name="clock" />}{left < 0 ? t.reviews.late(span(left)) : t.reviews.left(span(left))}</time>;
}
