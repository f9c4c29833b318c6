// What a recording lacks, in sentences.

import type { Session } from '../api/types';
import { t } from '../strings';
import { bytes, count } from './format';

const l = t.losses;

/** Whether a recording that is finished lacks something. */
export function isIncomplete(session: Session): boolean {
  return !session.complete && session.seal !== 'not-yet-sealed' && session.state !== 'live';
}

/** What a finished recording lacks, how much, and why as far as it is known; empty if its verdict does not say. */
export function lossesOf({ sealedVerdict }: Pick<Session, 'sealedVerdict'>): string[] {
  if (!sealedVerdict) return [];
  const { gaps, truncatedBytes = 0, ended } = sealedVerdict;
  const size = (known: number) => (known > 0 ? bytes(known) : l.unknownSize);
  return [
    ...(gaps && gaps.count > 0 ? [l.gaps(gaps.messages, count(gaps.messages), size(gaps.bytes), gaps.count, count(gaps.count))] : []),
    ...(truncatedBytes > 0 ? [l.torn(bytes(truncatedBytes))] : []),
    ...(ended === 'recovered' ? [l.stopped(truncatedBytes > 0)] : []),
  ];
}
