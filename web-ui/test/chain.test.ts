import { describe, expect, it } from 'vitest';
import type { Verification } from '../src/api/types';
import { chainSentences, chainState } from '../src/model/chain';

const INTACT: Verification = { session: 'S', checkedAt: '2026-11-21T01:20:03Z', verdict: 'intact', signature: 'valid', key: 'k', bytes: 4711, blocks: 3, records: 147, lastHash: 'ff', damage: null };
const damage = { harm: 'flip', firstBad: 88, proven: 80, offset: 234, text: 'its checksum is wrong' };
const broken = (change: Partial<NonNullable<Verification['damage']>>): Verification => ({ ...INTACT, verdict: 'tampered', damage: { ...damage, ...change } });

describe('the chain of a recording', () => {
  it('is intact only if it is signed by a key of the broker', () => {
    expect(chainState(INTACT)).toBe('intact');
    expect(chainState({ verdict: 'intact', signature: 'unsigned' })).toBe('unsigned');
    expect(chainState({ verdict: 'intact', signature: 'unknown-key' })).toBe('broken');
    expect(chainState({ verdict: 'intact', signature: 'invalid' })).toBe('broken');
    expect(chainState(broken({}))).toBe('broken');
  });
  it('says nothing of a recording without its end, or of another version', () => {
    for (const verdict of ['incomplete', 'too-new', 'too-old'] as const) expect(chainState({ verdict, signature: null })).toBe('unchecked');
  });
  it('says where it breaks, and what can still be trusted', () => {
    expect(chainSentences(broken({}))).toEqual(['The first bad record is number 88, at byte 234 of the file: bytes were changed (its checksum is wrong).', 'Records 1 to 80 are what was signed.']);
    expect(chainSentences(broken({ proven: 0 }))[1]).toBe('Records 1 to 87 fit together, but nothing proves that they are what was signed.');
    expect(chainSentences(broken({ proven: 0, firstBad: 1 }))[1]).toBe('Nothing in it can be trusted.');
  });
  it('names a key that is none of the broker’s', () => {
    expect(chainSentences({ ...INTACT, signature: 'unknown-key', key: 'elsewhere+1' })).toEqual(['It is signed by elsewhere+1, which is no key of this broker.']);
    expect(chainSentences({ ...INTACT, signature: 'invalid' })).toEqual(['Its signature is not by the key that it names.']);
  });
});
