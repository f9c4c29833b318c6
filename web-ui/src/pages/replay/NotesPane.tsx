import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Note, Session } from '../../api/types';
import { count, cutTo, oneLine, visible } from '../../model/format';
import { useSignedIn } from '../../model/me';
import { addressOf, anchorOf, anchorText, bookmarkAct, coveringRanges, foldAt, isExact, mayRemove, standing, type Anchor, type Written } from '../../model/notes';
import { ActDialog } from '../../parts/ActDialog';
import { Failure, Loading, Recorded, Time } from '../../parts/basics';
import { Glyph } from '../../parts/glyphs';
import { t } from '../../strings';
import type { NotesHandle, Writing } from './useNotes';

const n = t.notes;

const LONGEST_COLUMN = 60;

/** A place in words, whatever its column is called. */
export function placeWords(anchor: Anchor | null): string {
  if (anchor === null) return n.wholeSession;
  return n.where(anchor.kind === 'cell' && anchor.c !== null ? { ...anchor, c: visible(cutTo(anchor.c, LONGEST_COLUMN).start) } : anchor);
}

/** Where a note is, as the way there. */
function PlaceLink({ note }: { note: Note }) {
  const anchor = anchorOf(note.anchor);
  if (anchor === null) return null;
  const words = placeWords(anchor);
  return <a class="note-place" href={`/s/${note.session}${addressOf(anchor)}`}>{note.statement !== null && (anchor.kind === 'message' || anchor.kind === 'time') ? n.whereIn(words, note.statement) : words}</a>;
}

/** What somebody wrote, with its lines; the rest of a long text is a press away. */
function NoteText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const end = open ? text.length : foldAt(text);
  return <p class="note-text"><Recorded whole text={text.slice(0, end)} />{end < text.length && <> <button type="button" class="quiet small" onClick={() => setOpen(true)}>{t.common.cut(count(text.length - end))}</button></>}</p>;
}

function NoteItem({ note, notes }: { note: Note; notes: NotesHandle }) {
  const { me } = useSignedIn();
  return (
    <li class="note">
      <p class="note-head"><b><Recorded text={note.by.name} /></b> <span class="ink-3"><Time at={note.at} /> {t.common.utc}</span> <PlaceLink note={note} />
        {mayRemove(note, me) && <button type="button" class="quiet small" aria-label={n.removeOf(note.by.name)} onClick={() => notes.remove(note)}>{n.remove}</button>}</p>
      {note.removed === null ? <NoteText text={note.text} /> : <p class="ink-3">{n.removedBy} <Recorded text={note.removed.by.name} /> <Time at={note.removed.at} /></p>}
    </li>
  );
}

/** As long as a tag can be. */
const LONGEST_TAG = 40;

/** Tags as words, each with its own way off; of many only the first, and how many more there are. */
export function Tags({ tags, notes, most = tags.length }: { tags: readonly Note[]; notes: NotesHandle; most?: number }) {
  const { me } = useSignedIn();
  if (tags.length === 0) return null;
  return (
    <ul class="tags" aria-label={n.tags}>{tags.slice(0, most).map((tag) => (
      <li key={tag.id} class="chip"><span aria-hidden="true">#</span><Recorded text={cutTo(tag.text, LONGEST_TAG).start} />{isExact(tag) && <PlaceLink note={tag} />}{mayRemove(tag, me) && <button type="button" class="tag-off" aria-label={n.untag(tag.text)} onClick={() => notes.remove(tag)}>✕</button>}</li>
    ))}{tags.length > most && <li class="ink-3">{t.related.more(count(tags.length - most))}</li>}</ul>
  );
}

interface ThreadProps { title: string; written: Written; anchor: Anchor | null; keys: boolean; notes: NotesHandle }

function Thread({ title, written, anchor, keys, notes }: ThreadProps) {
  const { me } = useSignedIn();
  const bookmarked = bookmarkAct(notes.about(anchor), me).kind === 'remove';
  return (
    <section class="thread" aria-label={title}>
      <h3 class="pane-title">{title}</h3>
      {written.bookmarks.map((each) => <p key={each.id} class="note-mark"><Glyph name="bookmark" />{n.bookmarkBy} <Recorded text={each.by.name} /> <span class="ink-3"><Time at={each.at} /></span>{isExact(each) && <> <PlaceLink note={each} /></>}{each.text !== '' && <> <Recorded whole text={each.text} /></>}</p>)}
      <Tags tags={written.tags} notes={notes} />
      {written.comments.length > 0 ? <ol class="note-list">{written.comments.map((each) => <NoteItem key={each.id} note={each} notes={notes} />)}</ol>
        : standing(written) === 0 && <p class="ink-3">{n.none}</p>}
      {notes.mayWrite && <p class="actions">
        <button type="button" class="plain small" onClick={() => notes.write({ kind: 'comment', anchor })}>{n.comment}{keys && <kbd>c</kbd>}</button>
        <button type="button" class="plain small" aria-pressed={bookmarked} onClick={() => notes.bookmark(anchor)}>{n.bookmark}{keys && <kbd>b</kbd>}</button>
        <button type="button" class="plain small" onClick={() => notes.write({ kind: 'tag', anchor })}>{n.tag}</button>
      </p>}
    </section>
  );
}

