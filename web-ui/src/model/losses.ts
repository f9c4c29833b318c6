// What a recording lacks, in sentences.

import type { Gap, Outline, OutlineAct, Session } from '../api/types';
import { t } from '../strings';
import { bytes, count } from './format';
import { ordinalAt } from './outline';

const l = t.losses;

/** Whether a recording that is finished lacks something. */
export function isIncomplete(session: Session): boolean {
  return !session.complete && session.seal !== 'not-yet-sealed' && session.state !== 'live';
}

/** What a gap lacks, as far as it is known. */
export function lostIn({ messages, bytes: lost }: Gap): string {
  if (messages === null) return lost === null ? l.lostUnknown : l.lostBytes(bytes(lost));
  if (messages === 0 && lost !== null) return l.lostPart(bytes(lost));
  return l.lost(messages, count(messages), lost === null ? l.unknownSize : bytes(lost));
}

const sum = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);

/** The gaps of a recording, those between the same two messages and of one cause as one: a journal that is almost full takes a piece now and then. */
export function placesOf(gaps: readonly Gap[]): Gap[] {
  const places: Gap[] = [];
  for (const gap of gaps) {
    const last = places.at(-1);
    if (last?.after === gap.after && last.before === gap.before && last.cause === gap.cause) {
      places[places.length - 1] = { ...last, to: gap.to, messages: sum(last.messages, gap.messages), bytes: sum(last.bytes, gap.bytes) };
    } else places.push(gap);
  }
  return places;
}

/** Where a gap is, by the messages around it. */
export function placeOf({ after, before }: Gap): string {
  if (before === null) return l.behind(count(after));
  return after === 0 ? l.first(count(before)) : l.between(count(after), count(before));
}

/**
 * What a finished recording lacks besides what the places of its gaps say, how much, and why as far as it is known; empty
 * if its verdict does not say.
 */
export function lossesOf({ sealedVerdict, gaps: places = [] }: Pick<Session, 'sealedVerdict' | 'gaps'>): string[] {
  if (!sealedVerdict) return [];
  const isPlaced = (gap: Gap) => gap.before !== null;
  const placed = places.filter(isPlaced);
  const gaps = placesOf(placed).length === 1 && sealedVerdict.gaps?.count === placed.length ? undefined : sealedVerdict.gaps;
  const { truncatedBytes = 0, ended } = places.every(isPlaced) ? sealedVerdict : {};
  const size = (known: number) => (known > 0 ? bytes(known) : l.unknownSize);
  return [
    ...(gaps && gaps.count > 0 ? [l.gaps(gaps.messages, count(gaps.messages), size(gaps.bytes), gaps.count, count(gaps.count))] : []),
    ...(truncatedBytes > 0 ? [l.torn(bytes(truncatedBytes))] : []),
    ...(ended === 'recovered' ? [l.stopped(truncatedBytes > 0)] : []),
  ];
}

/** When a gap began, in seconds since the start of the session; until when, null if that is not known. */
export function spanOf(gap: Gap, { startedAt }: Pick<Session, 'startedAt'>): { from: number; to: number | null } {
  const seconds = (at: string) => Math.max(0, (Date.parse(at) - Date.parse(startedAt)) / 1000);
  return { from: seconds(gap.from), to: gap.to === null ? null : seconds(gap.to) };
}

/** The outline with the gaps of the recording among the acts, each behind the last statement that had begun. */
export function withLosses(outline: Outline, session: Pick<Session, 'startedAt' | 'gaps'>): Outline {
  const gaps = placesOf(session.gaps ?? []);
  if (gaps.length === 0) return outline;
  const lost = gaps.map((gap, index): OutlineAct => {
    const { from } = spanOf(gap, session);
    const ordinal = from < (outline.points.atSeconds[0] ?? Infinity) ? 0 : ordinalAt(outline, from) ?? 0;
    return { number: -1 - index, kind: 'lost', atSeconds: from, ordinal, reason: '', text: `${placeOf(gap)}: ${gap.cause}. ${lostIn(gap)}` };
  });
  return { ...outline, acts: [...outline.acts, ...lost].sort((one, other) => one.ordinal - other.ordinal || one.atSeconds - other.atSeconds) };
}
