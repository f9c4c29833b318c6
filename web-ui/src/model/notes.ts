// What people wrote about a session, in the order in which a reader meets it, and what they may do next.

import type { Me, Note, Review, Session } from '../api/types';

/** What stands at one statement, or at the session as a whole. */
export interface Written {
  /** Comments in the order of their times, removed ones too: that somebody wrote there stays. */
  readonly comments: readonly Note[];
  readonly bookmarks: readonly Note[];
  readonly tags: readonly Note[];
}

export const NOTHING_WRITTEN: Written = { comments: [], bookmarks: [], tags: [] };

/** Notes by the ordinal of their statement; those about the session stand at 0. */
export function byPlace(notes: readonly Note[]): ReadonlyMap<number, Written> {
  const places = new Map<number, { comments: Note[]; bookmarks: Note[]; tags: Note[] }>();
  for (const note of notes) {
    if (note.removed !== null && note.kind !== 'comment') continue;
    const place = note.statement ?? 0;
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