/** Notes that stand at other places, a line each. */
function Lines({ title, items }: { title: string; items: readonly Note[] }) {
  if (items.length === 0) return null;
  return (
    <section class="thread" aria-label={title}>
      <h3 class="pane-title">{title}</h3>
      <ul class="note-lines">{items.slice(0, MOST_LINES).map((each) => (
        <li key={each.id}><Glyph name={each.kind === 'bookmark' ? 'bookmark' : 'note'} /><PlaceLink note={each} /> <span class="ink-3"><Recorded text={each.by.name} /></span>{each.text !== '' && <> <Recorded text={`${each.kind === 'tag' ? '#' : ''}${oneLine(each.text, LONGEST_LINE)}`} /></>}</li>
      ))}{items.length > MOST_LINES && <li class="ink-3">{t.related.more(count(items.length - MOST_LINES))}</li>}</ul>
    </section>
  );
}

/** What is written at a place besides what stands elsewhere on the page. */
const without = (written: Written, shown: Written): Written => ({
  comments: written.comments.filter((each) => !shown.comments.includes(each)), bookmarks: written.bookmarks.filter((each) => !shown.bookmarks.includes(each)), tags: written.tags.filter((each) => !shown.tags.includes(each)),
});

const MOST_LINES = 100;
const LONGEST_LINE = 120;
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * The notes at a statement, those about the session, and where else there are some.
 *
 * @param selected what the keys write about
 */
export function NotesPane({ ordinal, selected, notes }: { ordinal: number | null; selected: Anchor | null; notes: NotesHandle }) {
  if (notes.failure !== null) return <div class="pane-pad"><Failure failure={notes.failure} retry={notes.reload} /></div>;
  if (notes.loading) return <div class="pane-pad"><Loading what={n.title} /></div>;
  const exact = selected === null || selected.kind === 'statement' ? null : selected;
  const standingNotes = notes.all.filter((each) => each.removed === null);
  return (
    <div class="pane"><div class="pane-scroll pane-pad" tabIndex={0} role="region" aria-label={n.title}>
      {exact !== null && <Thread title={capital(placeWords(exact))} written={notes.about(exact)} anchor={exact} keys notes={notes} />}
      {ordinal !== null && <Thread title={n.ofStatement(ordinal)} written={exact === null ? notes.at(ordinal) : without(notes.at(ordinal), notes.about(exact))} anchor={{ kind: 'statement', q: ordinal }} keys={exact === null} notes={notes} />}
      {ordinal !== null && <Lines title={n.inRange} items={coveringRanges(standingNotes, ordinal)} />}
      <Thread title={n.ofSession} written={notes.at(null)} anchor={null} keys={false} notes={notes} />
      <Lines title={n.elsewhere} items={standingNotes.filter((each) => each.statement !== null && each.statement !== ordinal)} />
      <p class="ink-3 note-who">{n.whoReads}</p>
    </div></div>
  );
}

/** Asks for the text of a comment or the word of a tag. */
export function NoteDialog({ session, writing, notes, say }: { session: Session; writing: Writing; notes: NotesHandle; say: (text: string) => void }) {
  const { kind, anchor } = writing;
  const place = placeWords(anchor);
  return (
    <ActDialog title={kind === 'comment' ? n.commentTitle(place) : n.tagTitle(place)} about={n.whoReads} confirm={kind === 'comment' ? n.send : n.sendTag} danger={false}
      fields={[kind === 'comment' ? { name: 'text', label: n.text, kind: 'lines', required: true } : { name: 'text', label: n.tagLabel, kind: 'line', required: true }]}
      send={({ text = '' }) => api.writeNote(session.id, { kind, anchor: anchor === null ? null : anchorText(anchor), text })}
      close={notes.stopWriting} done={() => { notes.reload(); say(kind === 'comment' ? n.commented : n.tagged); }} />
  );
}

/** That there are notes at a statement, in a row of the list. */
export function NoteMark({ written }: { written: Written | undefined }) {
  if (written === undefined || standing(written) === 0) return null;
  const label = n.countAt(standing(written));
  return <span class="note-badge" title={label}><Glyph name={written.comments.some((each) => each.removed === null) || written.tags.length > 0 ? 'note' : 'bookmark'} /><span class="sr">{label}</span></span>;
}
