import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Outline, Session, Statement } from '../../api/types';
import { count, duration, offset, briefly } from '../../model/format';
import { scaleOf, type Scale } from '../../model/outline';
import { bracketOf, isRunning, isUndone, isWaiting, type Replay } from '../../model/replay';
import { edgeOf, type Edge, type Noted, type Written } from '../../model/notes';
import type { ListRow, Rows } from '../../model/rows';
import { effectOf } from '../../model/sql';
import { noiseValue, outcomeValue, valuesOf } from '../../model/values';
import { Recorded } from '../../parts/basics';
import { Glyph } from '../../parts/glyphs';
import { SqlLine } from '../../parts/Sql';
import { t } from '../../strings';
import { NoteMark } from './NotesPane';
import { ActRow, HeldChip } from './Upon';
import { valueOn } from './ValueMenu';

const ROW = 26;
const HEAD = 25;
const OVERSCAN = 12;
/** So many rows above the end of the list somebody has left it. */
const LEAVES_ROWS = 3;
const c = t.replay.columns;

function EffectMark({ statement }: { statement: Statement }) {
  const effect = effectOf(statement.verb, statement.sql);
  if (effect !== 'write' && effect !== 'ddl') return null;
  return <span class={`verb ${effect}-ink`} {...valueOn(valuesOf(statement).find((each) => each.key === 'verb'))} title={t.replay.effects[effect]}><Glyph name={effect} /><span class="sr">{t.replay.effects[effect]}</span></span>;
}

/** To whom the shape was new, in a word; what a client asked on its own is no news. */
function News({ statement }: { statement: Statement }) {
  const news = statement.new ?? [];
  if (news.length === 0 || typeof statement.noise === 'string') return null;
  return <span class="news" title={t.replay.newAbout(news)}>{t.replay.newWord}</span>;
}

/** The outcome with an icon and a word; `brief` leaves out what the neighbouring columns say. */
export function OutcomeWord({ statement, brief = false, undone }: { statement: Statement; brief?: boolean; undone?: boolean }) {
  const rolledBack = undone ?? statement.transactionOutcome === 'rolled_back';
  if (statement.error !== null) {
    return <span class="error-ink"><Glyph name="error" />{briefly(statement.error.sqlState)}{!brief && <> {briefly(statement.error.message)}</>}</span>;
  }
  if (isWaiting(statement)) return <span class="live-held"><Glyph name="pause" />{t.replay.waitingWord}</span>;
  if (isRunning(statement)) return <span class="live-active"><Glyph name="play" />{t.replay.runningWord}</span>;
  if (statement.outcome !== 'completed') return <span class="ink-2"><Glyph name="open" />{t.replay.outcomes[statement.outcome]}</span>;
  if (rolledBack) return <span class="ink-2"><Glyph name="undone" />{t.replay.rolledBack}</span>;
  return <span class="ok-ink"><Glyph name="done" /><span class="tag">{briefly((brief ? null : statement.tag) ?? t.replay.outcomes.completed)}</span></span>;
}

function Fall({ statement, scale }: { statement: Statement; scale: Scale }) {
  const from = scale.place(statement.atSeconds) * 100;
  // What it waited in a held session is no run time, and is drawn apart.
  const began = isWaiting(statement) ? 100 : scale.place(statement.atSeconds + (statement.heldSeconds ?? 0)) * 100;
  const width = statement.durationSeconds === null ? 100 - began : (scale.place(statement.atSeconds + (statement.heldSeconds ?? 0) + statement.durationSeconds) * 100) - began;
  const waited = statement.heldSeconds == null && !isWaiting(statement) ? 0 : began - from;
  return <span class="fall" aria-hidden="true">{waited > 0 && <i class="fall-held" style={{ marginLeft: `${Math.min(from, 94)}%`, width: `${Math.max(3, waited)}%` }} />}{!isWaiting(statement) && <i style={{ marginLeft: waited > 0 ? 0 : `${Math.min(from, 97)}%`, width: `${Math.max(3, width)}%` }} />}</span>;
}

