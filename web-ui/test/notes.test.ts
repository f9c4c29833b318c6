import { describe, expect, it } from 'vitest';
import type { Me, Note, NoteKind, Session } from '../src/api/types';
import { parseFilter } from '../src/model/filter';
import { another, bookmarkAct, byPlace, foldAt, mayRemove, NOTHING_WRITTEN, reviewAct, standing } from '../src/model/notes';
import { formatPosition, parsePosition } from '../src/model/position';

const ADA = { id: 'ada', name: 'Ada', email: 'ada@x' };
const BOB = { id: 'bob', name: 'Bob', email: 'bob@x' };
const me = (rights: Partial<Me['rights']> = {}): Me => ({ person: { ...ADA, groups: [] }, roles: [], rights: { seeAllSessions: true, approve: false, ...rights }, expiresAt: '', csrf: '' });
const note = (id: string, kind: NoteKind, statement: number | null, by = ADA, removed: Note['removed'] = null): Note => ({ id, session: 'S', kind, statement, text: removed === null ? id : '', at: '', by, removed });
const gone = { at: '', by: ADA };
const session = (person = BOB, state: Session['state'] = 'ended') => ({ person, state });

describe('notes', () => {
  it('stand at their statement, or at the session, in their order', () => {
    const places = byPlace([note('a', 'comment', 4), note('b', 'comment', null), note('c', 'comment', 4, BOB), note('d', 'tag', 4), note('e', 'bookmark', 4)]);
    expect(places.get(4)?.comments.map((each) => each.id)).toEqual(['a', 'c']);
    expect(places.get(0)?.comments.map((each) => each.id)).toEqual(['b']);
    expect(standing(places.get(4) ?? NOTHING_WRITTEN)).toBe(4);
  });
  it('that were removed leave a line in the thread and nothing else', () => {
    const places = byPlace([note('a', 'comment', 4, ADA, gone), note('b', 'tag', 4, ADA, gone), note('c', 'bookmark', 5, ADA, gone)]);
    expect(places.get(4)?.comments).toHaveLength(1);
    expect(standing(places.get(4) ?? NOTHING_WRITTEN)).toBe(0);
    expect(places.has(5)).toBe(false);
  });
  it('are removed by their author, or by who may erase', () => {
    expect(mayRemove(note('a', 'comment', 4), me())).toBe(true);
    expect(mayRemove(note('a', 'comment', 4, BOB), me())).toBe(false);
    expect(mayRemove(note('a', 'comment', 4, BOB), me({ eraseRecordings: true }))).toBe(true);
    expect(mayRemove(note('a', 'comment', 4, ADA, gone), me())).toBe(false);
    expect(mayRemove(note('a', 'comment', 4), me({ seeAllSessions: false }))).toBe(false);
  });
  it('show at most twelve lines or 800 characters at once', () => {
    expect(foldAt('short')).toBe(5);
    expect(foldAt('\n'.repeat(600))).toBe(11);
    expect(foldAt('x'.repeat(4000))).toBe(800);
  });
});

describe('the bookmark key', () => {
  it('sets one, and takes only the own one away', () => {
    const written = (...bookmarks: Note[]) => ({ ...NOTHING_WRITTEN, bookmarks });
    expect(bookmarkAct(written(), me())).toEqual({ kind: 'set' });
    expect(bookmarkAct(written(note('a', 'bookmark', 4, BOB)), me())).toEqual({ kind: 'set' });
    expect(bookmarkAct(written(note('a', 'bookmark', 4, BOB), note('b', 'bookmark', 4)), me())).toEqual({ kind: 'remove', note: 'b' });
  });
});

describe('the review key', () => {
  it('marks what waits, goes on from what was reviewed, and says why it may not', () => {
    const review = { session: 'S', outcome: 'ok' as const, at: '', by: BOB, takenBack: null };
    expect(reviewAct(session(), null, me())).toBe('mark');
    expect(reviewAct(session(), review, me())).toBe('next');
    expect(reviewAct(session(ADA), null, me())).toBe('own');
    expect(reviewAct(session(BOB, 'live'), null, me())).toBe('live');
    expect(reviewAct(session(), null, me({ seeAllSessions: false }))).toBe('no-right');
  });
  it('goes to another session than the one that is open', () => {
    expect(another([{ id: 'a' }, { id: 'b' }], 'a')).toBe('b');
    expect(another([{ id: 'a' }], 'a')).toBeNull();
    expect(another([], 'a')).toBeNull();
  });
});

describe('review in filters and addresses', () => {
  it('is a key with five values', () => {
    expect(parseFilter('review:open review:follow-up').map((term) => term.problem)).toEqual([null, null]);
    expect(parseFilter('review:mine')[0]?.problem).toBe('unknown-value');
  });
  it('has a pane that a link names', () => {
    expect(formatPosition(parsePosition('#q=4&pane=notes'))).toBe('#q=4&pane=notes');
  });
});
