import { useMemo, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Cell, Session, Statement } from '../../api/types';
import { align, diffRows, type Pair } from '../../model/compare';
import { count, duration, visible } from '../../model/format';
import { sessionIn } from '../../model/palette';
import { Dialog, Failure, Loading, Recorded, Time } from '../../parts/basics';
import { Glyph } from '../../parts/glyphs';
import { useLoaded } from '../../parts/load';
import { SqlLine } from '../../parts/Sql';
import { t } from '../../strings';
import { CellValue } from './Cells';
import { OutcomeWord } from './StatementList';

const c = t.compare;
const PAGE = 500;
const MOST = 3000;
const ROWS = 200;

async function statementsOf(session: string): Promise<Statement[]> {
  const all: Statement[] = [];
  for (let after: number | null = 0; after !== null && all.length < MOST;) {
    const page: { items: Statement[]; nextAfter: number | null } = await api.statements(session, after, PAGE);
    all.push(...page.items);
    after = page.nextAfter;
  }
  return all;
}

/** Asks which session to compare with. */
export function CompareDialog({ session, close, choose }: { session: Session; close: () => void; choose: (id: string) => void }) {
  const [typed, setTyped] = useState('');
  const near = useLoaded(`${session.person.id}/${session.target}`, () => api.sessions({ f: `target:${session.target}`, limit: 12 }));
  const id = /\/s\/([0-9A-Z]{8,26})/i.exec(sessionIn(typed) ?? '')?.[1]?.toUpperCase() ?? null;
  return (
    <Dialog title={c.title} close={close}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); if (id !== null) choose(id); }}>
        <label><span>{c.other}</span><input type="text" class="code" value={typed} autofocus spellcheck={false} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} /><small>{c.help}</small></label>
        <p class="actions"><button type="submit" class="strong" disabled={id === null}>{c.button}</button></p>
      </form>
      {near.state === 'ready' && <ul class="related">{near.value.items.filter((each) => each.id !== session.id).map((each) => (
        <li key={each.id}><button type="button" class="compare-choice" onClick={() => choose(each.id)}><Time at={each.startedAt} /> <Recorded text={each.person.name} /> <span class="ink-3"><Recorded text={each.databaseRole} /> · {count(each.statements)} {t.replay.statementCount(each.statements)}</span></button></li>
      ))}</ul>}
    </Dialog>
  );
}

function Side({ statement }: { statement: Statement | null }) {
  if (statement === null) return <span class="compare-none" aria-label={c.absent} />;
  return <span class="compare-side"><span class="num ink-3">{statement.ordinal}</span><SqlLine sql={statement.sql} /><span class="num ink-2">{statement.rows ? count(statement.rows) : ''}</span><span class="num ink-3">{statement.durationSeconds === null ? '' : duration(statement.durationSeconds)}</span><span class="st-outcome"><OutcomeWord statement={statement} brief /></span></span>;
}

function CellsOf({ cells }: { cells: readonly Cell[] | null }) {
  return <>{cells?.map((cell, index) => <td key={index}><CellValue cell={cell} /></td>)}</>;
}

function RowsOf({ left, right }: { left: Statement; right: Statement }) {
  const both = useLoaded(`${left.session}/${left.ordinal}/${right.session}/${right.ordinal}`, (signal) => Promise.all([api.result(left.session, left.ordinal, 0, ROWS, signal), api.result(right.session, right.ordinal, 0, ROWS, signal)]));
  if (both.state === 'failed') return <div class="pane-pad"><Failure failure={both.failure} retry={both.reload} /></div>;
  if (both.state === 'loading') return <div class="pane-pad"><Loading what={t.result.rows} /></div>;
  const [ours, theirs] = both.value;
  if (ours.columns.length === 0 && theirs.columns.length === 0) return <p class="pane-pad ink-3">{c.noRows}</p>;
  const pairs = diffRows(Math.min(ours.columns.length, theirs.columns.length), ours.rows, theirs.rows);
  const changed = pairs.filter((each) => each.kind !== 'same');
  return (
    <div class="pane-scroll" tabIndex={0} role="region" aria-label={c.rows}>
      <p class="pane-pad ink-2">{c.summary(pairs.length - changed.length, changed.filter((each) => each.kind === 'changed').length, changed.filter((each) => each.kind === 'left').length, changed.filter((each) => each.kind === 'right').length)}{(ours.total > ROWS || theirs.total > ROWS) && ` ${c.first(ROWS)}`}</p>
      {changed.length > 0 && <table class="grid plain-grid"><thead><tr><th>{c.change}</th>{ours.columns.map((column, index) => <th key={index}><Recorded text={column.name} /></th>)}</tr></thead>
        <tbody>{changed.flatMap((pair, index) => [
          ...(pair.left === null ? [] : [<tr key={`l${index}`} class="diff-left"><td class="nowrap">− {pair.kind === 'changed' ? c.was : c.onlyLeft}</td><CellsOf cells={pair.left} /></tr>]),
          ...(pair.right === null ? [] : [<tr key={`r${index}`} class="diff-right"><td class="nowrap">+ {pair.kind === 'changed' ? c.is : c.onlyRight}</td><CellsOf cells={pair.right} /></tr>]),
        ])}</tbody></table>}
    </div>
  );
}

