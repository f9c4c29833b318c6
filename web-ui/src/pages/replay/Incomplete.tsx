import type { Gap, Session } from '../../api/types';
import { briefly, count } from '../../model/format';
import { isIncomplete, lossesOf, lostIn, placeOf, placesOf } from '../../model/losses';
import { Recorded, Time } from '../../parts/basics';
import { t } from '../../strings';

const l = t.losses;
/** So many places are shown at once. */
const MOST_SHOWN = 3;

function Place({ gap, session }: { gap: Gap; session: Session }) {
  const message = gap.after > 0 ? gap.after : gap.before;
  const onDay = (at: string) => at.slice(0, 10) !== session.startedAt.slice(0, 10);
  return (
    <li>
      {message === null || session.statements === 0 ? placeOf(gap) : <a href={`#m=${message}`}>{placeOf(gap)}</a>}: <Recorded text={gap.cause} />, <Time at={gap.from} withDate={onDay(gap.from)} />
      {gap.to !== null && <> {l.to} <Time at={gap.to} withDate={onDay(gap.to)} /></>} {t.common.utc}. {lostIn(gap)}
    </li>
  );
}

/** What a recording lacks as far as it is written: where, why, when and how much. */
export function Incomplete({ session }: { session: Session }) {
  const gaps = placesOf(session.gaps ?? []);
  if (!isIncomplete(session) && gaps.length === 0) return null;
  const losses = lossesOf(session);
  const list = (some: readonly Gap[]) => <ul aria-label={l.places}>{some.map((each, index) => <Place key={index} gap={each} session={session} />)}</ul>;
  const more = gaps.length - MOST_SHOWN;
  return (
    <div class="incomplete" role="status">
      <p><span aria-hidden="true">⚠ </span><strong>{t.replay.recordingIncomplete}.</strong> {losses.length === 0 && gaps.length === 0 && briefly(session.verdict)}</p>
      {losses.length > 0 && <ul>{losses.map((each) => <li key={each}>{each}</li>)}</ul>}
      {gaps.length > 0 && list(gaps.slice(0, MOST_SHOWN))}
      {more > 0 && <details><summary>{l.more(more, count(more))}</summary>{list(gaps.slice(MOST_SHOWN))}</details>}
      <p class="ink-2">{l.rest}</p>
    </div>
  );
}
