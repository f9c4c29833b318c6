// What people wrote about a session, in the order in which a reader meets it, and what they may do next.

import type { Me, Note, Review, Session } from '../api/types';
import { uriPart } from './format';
import { formatPosition, parsePosition, type Position } from './position';

/** A place in a session that something may be written about. */
export type Anchor =
  | { readonly kind: 'statement'; readonly q: number }
  | { readonly kind: 'cell'; readonly q: number; readonly r: number; readonly c: string | null }
  | { readonly kind: 'message'; readonly m: number }
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/** The place that a text of the API names; null for the whole session. */
export function anchorOf(text: string | null): Anchor | null {
  if (text === null) return null;
  const { q, m, r, c, t, sel } = parsePosition(text);
  if (m !== null) return { kind: 'message', m };
  if (q !== null && r !== null) return { kind: 'cell', q, r, c };
  if (sel !== null) return { kind: 'range', from: sel.from, to: sel.to };
  if (q !== null) return { kind: 'statement', q };
  return t !== null && 'seconds' in t ? { kind: 'time', seconds: t.seconds } : null;
}

/** The one text of a place, as the API has it; empty for the whole session. */
export function anchorText(anchor: Anchor | null): string {
  switch (anchor?.kind) {
    case undefined: return '';
    case 'statement': return `q=${anchor.q}`;
    case 'cell': return `q=${anchor.q}&r=${anchor.r}${anchor.c === null ? '' : `&c=${uriPart(anchor.c)}`}`;
    case 'message': return `m=${anchor.m}`;
    case 'time': return `t=+${anchor.seconds}s`;
    case 'range': return `sel=${anchor.from}-${anchor.to}`;
  }
}

/** The part of the page that has the focus. */
export type Focus = 'statements' | 'result' | 'messages' | 'elsewhere';

/**
 * What one writes about at a position: what has the focus, and the most exact place if nothing has it.
 *
 * @param message the message that is shown, if none is named
 */
export function anchorAt(position: Position, focus: Focus, message: number | null): Anchor | null {
  const { q, m, r, c, sel, tab, deep } = position;
  const number = focus === 'messages' ? m ?? message : focus === 'elsewhere' ? m : null;
  if (deep && number !== null) return { kind: 'message', m: number };
  if (focus !== 'statements' && tab === 'result' && q !== null && r !== null) return { kind: 'cell', q, r, c };
  if (sel !== null && sel.from < sel.to) return { kind: 'range', from: sel.from, to: sel.to };
  return q === null ? null : { kind: 'statement', q };
}

/** The address of a place within its session: a cell stands in the result, all else beside its notes. */
export function addressOf(anchor: Anchor): string {
  if (anchor.kind === 'time') return `#${anchorText(anchor)}&pane=notes`;
  const position = parsePosition(anchorText(anchor));
  return formatPosition(anchor.kind === 'cell' ? position : { ...position, tab: 'notes' });
}

/** Whether a note stands in words beside what it is about: at a message, a time, a cell or a range. */
export function isExact(note: Note): boolean {
  const anchor = anchorOf(note.anchor);
  return anchor !== null && anchor.kind !== 'statement';
}

/** What stands at one statement, or at the session as a whole. */
export interface Written {
  /** Comments in the order of their times, removed ones too: that somebody wrote there stays. */
  readonly comments: readonly Note[];
  readonly bookmarks: readonly Note[];
  readonly tags: readonly Note[];
}

export const NOTHING_WRITTEN: Written = { comments: [], bookmarks: [], tags: [] };

/** Notes by the ordinal of the statement that they lie in; those about the session stand at 0. */
export const byPlace = (notes: readonly Note[]): ReadonlyMap<number, Written> => by(notes, (note) => note.statement ?? 0);

/** Notes by the text of their anchor; those about the session stand at the empty text. */
export const byAnchor = (notes: readonly Note[]): ReadonlyMap<string, Written> => by(notes, (note) => anchorText(anchorOf(note.anchor)));

