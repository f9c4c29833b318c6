import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Statement } from '../../api/types';
import { count, duration, offset, visible } from '../../model/format';
import { bracketOf, type Replay } from '../../model/replay';
import { effectOf } from '../../model/sql';
import { SqlLine } from '../../parts/Sql';
import { t } from '../../strings';

const ROW = 28;
const OVERSCAN = 12;
const c = t.replay.columns;

function EffectMark({ statement }: { statement: Statement }) {
  const effect = effectOf(statement.verb, statement.sql);
  if (effect !== 'write' && effect !== 'ddl') return null;
  const glyph = effect === 'write' ? '◆' : '■';
  return <span class={`verb ${effect}-ink`} title={t.replay.effects[effect]}><span aria-hidden="true">{glyph}</span><span class="sr">{t.replay.effects[effect]}</span></span>;
}

export function OutcomeWord({ statement }: { statement: Statement }) {
  const rolledBack = statement.transactionOutcome === 'rolled_back';
  if (statement.error !== null) {
    return <span class="error-ink"><span aria-hidden="true">▲ </span>{visible(statement.error.sqlState)} {visible(statement.error.message)}</span>;
  }
  if (statement.outcome !== 'completed') return <span class="ink-2">◌ {t.replay.outcomes[statement.outcome]}</span>;
  if (rolledBack) return <span class="ink-2"><span aria-hidden="true">↺ </span>{t.replay.rolledBack}</span>;
  return <span class="ok-ink"><span aria-hidden="true">✓ </span><span class="tag">{visible(statement.tag ?? t.replay.outcomes.completed)}</span></span>;
}

function Row({ replay, ordinal, select, hit }: { replay: Replay; ordinal: number; select: (ordinal: number) => void; hit: boolean }) {
  const statement = replay.statements.get(ordinal);
  const selected = replay.position.q === ordinal;
  const rolledBack = statement?.transactionOutcome === 'rolled_back';
  const bracket = bracketOf(replay, ordinal);
  const classes = ['st', selected && 'selected', rolledBack && 'rolled-back', hit && 'matched'].filter(Boolean).join(' ');
  return (
    <div role="row" id={`st-${ordinal}`} class={classes} aria-rowindex={ordinal + 1} aria-selected={selected} onClick={() => select(ordinal)}>
      <span role="gridcell" class={`bracket b-${bracket} ${rolledBack ? 'b-back' : ''}`}>{bracket === 'first' && <span class="sr">{t.replay.inTransaction}</span>}</span>
      <span role="gridcell" class="num ink-3">{ordinal}</span>
      <span role="gridcell" class="st-offset code ink-2">{statement ? offset(statement.atSeconds) : ''}</span>
      <span role="gridcell" class="st-sql">{statement ? <><EffectMark statement={statement} /><SqlLine sql={statement.sql} /></> : <span class="ink-3">{t.replay.notLoaded}</span>}</span>
      <span role="gridcell" class="num st-took ink-2">{statement?.durationSeconds != null ? duration(statement.durationSeconds) : ''}</span>
      <span role="gridcell" class="num st-rows">{statement?.rows != null && statement.rows > 0 ? count(statement.rows) : ''}</span>
      <span role="gridcell" class="st-outcome">{statement && <OutcomeWord statement={statement} />}</span>
    </div>
  );
}

export function StatementList({ replay, select, need, matches }: {
  replay: Replay; select: (ordinal: number) => void; need: (first: number, last: number) => void; matches: (statement: Statement) => boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => { if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight }); };
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(view.top / ROW) - OVERSCAN);
  const last = Math.min(replay.total - 1, Math.ceil((view.top + view.height) / ROW) + OVERSCAN);
  useEffect(() => { if (replay.total > 0) need(first, last); }, [first, last, replay.total, replay.asked]);
  const selected = replay.position.q;
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || selected === null) return;
    const head = 25;
    const top = (selected - 1) * ROW;
    if (top < list.scrollTop) list.scrollTop = top - ROW;
    else if (top + ROW + head > list.scrollTop + list.clientHeight) list.scrollTop = top + 2 * ROW + head - list.clientHeight;
  }, [selected, replay.total > 0]);
  const rows: number[] = [];
  for (let index = first; index <= last; index++) rows.push(index + 1);
  return (
    <div class="st-list" ref={box} onScroll={measure} role="grid" tabIndex={0} aria-label={t.replay.statements} aria-rowcount={replay.total + 1}
      aria-activedescendant={selected === null ? undefined : `st-${selected}`}>
      <div class="st st-head" role="row" aria-rowindex={1}>
        <span role="columnheader" /><span role="columnheader" class="num">{c.ordinal}</span><span role="columnheader">{c.offset}</span><span role="columnheader">{c.sql}</span>
        <span role="columnheader" class="num">{c.took}</span><span role="columnheader" class="num">{c.rows}</span><span role="columnheader">{c.outcome}</span>
      </div>
      <div class="st-rows-box" role="presentation" style={{ height: `${replay.total * ROW}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * ROW}px)` }}>
          {rows.map((ordinal) => {
            const statement = replay.statements.get(ordinal);
            return <Row key={ordinal} replay={replay} ordinal={ordinal} select={select} hit={statement !== undefined && matches(statement)} />;
          })}
        </div>
      </div>
    </div>
  );
}
