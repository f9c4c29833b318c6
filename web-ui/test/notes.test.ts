import { describe, expect, it } from 'vitest';
import type { Me, Note, NoteKind, Session } from '../src/api/types';
import { parseFilter } from '../src/model/filter';
import { addressOf, anchorAt, anchorOf, anchorText, another, bookmarkAct, byAnchor, byPlace, coveringRanges, edgeOf, foldAt, isExact, mayRemove, notedPlaces, NOTHING_WRITTEN, reviewAct, standing } from '../src/model/notes';
import { formatPosition, parsePosition, selecting, START } from '../src/model/position';

const ADA = { id: 'ada', name: 'Ada', email: 'ada@x' };
const BOB = { id: 'bob', name: 'Bob', email: 'bob@x' };
const me = (rights: Partial<Me['rights']> = {}): Me => ({ person: { ...ADA, groups: [] }, roles: [], rights: { seeAllSessions: true, approve: false, ...rights }, expiresAt: '', csrf: '' });
const note = (id: string, kind: NoteKind, statement: number | null, by = ADA, removed: Note['removed'] = null): Note => ({ id, session: 'S', kind, anchor: statement === null ? null : `q=${statement}`, statement, text: removed === null ? id : '', at: '', by, removed });
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

const placed = (id: string, anchor: string, statement: number | null = null, kind: NoteKind = 'comment', removed: Note['removed'] = null): Note => ({ ...note(id, kind, statement, ADA, removed), anchor });

describe('anchors', () => {
  it.each([['q=41', 'statement'], ['q=41&r=15', 'cell'], ['q=41&r=15&c=a%20b%26c', 'cell'], ['m=1207', 'message'], ['t=+92.4s', 'time'], ['sel=41-47', 'range']])('%s is a %s, and written so again', (text, kind) => {
    const anchor = anchorOf(text);
    expect(anchor?.kind).toBe(kind);
    expect(anchorText(anchor)).toBe(text);
  });
  it('are none for the whole session', () => {
    expect(anchorOf(null)).toBeNull();
    expect(anchorText(null)).toBe('');
  });
  it('are what has the focus, and the most exact place if nothing has it', () => {
    const position = parsePosition('#q=41&r=15&c=email');
    expect(anchorText(anchorAt(position, 'result', 7))).toBe('q=41&r=15&c=email');
    expect(anchorText(anchorAt(position, 'elsewhere', 7))).toBe('q=41&r=15&c=email');
    expect(anchorText(anchorAt(position, 'statements', 7))).toBe('q=41');
    expect(anchorText(anchorAt({ ...position, deep: true }, 'messages', 7))).toBe('m=7');
    const message = parsePosition('#q=41&m=1207');
    expect(anchorText(anchorAt(message, 'elsewhere', 7))).toBe('m=1207');
    expect(anchorText(anchorAt(message, 'messages', 7))).toBe('m=1207');
    expect(anchorText(anchorAt(message, 'statements', 7))).toBe('q=41');
    expect(anchorText(anchorAt(parsePosition('#sel=41-47'), 'statements', 7))).toBe('sel=41-47');
    expect(anchorText(anchorAt(parsePosition('#sel=41-41'), 'statements', 7))).toBe('q=41');
    expect(anchorAt(START, 'elsewhere', null)).toBeNull();
  });
  it('have an address: a cell in the result, all else beside the notes', () => {
    const address = (text: string) => { const anchor = anchorOf(text); return anchor === null ? null : addressOf(anchor); };
    expect(address('q=41&r=15&c=a%20b')).toBe('#q=41&r=15&c=a%20b');
    expect(address('q=41')).toBe('#q=41&pane=notes');
    expect(address('m=1207')).toBe('#m=1207&pane=notes');
    expect(address('sel=41-47')).toBe('#sel=41-47&pane=notes');
    expect(address('t=+92.4s')).toBe('#t=+92.4s&pane=notes');
  });
  it('gather what is written at one place', () => {
    const all = [placed('a', 'q=41&r=15&c=email', 41), placed('b', 'q=41&c=email&r=15', 41), placed('c', 'm=7', 41), placed('d', 'm=8', 41, 'comment', gone), note('e', 'comment', null)];
    expect(byAnchor(all).get('q=41&r=15&c=email')?.comments.map((each) => each.id)).toEqual(['a', 'b']);
    expect(byPlace(all).get(41)?.comments).toHaveLength(4);
    expect(byAnchor(all).get('')?.comments).toHaveLength(1);
    expect(notedPlaces(all).map(({ anchor, count }) => `${anchorText(anchor)} ${count}`)).toEqual(['q=41&r=15&c=email 2', 'm=7 1']);
    expect(all.map(isExact)).toEqual([true, true, true, true, false]);
  });
  it('that are ranges are a bracket over their statements', () => {
    const all = [placed('a', 'sel=4-6', 4), placed('b', 'sel=6-8', 6)];
    expect([3, 4, 5, 6, 7, 8, 9].map((ordinal) => edgeOf(notedPlaces(all), ordinal))).toEqual([null, 'first', 'middle', 'first', 'middle', 'last', null]);
    expect(coveringRanges(all, 6).map((each) => each.id)).toEqual(['a']);
    expect(coveringRanges(all, 4)).toEqual([]);
  });
});

describe('a selection of several statements', () => {
  it('grows and shrinks around where it began', () => {
    const at = parsePosition('#q=4&r=2&c=x');
    expect(formatPosition(selecting(at, 4, 6))).toBe('#sel=4-6');
    expect(selecting(at, 4, 6).q).toBe(6);
    expect(formatPosition(selecting(at, 4, 2))).toBe('#sel=2-4');
    expect(formatPosition(selecting(selecting(at, 4, 5), 4, 4))).toBe('#q=4');
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
