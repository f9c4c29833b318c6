import { useCallback, useMemo, useState } from 'preact/hooks';
import { api, ApiError } from '../../api/client';
import type { Note, Review, ReviewOutcome, Session } from '../../api/types';
import { useSignedIn } from '../../model/me';
import { another, anchorText, bookmarkAct, byAnchor, byPlace, mayWrite, notedPlaces, NOTHING_WRITTEN, reviewAct, type Anchor, type Noted, type Written } from '../../model/notes';
import { useLoaded } from '../../parts/load';
import { go } from '../../router';
import { t } from '../../strings';

/** What is being written: a comment or a tag, about a place or (null) about the session. */
export interface Writing { readonly kind: 'comment' | 'tag'; readonly anchor: Anchor | null }

export interface NotesHandle {
  readonly session: string; readonly all: readonly Note[]; readonly places: ReadonlyMap<number, Written>; readonly noted: readonly Noted[]; readonly failure: unknown; readonly loading: boolean; readonly review: Review | null;
  /** What lies in a statement, whatever its place there; or what is about the session. */
  at: (statement: number | null) => Written;
  /** What is about exactly this place. */
  about: (anchor: Anchor | null) => Written; reload: () => void; mayWrite: boolean;
  writing: Writing | null; write: (writing: Writing) => void; stopWriting: () => void;
  bookmark: (anchor: Anchor | null) => void; remove: (note: Note) => void;
  mark: (outcome: ReviewOutcome) => void; takeBack: () => void; markAndNext: (outcome?: ReviewOutcome) => void;
}

const NONE: readonly Note[] = [];
const words = t.notes;

/** The notes and the review of a session, and what the reader does to them. */
export function useNotes(session: Session, reloadSession: () => void, say: (text: string) => void): NotesHandle {
  const { me } = useSignedIn();
  const loaded = useLoaded(`notes ${session.id}`, (signal) => api.notes(session.id, signal));
  const [writing, setWriting] = useState<Writing | null>(null);
  const all = loaded.value?.items ?? NONE;
  const places = useMemo(() => byPlace(all), [all]);
  const anchors = useMemo(() => byAnchor(all), [all]);
  const noted = useMemo(() => notedPlaces(all), [all]);
  const review = session.review ?? null;
  const at = (statement: number | null) => places.get(statement ?? 0) ?? NOTHING_WRITTEN;
  const about = useCallback((anchor: Anchor | null) => anchors.get(anchorText(anchor)) ?? NOTHING_WRITTEN, [anchors]);
  const sayWhy = (refusal: unknown) => say(refusal instanceof ApiError ? refusal.message : t.errors.unknown);
  const then = useCallback((work: Promise<unknown>, done: string) => {
    work.then(() => { loaded.reload(); say(done); }, sayWhy);
  }, [loaded.reload]);
  const ifAllowed = (act: () => void) => { if (mayWrite(me)) act(); else say(words.needsRight); };

  /** The next session of the queue behind this one, or from its beginning. */
  const next = async (done: string) => {
    const behind = await api.reviews({ after: session.id, limit: 2 });
    const to = another(behind.items, session.id) ?? another((await api.reviews({ limit: 2 })).items, session.id);
    if (to !== null) { go(`/s/${to}`); return; }
    say(`${done} ${words.queueEmpty}`.trim());
    reloadSession();
  };
  const markAndNext = (outcome: ReviewOutcome = 'ok') => {
    switch (reviewAct(session, review, me)) {
      case 'no-right': return say(words.needsRight);
      case 'own': return say(words.own);
      case 'live': return say(words.stillRunning);
      case 'next': next('').catch(sayWhy); return;
      case 'mark': api.reviewSession(session.id, outcome).then(() => next(words.marked), sayWhy).catch(sayWhy);
    }
  };

  return {
    session: session.id, all, places, noted, about, failure: loaded.state === 'failed' ? loaded.failure : null, loading: loaded.value === null && loaded.state === 'loading', review, at, reload: loaded.reload, mayWrite: mayWrite(me),
    writing, write: (what) => ifAllowed(() => setWriting(what)), stopWriting: () => setWriting(null),
    bookmark: (anchor) => ifAllowed(() => {
      const act = bookmarkAct(about(anchor), me);
      if (act.kind === 'set') then(api.writeNote(session.id, { kind: 'bookmark', anchor: anchor === null ? null : anchorText(anchor), text: '' }), words.bookmarked);
      else then(api.removeNote(session.id, act.note), words.unbookmarked);
    }),
    remove: (note) => then(api.removeNote(session.id, note.id), words.removed),
    mark: (outcome) => { api.reviewSession(session.id, outcome).then(() => { say(words.marked); reloadSession(); }, sayWhy); },
    takeBack: () => { api.takeReviewBack(session.id).then(() => { say(words.tookBack); reloadSession(); }, sayWhy); },
    markAndNext,
  };
}
