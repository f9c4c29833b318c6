// What a recording lacks, in sentences.

import type { Gap, Session } from '../api/types';
import { t } from '../strings';
import { bytes, count } from './format';

const l = t.losses;

/** Whether a recording that is finished lacks something. */
export function isIncomplete(session: Session): boolean {
  return !session.complete && session.seal !== 'not-yet-sealed' && session.state !== 'live';
}

/** What a gap lacks, as far as it is known. */
export function lostIn({ messages, bytes: lost }: Gap): string {
  if (messages === null) return lost === null ? l.lostUnknown : l.lostBytes(bytes(lost));
  return l.lost(messages, count(messages), lost === null ? l.unknownSize : bytes(lost));
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
  const gaps = places.filter(isPlaced).length === 1 && sealedVerdict.gaps?.count === 1 ? undefined : sealedVerdict.gaps;
  const { truncatedBytes = 0, ended } = places.every(isPlaced) ? sealedVerdict : {};
  const size = (known: number) => (known > 0 ? bytes(known) : l.unknownSize);
  return [
    ...(gaps && gaps.count > 0 ? [l.gaps(gaps.messages, count(gaps.messages), size(gaps.bytes), gaps.count, count(gaps.count))] : []),
    ...(truncatedBytes > 0 ? [l.torn(bytes(truncatedBytes))] : []),
    ...(ended === 'recovered' ? [l.stopped(truncatedBytes > 0)] : []),
  ];
}