function marks(pair: Pair): { word: string; kind: string } {
  if (pair.kind === 'both') return pair.same ? { word: c.same, kind: 'same' } : { word: c.differs, kind: 'differs' };
  return pair.kind === 'left' ? { word: c.onlyLeft, kind: 'left' } : { word: c.onlyRight, kind: 'right' };
}

function Head({ session }: { session: Session }) {
  return <span><a href={`/s/${session.id}`}><Recorded text={session.target} />/<Recorded text={session.database} /></a> {t.replay.as} <Recorded text={session.databaseRole} /> · <Recorded text={session.person.name} /> · <Time at={session.startedAt} /></span>;
}

/** This session and another one, statement by statement. */
export function Compare({ session, other, close }: { session: Session; other: string; close: () => void }) {
  const loaded = useLoaded(`${session.id}/${other}`, async () => {
    const theirs = await api.session(other);
    const [left, right] = await Promise.all([statementsOf(session.id), statementsOf(theirs.id)]);
    return { theirs, left, right };
  });
  const [chosen, setChosen] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const pairs = useMemo(() => (loaded.value === null ? [] : align(loaded.value.left, loaded.value.right)), [loaded.value]);
  if (loaded.state === 'failed') return <div class="compare"><div class="pane-pad"><Failure failure={loaded.failure} retry={loaded.reload} /><button type="button" class="plain" onClick={close}>{c.close}</button></div></div>;
  if (loaded.value === null) return <div class="compare"><div class="pane-pad"><Loading what={c.title} /></div></div>;
  const { theirs } = loaded.value;
  const shown = (pairs ?? []).map((pair, index) => ({ pair, index })).filter(({ pair }) => all || pair.kind !== 'both' || !pair.same);
  const hidden = (pairs ?? []).length - shown.length;
  const pair = chosen === null ? undefined : pairs?.[chosen];
  return (
    <section class="compare" aria-label={c.title}>
      <header class="compare-head"><Head session={session} /><Head session={theirs} /><span class="compare-acts"><button type="button" class="pill small" aria-pressed={!all} onClick={() => setAll(!all)}>{c.onlyDifferent}{hidden > 0 && <span class="tab-count">{c.hidden(hidden)}</span>}</button><button type="button" class="plain" onClick={close}>{c.close}</button></span></header>
      {pairs === null && <p class="pane-pad">{c.tooMany(count(MOST))}</p>}
      {pairs !== null && shown.length === 0 && <p class="pane-pad"><Glyph name="done" />{c.equal}</p>}
      <ul class="compare-list">{shown.map(({ pair: each, index }) => {
        const { word, kind } = marks(each);
        return (
          <li key={index}><button type="button" class={`compare-row compare-${kind}`} aria-pressed={chosen === index} onClick={() => setChosen(chosen === index ? null : index)}>
            <Side statement={each.kind === 'right' ? null : each.left} /><span class="compare-word">{visible(word)}</span><Side statement={each.kind === 'left' ? null : each.right} /></button></li>
        );
      })}</ul>
      {pair?.kind === 'both' && <RowsOf left={pair.left} right={pair.right} />}
    </section>
  );
}
