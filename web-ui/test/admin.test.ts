import { describe, expect, it } from 'vitest';
import examples from '../src/api/examples/admin.json';
import type { Erasure, Me, StoreHealth } from '../src/api/types';
import { linesOf, mayAdminister, verdictOf, whyNotDecide } from '../src/model/admin';

const store: StoreHealth = examples.store;
const erasure = examples.erasures.items[0] as Erasure;
function me(rights: Partial<Me['rights']>, email = 'robin@example.test'): Me {
  return { person: { id: 'p', name: 'Robin Marsh', email, groups: [] }, roles: [], rights: { seeAllSessions: false, approve: false, ...rights }, expiresAt: '2026-11-21T09:00:00.000000Z', csrf: '' };
}
const tonesOf = (changes: Partial<StoreHealth>) => linesOf({ ...store, ...changes }).filter((line) => line.tone === 'warn' || line.tone === 'bad').map((line) => `${line.name}: ${line.tone}`);

describe('health', () => {
  it('is good, with nothing to look at, while everything works', () => {
    expect([verdictOf(store).tone, tonesOf({})]).toEqual(['good', []]);
  });
  it('names what needs somebody, while sessions are still taken', () => {
    expect(tonesOf({ lagMillis: 4000 })).toEqual(['Recorder lag: warn']);
    expect(tonesOf({ alarm: 'low' })).toEqual(['Disk: warn']);
    expect(tonesOf({ warning: 'syncs are too fast' })).toEqual(['Syncs to disk: warn']);
    expect(tonesOf({ quarantined: 1, recovery: 'two recordings' })).toEqual(['Quarantine: warn', 'Recovery: warn']);
    expect(tonesOf({ index: { ...store.index, failures: 1 } })).toEqual(['Search index: warn']);
    expect(verdictOf({ ...store, lagMillis: 4000 }).tone).toBe('warn');
  });
  it('says that no session is taken, and why', () => {
    const sick = { ...store, ready: false, state: 'full', reason: 'too many recordings wait', alarm: 'lowest', uploads: { state: 'full', pending: 9, pendingBytes: 1, limitBytes: 1, lagSeconds: 9, erasures: 2 } };
    expect(verdictOf(sick).tone).toBe('bad');
    expect(tonesOf(sick)).toEqual(['Recorder: bad', 'Disk: bad', 'Object store: bad', 'Erasures to pass on: warn']);
    expect(linesOf(sick)[0]?.also).toBe('too many recordings wait');
  });
  it('leaves out what the broker does not know', () => {
    const { freeBytes: _free, totalBytes: _total, uploads: _uploads, ...less } = store;
    expect(linesOf(less).map((line) => line.name)).not.toContain('Disk');
    expect(linesOf(less).find((line) => line.name === 'Object store')?.tone).toBe('plain');
  });
});

describe('who may', () => {
  it('see the page with any of its rights', () => {
    expect([me({}), me({ approve: true }), me({ seeAllSessions: true }), me({ eraseRecordings: true }), me({ placeLocks: true })].map(mayAdminister)).toEqual([false, false, true, true, true]);
  });
  it('decide an erasure: another person than asked for it, with the right', () => {
    expect(whyNotDecide(erasure, me({ seeAllSessions: true }))).toBe('Deciding it needs the right to erase recordings.');
    expect(whyNotDecide(erasure, me({ eraseRecordings: true }, erasure.asked.by.email))).toBe('You asked for it, so another person decides.');
    expect(whyNotDecide(erasure, me({ eraseRecordings: true }))).toBeNull();
  });
});
