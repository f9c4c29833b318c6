import { useState } from 'preact/hooks';
import type { Outline, OutlineMark, Session } from '../../api/types';
import { bytes, count, duration, offset } from '../../model/format';
import { chaptersOf, countMarks, HEATS, heatTotal, secondsAt, type Chapter, type Heat } from '../../model/outline';
import type { Player, PlayMode } from '../../model/player';
import { Dialog, Recorded } from '../../parts/basics';
import { Glyph, type GlyphName } from '../../parts/glyphs';
import { Menu, type MenuItem } from '../../parts/Menu';
import { t } from '../../strings';
import { glyphOf, sentenceOf } from './Upon';

const p = t.player;
const MODES: readonly PlayMode[] = ['paced', 'real', 'step'];

/** A chapter in words. */
export function chapterText(chapter: Chapter): string {
  switch (chapter.kind) {
    case 'start': return p.chapter.start;
    case 'end': return p.chapter.end;
    case 'gap': return p.chapter.gap(duration(chapter.length));
    case 'transaction': return p.chapter.transaction(chapter.ordinal, chapter.to, p.outcomes[chapter.outcome] ?? chapter.outcome);
    case 'act': return sentenceOf(chapter.act);
    case 'mark': return chapter.mark === 'mark' ? p.chapter.mark(chapter.text) : p.chapter[chapter.mark](chapter.rolledBack && chapter.mark !== 'error');
  }
}

function ChapterList({ chapters, current, close, select }: { chapters: readonly Chapter[]; current: number | null; close: () => void; select: (ordinal: number) => void }) {
  return (
    <Dialog title={p.chapters} close={close} drawer>
      <ol class="chapters">
        {chapters.map((chapter, index) => (
          <li key={index}><button type="button" class="chapter" aria-current={chapter.ordinal === current ? 'step' : undefined} onClick={() => { select(chapter.ordinal); close(); }}>
            <span class="code ink-3">{offset(chapter.at)}</span>
            <span class={`chapter-${chapter.kind === 'mark' ? chapter.mark : chapter.kind === 'act' ? `act act-${chapter.act.kind}` : chapter.kind}`}><Glyph name={chapter.kind === 'mark' ? chapter.mark : chapter.kind === 'act' ? glyphOf(chapter.act) : chapter.kind === 'transaction' ? 'transaction' : chapter.kind === 'gap' ? 'gap' : 'open'} /></span>
            <span>{chapter.kind === 'mark' && chapter.mark === 'mark' ? <Recorded text={chapterText(chapter)} /> : chapterText(chapter)}</span><span class="num ink-3">#{count(chapter.ordinal)}</span>
          </button></li>
        ))}
      </ol>
    </Dialog>
  );
}

/** How many of a kind there are; pressing it goes to the next of them, and after the last to the first. */
function Tally({ glyph, ink, text, ordinals, current, select }: { glyph: GlyphName; ink: string; text: string; ordinals: readonly number[]; current: number | null; select: (ordinal: number) => void }) {
  if (ordinals.length === 0) return null;
  const go = () => select(ordinals.find((ordinal) => ordinal > (current ?? 0)) ?? ordinals[0] ?? 1);
  return <button type="button" class={`quiet small ${ink}`} title={p.toNext} onClick={go}><Glyph name={glyph} />{text}</button>;
}

/** A measure of the bars, with what it comes to in the session; one that comes to nothing cannot be chosen. */
function heatItem(outline: Outline, heat: Heat, now: Heat, choose: (heat: Heat) => void): MenuItem {
  const total = heatTotal(outline, heat);
  return { label: `${p.heats[heat]}${heat === now ? ` (${p.heatNow})` : ''}`, note: total === 0 ? t.common.none : heat === 'bytes' ? bytes(total) : count(total), act: total === 0 ? null : () => choose(heat) };
}

export interface TransportProps {
  session: Session; outline: Outline; current: number | null; player: Player; fold: boolean; heat: Heat;
  toggle: () => void; mode: (mode: PlayMode) => void; faster: () => void; slower: () => void; setFold: (fold: boolean) => void;
  setHeat: (heat: Heat) => void; select: (ordinal: number) => void;
}

export function Transport({ session, outline, current, player, fold, heat, toggle, mode, faster, slower, setFold, setHeat, select }: TransportProps) {
  const [open, setOpen] = useState(false);
  const marks = countMarks(outline);
  const chapters = open ? chaptersOf(outline, session.durationSeconds) : [];
  const ofKind = (kind: OutlineMark['kind']) => outline.marks.filter((mark) => mark.kind === kind).map((mark) => mark.ordinal);
  // The first thing that was taken back is what somebody wants to see, not the BEGIN before it.
  const undone = outline.transactions.filter((each) => each.outcome === 'rolled_back')
    .map((each) => outline.marks.find((mark) => mark.rolledBack && mark.kind !== 'error' && mark.ordinal >= each.from && mark.ordinal <= each.to)?.ordinal ?? each.from);
  if (outline.total === 0) return null;
  return (
    <div class="transport">
      <button type="button" class="play" aria-label={player.playing ? p.pause : p.play} title={`${player.playing ? p.pause : p.play} (space)`} onClick={toggle}><Glyph name={player.playing ? 'pause' : 'play'} /></button>
      <span class="code now">{offset(current === null ? 0 : secondsAt(outline, current))}</span><span class="ink-3 of">{t.common.of} {duration(session.durationSeconds)}</span>
      <fieldset class="choice modes"><legend>{p.mode}</legend>
        {MODES.map((each) => <label key={each} title={p.modeAbout[each]}><input type="radio" name="mode" checked={player.mode === each} onChange={() => mode(each)} /><span>{p.modes[each]}</span></label>)}
      </fieldset>
      <span class="speed"><button type="button" class="quiet small" aria-label={p.slower} title="<" onClick={slower}>−</button><span class="num-left" role="status" aria-label={p.speed}>×{player.speed}</span><button type="button" class="quiet small" aria-label={p.faster} title=">" onClick={faster}>+</button></span>
      <button type="button" class="pill small" aria-pressed={fold} title={`${p.foldAbout} (i)`} onClick={() => setFold(!fold)}>{p.fold}</button>
      <span class="heat" title={p.heatAbout}><Menu label={p.heat(p.heats[heat])} items={HEATS.map((each) => heatItem(outline, each, heat, setHeat))} /></span>
      <span class="grow" />
      <span class="tally">
        <Tally glyph="write" ink="write-ink" text={p.writes(marks.writes)} ordinals={ofKind('write')} {...{ current, select }} />
        <Tally glyph="ddl" ink="ddl-ink" text={p.ddl(marks.ddl)} ordinals={ofKind('ddl')} {...{ current, select }} />
        <Tally glyph="error" ink="error-ink" text={p.errors(marks.errors)} ordinals={ofKind('error')} {...{ current, select }} />
        <Tally glyph="undone" ink="ink-2" text={p.rolledBack(marks.rolledBack)} ordinals={undone} {...{ current, select }} />
        {outline.partial && <span class="flag gap">{p.partial}</span>}
      </span>
      <button type="button" class="quiet small" onClick={() => setOpen(true)}>{p.chapters}</button>
      {open && <ChapterList chapters={chapters} current={current} close={() => setOpen(false)} select={select} />}
    </div>
  );
}
