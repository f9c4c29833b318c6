// What the administration page says of the broker's health, as lines with a tone. No network, no page.

import type { Erasure, Me, StoreHealth } from '../api/types';
import { bytes, count, duration, utc } from './format';
import { t } from '../strings';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';
export interface HealthLine { readonly name: string; readonly value: string; readonly tone: Tone; readonly also: string }

const a = t.admin;
/** A recorder that is further behind than this makes people wait. */
const LAG_MILLIS = 1000;
const INDEX_MILLIS = 60_000;

/** Whether somebody has anything to do on the administration page. */
export function mayAdminister(me: Me): boolean {
  return me.rights.seeAllSessions || me.rights.eraseRecordings === true || me.rights.placeLocks === true;
}

/** Whether sessions can begin, and what is about to keep them from it. */
export function verdictOf(store: StoreHealth): { tone: Tone; text: string } {
  if (!store.ready) return { tone: 'bad', text: a.refusing };
  const isWorried = linesOf(store).some((line) => line.tone !== 'good' && line.tone !== 'plain');
  return isWorried ? { tone: 'warn', text: a.worried } : { tone: 'good', text: a.ready };
}

const millis = (value: number): string => duration(value / 1000);
const tone = (isWrong: boolean, wrong: Tone = 'warn'): Tone => (isWrong ? wrong : 'good');

function spaceLine(store: StoreHealth): HealthLine[] {
  if (store.freeBytes === undefined || store.totalBytes === undefined || store.totalBytes === 0) return [];
  const share = Math.round((store.freeBytes / store.totalBytes) * 100);
  return [{ name: a.lines.space, value: a.free(bytes(store.freeBytes), bytes(store.totalBytes), share), tone: store.alarm === 'none' ? 'good' : store.alarm === 'lowest' ? 'bad' : 'warn', also: store.alarm === 'none' ? '' : a.alarm }];
}

function uploadLines({ uploads }: StoreHealth): HealthLine[] {
  if (uploads === undefined) return [{ name: a.lines.uploads, value: a.noUploads, tone: 'plain', also: '' }];
  const isFailing = uploads.state !== 'ok';
  const value = uploads.pending === 0 ? a.allUploaded : a.waiting(count(uploads.pending), bytes(uploads.pendingBytes), bytes(uploads.limitBytes), duration(uploads.lagSeconds));
  return [
    { name: a.lines.uploads, value, tone: uploads.state === 'full' ? 'bad' : tone(isFailing), also: uploads.failingSince !== undefined ? a.failingSince(`${utc(uploads.failingSince).date} ${utc(uploads.failingSince).clock} ${t.common.utc}`) : '' },
    ...(uploads.erasures > 0 ? [{ name: a.lines.remoteErasures, value: count(uploads.erasures), tone: 'warn' as const, also: '' }] : []),
  ];
}

export function linesOf(store: StoreHealth): HealthLine[] {
  return [
    { name: a.lines.recorder, value: a.states[store.state] ?? store.state, tone: tone(!store.ready, 'bad'), also: store.reason },
    { name: a.lines.lag, value: millis(store.lagMillis), tone: tone(store.lagMillis > LAG_MILLIS), also: '' },
    ...spaceLine(store),
    { name: a.lines.syncs, value: store.syncs === 0 ? a.noSyncs : a.syncTimes(millis(store.syncP50Micros / 1000), millis(store.syncP99Micros / 1000), count(store.syncs)), tone: tone(store.warning !== ''), also: store.warning },
    { name: a.lines.fileSystem, value: store.fileSystem, tone: 'plain', also: '' },
    { name: a.lines.index, value: store.index.waitingRecordings === 0 ? a.indexed(count(store.index.indexedStatements)) : a.indexWaits(count(store.index.waitingRecordings), millis(store.index.behindMillis)), tone: tone(store.index.behindMillis > INDEX_MILLIS || store.index.failures > 0), also: store.index.failures > 0 ? a.indexFailures(count(store.index.failures)) : '' },
    ...uploadLines(store),
    { name: a.lines.quarantine, value: store.quarantined === 0 ? t.common.none : a.quarantined(count(store.quarantined)), tone: tone(store.quarantined > 0), also: '' },
    ...(store.recovery === '' ? [] : [{ name: a.lines.recovery, value: store.recovery, tone: 'warn' as const, also: '' }]),
  ];
}

/** Why a person cannot decide an erasure; null if they can. */
export function whyNotDecide(erasure: Erasure, me: Me): string | null {
  if (me.rights.eraseRecordings !== true) return a.needsErase;
  return erasure.asked.by.email === me.person.email ? a.ownErasure : null;
}
