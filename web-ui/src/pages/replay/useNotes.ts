import { useCallback, useMemo, useState } from 'preact/hooks';
import { api, ApiError } from '../../api/client';
import type { Due, Note, Review, ReviewAnswer, ReviewOutcome, Session } from '../../api/types';
import { useSignedIn } from '../../model/me';
import { anchorText, bookmarkAct, byAnchor, byPlace, mayWrite, notedPlaces, NOTHING_WRITTEN, reviewAct, type Anchor, type Noted, type Written } from '../../model/notes';
import { useLoaded } from '../../parts/load';
import { go } from '../../router';
import { t } from '../../strings';
import { nextOfWalk } from './walk';

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
  /** What the rules say about its review, to those who may review it. */
  due: Due | null;
  /** The outcome that is being given with the answers to the questions about the session, and whether the next is opened then. */
  asking: { readonly outcome: ReviewOutcome; readonly andNext: boolean } | null; stopAsking: () => void;
  answer: (outcome: ReviewOutcome, answers: readonly ReviewAnswer[]) => Promise<void>;
  mark: (outcome: ReviewOutcome) => void; takeBack: () => void; markAndNext: (outcome?: ReviewOutcome) => void;
}

const NONE: readonly Note[] = [];
const words = t.notes;

/** The notes and the review of a session, and what the reader does to them. */
export function useNotes(session: Session, reloadSession: () => void, say: (text: string) => void): NotesHandle {
  const { me } = useSignedIn();
  const loaded = useLoaded(`notes ${session.id}`, (signal) => api.notes(session.id, signal));
  const [writing, setWriting] = useState<Writing | null>(null);
  const [asking, setAsking] = useState<NotesHandle['asking']>(null);
  const due = useLoaded(reviewAct(session, session.review ?? null, me) === 'mark' ? `due ${session.id}` : null, (signal) => api.reviewOf(session.id, signal));
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
    const to = await nextOfWalk(session.id);
    if (to !== null) { go(`/s/${to}`); return; }
    say(`${done} ${words.queueEmpty}`.trim());
    reloadSession();
  };
  const afterwards = async (andNext: boolean) => { if (andNext) await next(words.marked); else { say(words.marked); reloadSession(); } };
  /** Marks the session, or asks the questions about it first. */
  const give = async (outcome: ReviewOutcome, andNext: boolean) => {
    const { due: now } = due.value ?? await api.reviewOf(session.id);
    if (now !== null && now.checklist.length > 0) { setAsking({ outcome, andNext }); return; }
    await api.reviewSession(session.id, outcome);
    await afterwards(andNext);
  };
  const markAndNext = (outcome: ReviewOutcome = 'ok') => {
    switch (reviewAct(session, review, me)) {
      case 'no-right': return say(words.needsRight);
      case 'own': return say(words.own);
      case 'live': return say(words.stillRunning);
      case 'next': next('').catch(sayWhy); return;
      case 'mark': give(outcome, true).catch(sayWhy);
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
    due: due.value?.due ?? null, asking: due.value?.due === null ? null : asking, stopAsking: () => setAsking(null),
    answer: async (outcome, answers) => { await api.reviewSession(session.id, outcome, answers); const andNext = asking?.andNext === true; setAsking(null); await afterwards(andNext).catch(sayWhy); },
    mark: (outcome) => { give(outcome, false).catch(sayWhy); },
    takeBack: () => { api.takeReviewBack(session.id).then(() => { say(words.tookBack); reloadSession(); }, sayWhy); },
    markAndNext,
  };
}
