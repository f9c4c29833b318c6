import type { Review, Session } from '../../api/types';
import { briefly } from '../../model/format';
import { useSignedIn } from '../../model/me';
import { reviewAct } from '../../model/notes';
import { Recorded, Time } from '../../parts/basics';
import { DueWords } from '../../parts/DueWords';
import { Glyph } from '../../parts/glyphs';
import { Menu } from '../../parts/Menu';
import { ReviewDialog } from '../../parts/ReviewDialog';
import { t } from '../../strings';
import type { NotesHandle } from './useNotes';

const n = t.notes;

/** The outcome of a review in a word with an icon. */
export function OutcomeOf({ review }: { review: Review }) {
  return <><Glyph name={review.outcome === 'ok' ? 'done' : review.outcome === 'incident' ? 'error' : 'open'} />{n.outcomes[review.outcome]}</>;
}

/** Who reviewed the session, when, and with what outcome. */
export function ReviewChip({ review }: { review: Review | null }) {
  if (review === null) return null;
  const kind = review.outcome === 'ok' ? 'chip-ok' : review.outcome === 'incident' ? 'chip-incident' : 'chip-gap';
  return <span class={`chip ${kind}`}>{review.outcome === 'ok' ? <Glyph name="done" /> : <span class="chip-word"><OutcomeOf review={review} /></span>}<span>{n.reviewedBy} {briefly(review.by.name, 60)} <Time at={review.at} /></span>{(review.checklist ?? []).length > 0 && <details class="answers"><summary>{t.reviews.said}</summary><ul>{review.checklist?.map((each) => <li key={each.item}><Recorded text={each.item} /> <strong>{t.reviews.answers[each.answer]}</strong></li>)}</ul></details>}</span>;
}

/** Until when the session is to be reviewed, by whom, and why; and the questions about it while they are answered. */
export function DueChip({ notes }: { notes: NotesHandle }) {
  const { due, asking, review } = notes;
  if (due === null || review !== null) return null;
  return (
    <>
      {due.waits && <span class={due.overdue || due.breakGlass ? 'chip chip-gap' : 'chip'} title={due.rule === null ? undefined : briefly(`${t.reviews.rule}: ${due.rule}`)}>{due.at === null ? t.reviews.waits : <>{t.reviews.chip} <DueWords due={due} /></>}{due.assignee !== null && <> {t.reviews.assignedTo} {briefly(due.assignee.name, 60)}</>}</span>}
      {asking !== null && <ReviewDialog due={due} outcome={asking.outcome} confirm={asking.andNext ? t.reviews.doneAndNext : t.reviews.done} send={notes.answer} close={notes.stopAsking} />}
    </>
  );
}

/** What may be done about the review of a session. */
export function ReviewMenu({ session, notes }: { session: Session; notes: NotesHandle }) {
  const { me } = useSignedIn();
  const act = reviewAct(session, notes.review, me);
  if (act === 'no-right' || act === 'own' || act === 'live') return null;
  return <Menu label={n.review} items={act === 'mark'
    ? [
      { label: n.markAndNext, hint: 'm', act: () => notes.markAndNext() }, { label: n.followUpAndNext, act: () => notes.markAndNext('follow-up') }, { label: n.incidentAndNext, act: () => notes.markAndNext('incident') },
      { label: n.markOk, act: () => notes.mark('ok') }, { label: n.markFollowUp, act: () => notes.mark('follow-up') }, { label: n.markIncident, act: () => notes.mark('incident') },
    ]
    : [{ label: n.next, hint: 'm', act: () => notes.markAndNext() }, { label: n.takeBack, act: notes.takeBack }]} />;
}
