// Whether a recording is what was written, in a word and in sentences.

import type { Verification } from '../api/types';
import { t } from '../strings';
import { briefly, count } from './format';

const c = t.chain;

export type ChainState = 'intact' | 'broken' | 'unsigned' | 'unchecked';

/** What the check came to; `unchecked` is a file of another version, or one without its end. */
export function chainState({ verdict, signature }: Pick<Verification, 'verdict' | 'signature'>): ChainState {
  if (verdict === 'tampered') return 'broken';
  if (verdict !== 'intact') return 'unchecked';
  if (signature === 'valid') return 'intact';
  return signature === 'unsigned' ? 'unsigned' : 'broken';
}

/** What is wrong with a broken chain, the first bad record, and what can still be trusted. */
export function chainSentences({ damage, records, signature, key }: Verification): string[] {
  if (damage === null) return [signature === 'unknown-key' ? c.foreign(briefly(key ?? '')) : c.badSignature];
  return [
    c.firstBad(c.harms[damage.harm] ?? damage.harm, count(damage.firstBad), count(damage.offset), briefly(damage.text)),
    damage.proven >= 1 ? c.proven(count(damage.proven)) : damage.firstBad > 1 ? c.fits(count(Math.min(records, damage.firstBad - 1))) : c.nothing,
  ];
}