/** What can be filtered by at the outcome of a row: the error, or what became of the transaction. */
const outcomeOf = (statement: Statement) => valuesOf(statement).find((each) => each.key === 'error') ?? (statement.transactionOutcome === 'rolled_back' ? outcomeValue(statement)[0] : undefined);

interface RowProps { replay: Replay; outline: Outline; ordinal: number; index: number; scale: Scale; select: (ordinal: number, extend: boolean) => void; hit: boolean; written: Written | undefined; noted: Edge | null }

function StatementRow({ replay, outline, ordinal, index, scale, select, hit, written, noted }: RowProps) {
  const statement = replay.statements.get(ordinal);
  const { q, sel } = replay.position;
  const selected = q === ordinal;
  const inRange = sel !== null && ordinal >= sel.from && ordinal <= sel.to;
  const undone = isUndone(replay, ordinal);
  const taken = statement?.transactionOutcome === 'rolled_back' && bracketOf(replay, ordinal) !== 'only';
  const bracket = bracketOf(replay, ordinal);
  const classes = ['st', selected && 'selected', inRange && 'in-range', undone && 'rolled-back', taken && 'in-undone', hit && 'matched'].filter(Boolean).join(' ');
  return (
    <div role="row" id={`st-${ordinal}`} class={classes} data-ordinal={ordinal} aria-rowindex={index + 2} aria-selected={selected || inRange} onClick={(event) => select(ordinal, event.shiftKey)}>
      <span role="gridcell" class={`bracket b-${bracket} ${taken ? 'b-back' : ''}`}>{bracket === 'first' && <span class="sr">{taken ? t.replay.inUndone : t.replay.inTransaction}</span>}</span>
      <span role="gridcell" class={noted === null ? 'num ink-3' : `num ink-3 noted noted-${noted}`}>{ordinal}{noted !== null && <span class="sr"> {t.notes.inNotedRange}</span>}</span>
      <span role="gridcell" class="st-offset code ink-2">{statement ? offset(statement.atSeconds) : ''}</span>
      <span role="gridcell" class="st-sql">{statement ? <><NoteMark written={written} /><EffectMark statement={statement} />{typeof statement.mark === 'string' && <span class="written"><Glyph name="mark" /><span class="sr">{t.replay.markSays}</span> <Recorded text={statement.mark} /></span>}<HeldChip outline={outline} statement={statement} /><SqlLine sql={statement.sql} /><News statement={statement} />{hit && <span class="sr"> {t.replay.fitsWord}</span>}</> : <span class="ink-3">{t.replay.notLoaded}</span>}</span>
      <span role="gridcell" class="st-fall">{statement && <Fall statement={statement} scale={scale} />}</span>
      <span role="gridcell" class="num st-took ink-2">{statement?.durationSeconds != null ? duration(statement.durationSeconds) : ''}</span>
      <span role="gridcell" class="num st-rows">{statement?.rows != null && statement.rows > 0 ? count(statement.rows) : ''}</span>
      <span role="gridcell" class="st-outcome" {...valueOn(statement && outcomeOf(statement))}>{statement && <OutcomeWord statement={statement} brief undone={taken} />}</span>
    </div>
  );
}

function NoiseRow({ row, index, opened, toggle }: { row: ListRow & { kind: 'noise' }; index: number; opened: boolean; toggle: () => void }) {
  return (
    <div role="row" class="st st-noise" aria-rowindex={index + 2}>
      <span role="gridcell" class="bracket" />
      <span role="gridcell" class="noise-cell"><button type="button" class="noise" aria-expanded={opened} {...valueOn(noiseValue(row.tool === '' ? null : row.tool)[0])} onClick={toggle}>
        <span class="chevron" aria-hidden="true">{opened ? '▾' : '▸'}</span>{row.label === null ? t.replay.noise(row.tool) : <>{t.replay.noiseOf} <code>{briefly(row.label)}</code></>}<span class="ink-3">: {t.replay.folded(row.to - row.from + 1, opened)}</span></button></span>
    </div>
  );
}