function by<Place>(notes: readonly Note[], placeOf: (note: Note) => Place): ReadonlyMap<Place, Written> {
  const places = new Map<Place, { comments: Note[]; bookmarks: Note[]; tags: Note[] }>();
  for (const note of notes) {
    if (note.removed !== null && note.kind !== 'comment') continue;
    const place = placeOf(note);
    const written = places.get(place) ?? { comments: [], bookmarks: [], tags: [] };
    places.set(place, written);
    (note.kind === 'comment' ? written.comments : note.kind === 'bookmark' ? written.bookmarks : written.tags).push(note);
  }
  return places;
}

/** How many notes stand at a place: what a badge says. */
export function standing({ comments, bookmarks, tags }: Written): number {
  return comments.filter((each) => each.removed === null).length + bookmarks.length + tags.length;
}

/** A place that has notes, and how many. */
export interface Noted { readonly anchor: Anchor; readonly count: number; readonly statement: number | null }

/** The places of a session that have notes, in the order in which they were first written about. */
export function notedPlaces(notes: readonly Note[]): readonly Noted[] {
  const places = new Map<string, Noted>();
  for (const note of notes) {
    const anchor = anchorOf(note.anchor);
    if (anchor === null || note.removed !== null) continue;
    const text = anchorText(anchor);
    places.set(text, { anchor, statement: note.statement, count: (places.get(text)?.count ?? 0) + 1 });
  }
  return [...places.values()];
}

export type Edge = 'first' | 'middle' | 'last';

/** Where a statement stands in the ranges that have notes; null outside of them. An edge of any range shows before a middle. */
export function edgeOf(noted: readonly Noted[], ordinal: number): Edge | null {
  let edge: Edge | null = null;
  for (const { anchor } of noted) {
    if (anchor.kind !== 'range' || ordinal < anchor.from || ordinal > anchor.to) continue;
    if (ordinal === anchor.from) return 'first';
    edge = ordinal === anchor.to ? 'last' : edge ?? 'middle';
  }
  return edge;
}

/** Notes about ranges that a statement lies in, behind their first. */
export function coveringRanges(notes: readonly Note[], ordinal: number): readonly Note[] {
  return notes.filter((note) => {
    const anchor = anchorOf(note.anchor);
    return anchor?.kind === 'range' && ordinal > anchor.from && ordinal <= anchor.to;
  });
}

/** What the bookmark key does at a place: sets one, or takes the person's own away. */
export function bookmarkAct(written: Written, me: Me): { kind: 'set' } | { kind: 'remove'; note: string } {
  const own = written.bookmarks.find((each) => each.by.id === me.person.id);
  return own === undefined ? { kind: 'set' } : { kind: 'remove', note: own.id };
}

export const mayWrite = (me: Me): boolean => me.rights.seeAllSessions;
export const mayRemove = (note: Note, me: Me): boolean => note.removed === null && mayWrite(me) && (note.by.id === me.person.id || me.rights.eraseRecordings === true);

/** What the review key does: marks and goes on, only goes on, or nothing, and why. */
export type ReviewAct = 'mark' | 'next' | 'no-right' | 'own' | 'live';

export function reviewAct(session: Pick<Session, 'person' | 'state'>, review: Review | null, me: Me): ReviewAct {
  if (!mayWrite(me)) return 'no-right';
  if (session.person.id === me.person.id) return 'own';
  if (session.state === 'live') return 'live';
  return review === null ? 'mark' : 'next';
}

/** The first of some sessions that is not the one that is open. */
export function another(sessions: readonly Pick<Session, 'id'>[], open: string): string | null {
  return sessions.find((each) => each.id !== open)?.id ?? null;
}

const MOST_SHOWN = 800;
const MOST_LINES = 12;

/** The beginning of a text that is shown at once, in characters. */
export function foldAt(text: string): number {
  let lines = 0;
  for (let at = 0; at < Math.min(text.length, MOST_SHOWN); at++) {
    if (text[at] === '\n' && ++lines === MOST_LINES) return at;
  }
  return Math.min(text.length, MOST_SHOWN);
}