export interface ListProps {
  replay: Replay; session: Session; outline: Outline; fold: boolean; rows: Rows; opened: ReadonlySet<number>;
  select: (ordinal: number, extend: boolean) => void; toggleNoise: (from: number) => void; need: (ordinals: readonly number[]) => void;
  matches: (statement: Statement) => boolean; places: ReadonlyMap<number, Written>; noted: readonly Noted[];
  /** Somebody scrolled away from the end of the list. */
  left: () => void;
}

export function StatementList({ replay, session, outline, fold, rows, opened, select, toggleNoise, need, matches, places, noted, left }: ListProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const scale = useMemo(() => scaleOf(outline, session.durationSeconds, fold), [outline, session.durationSeconds, fold]);
  const measure = () => { if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight }); };
  const before = useRef(0);
  const scrolled = () => {
    const list = box.current;
    if (list === null) return;
    // A list that gets shorter stays at its end; only who goes up leaves it.
    if (list.scrollTop < before.current && list.scrollTop + list.clientHeight < list.scrollHeight - LEAVES_ROWS * ROW) left();
    before.current = list.scrollTop;
    measure();
  };
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const first = Math.min(Math.max(0, Math.floor(view.top / ROW) - OVERSCAN), Math.max(0, rows.count - 1));
  const last = Math.min(rows.count - 1, Math.ceil((view.top + view.height) / ROW) + OVERSCAN);
  useEffect(() => {
    const missing: number[] = [];
    for (let index = first; index <= last; index++) {
      const row = rows.at(index);
      if (row.kind === 'statement' && !replay.statements.has(row.ordinal)) missing.push(row.ordinal);
    }
    // Also with nothing missing: what was asked for another place of the list is not wanted any more.
    need(missing);
  }, [first, last, rows, replay.asked]);
  const selected = replay.position.q;
  const place = selected === null ? -1 : rows.indexOf(selected);
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || place < 0) return;
    const top = place * ROW;
    if (top < list.scrollTop) list.scrollTop = top - ROW;
    else if (top + ROW + HEAD > list.scrollTop + list.clientHeight) list.scrollTop = top + 2 * ROW + HEAD - list.clientHeight;
  }, [place, rows.count > 0]);
  const shown: number[] = [];
  for (let index = first; index <= last; index++) shown.push(index);
  return (
    <div class="st-list" ref={box} style={{ '--ordinal': `${String(outline.total).length}ch` }} onScroll={scrolled} role="grid" tabIndex={0} aria-label={t.replay.statements} aria-rowcount={rows.count + 1} aria-colcount={8}
      id="statements" aria-activedescendant={place < first || place > last ? undefined : `st-${selected}`}>
      <div class="st st-head" role="row" aria-rowindex={1}>
        <span role="columnheader"><span class="sr">{t.replay.transaction}</span></span><span role="columnheader" class="num">{c.ordinal}</span><span role="columnheader" class="st-offset">{c.offset}</span><span role="columnheader">{c.sql}</span>
        <span role="columnheader" class="st-fall">{c.fall}</span><span role="columnheader" class="num st-took">{c.took}</span><span role="columnheader" class="num">{c.rows}</span><span role="columnheader">{c.outcome}</span>
      </div>
      <div class="st-rows-box" role="presentation" style={{ height: `${rows.count * ROW}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * ROW}px)` }}>
          {shown.map((index) => {
            const row = rows.at(index);
            if (row.kind === 'noise') return <NoiseRow key={`n${row.from}`} row={row} index={index} opened={opened.has(row.from)} toggle={() => toggleNoise(row.from)} />;
            if (row.kind === 'act') return <ActRow key={`a${row.act.number}`} act={row.act} index={index} />;
            const statement = replay.statements.get(row.ordinal);
            return <StatementRow key={row.ordinal} replay={replay} outline={outline} ordinal={row.ordinal} index={index} scale={scale} select={select} hit={statement !== undefined && matches(statement)} written={places.get(row.ordinal)} noted={edgeOf(noted, row.ordinal)} />;
          })}
        </div>
      </div>
    </div>
  );
}
