import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Copy, Statement } from '../../api/types';
import { bytes, count, briefly, visible } from '../../model/format';
import { arrivedAt, askedFor, EMPTY_GRID, maskAt, moveCell, pagesFor, rowAt, ROWS_PER_PAGE, type CellPlace, type Grid } from '../../model/grid';
import { standing, type Anchor, type Written } from '../../model/notes';
import { charactersAct, readKey } from '../../model/keys';
import { isRunning, isWaiting } from '../../model/replay';
import { Failure, Loading, Recorded } from '../../parts/basics';
import { SqlText } from '../../parts/Sql';
import { t } from '../../strings';
import { CellDrawer, CellValue, MaskedValue } from './Cells';
import { ValueMenus } from './ValueMenu';

const ROW = 26;
const OVERSCAN = 10;
/** Above this a page of rows could no longer be reached by its place on the screen: browsers cut what is taller. */
const TALLEST = 30_000_000;
const NUMERIC = /^(int|float|numeric|oid|money|bigint|smallint|integer|double)/;

/** Whether a key asks for the menu of what has the focus. */
const asksForMenu = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  readKey({ key, ctrlKey, metaKey, altKey, shiftKey, typing: false, onControl: true }, false, charactersAct()).act === 'value';

interface GridHandle { grid: Grid; need: (first: number, last: number) => void; failure: unknown; retry: () => void }

/** The result of a statement, read page by page. */
function useGrid(statement: Statement, start: number): GridHandle {
  const [grid, setGrid] = useState<Grid>(EMPTY_GRID);
  const [failure, setFailure] = useState<{ refusal: unknown; page: number } | null>(null);
  const latest = useRef(grid);
  latest.current = grid;
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const load = (page: number) => {
    latest.current = askedFor(latest.current, page);
    setGrid(latest.current);
    api.result(statement.session, statement.ordinal, page * ROWS_PER_PAGE, ROWS_PER_PAGE, leaving.current.signal).then(
      (result) => { if (!leaving.current.signal.aborted) { setFailure(null); setGrid((old) => arrivedAt(old, page, result)); } },
      (refusal: unknown) => { if (!leaving.current.signal.aborted) setFailure({ refusal, page }); },
    );
  };
  // A statement that runs gets its rows when it has ended.
  useEffect(() => load(Math.floor(start / ROWS_PER_PAGE)), [statement.outcome, statement.rows]);
  return {
    grid, failure: failure?.refusal ?? null, retry: () => { if (failure !== null) load(failure.page); },
    need: (first, last) => { if (latest.current.known) pagesFor(latest.current, first, last).forEach(load); },
  };
}

interface ViewProps { handle: GridHandle; row: number | null; column: string | null; selectCell: (row: number, column: string | null) => void; open: (place: CellPlace) => void; noted: (row: number, column: string | null) => Written }

function GridHead({ grid }: { grid: Grid }) {
  return (
    <div class="g-row g-head" role="row" aria-rowindex={1}>
      <span class="g-num" role="columnheader" aria-colindex={1}><span class="sr">{t.result.row}</span></span>
      {grid.columns.map((each, index) => <span key={index} role="columnheader" aria-colindex={index + 2} class={NUMERIC.test(each.typeName) ? 'num' : ''}><Recorded text={each.name} /><span class="type">{each.typeName}{each.binary ? ` · ${t.result.binary}` : ''}</span></span>)}
    </div>
  );
}

/** That something is written at a cell or a row: a corner to see, words to hear. */
function CellMark({ written }: { written: Written }) {
  const many = standing(written);
  return many === 0 ? null : <span class="cell-note" title={t.notes.countAt(many)}><span class="sr"> {t.notes.countAt(many)}</span></span>;
}

function GridRow({ grid, index, row, column, selectCell, open, noted }: { grid: Grid; index: number; row: number | null; column: number } & Pick<ViewProps, 'selectCell' | 'open' | 'noted'>) {
  const cells = rowAt(grid, index);
  const number = index + 1;
  const selected = number === row;
  const menus = useContext(ValueMenus);
  return (
    <div class={selected ? 'g-row selected' : 'g-row'} role="row" aria-rowindex={number + 1} aria-selected={selected}>
      <span class="g-num" role="rowheader" aria-colindex={1} onClick={() => selectCell(number, null)}>{count(number)}<CellMark written={noted(number, null)} /></span>
      {grid.columns.map((each, at) => {
        const chosen = selected && at === column;
        const mask = maskAt(grid, index, at);
        return (
          <span key={at} id={chosen ? 'cell-chosen' : undefined} role="gridcell" aria-colindex={at + 2} aria-selected={chosen} class={`${NUMERIC.test(each.typeName) ? 'num' : ''} ${chosen ? 'chosen' : ''}`}
            onClick={() => selectCell(number, each.name)} onDblClick={() => open({ row: index, column: at })}
            onContextMenu={(event) => { if (cells === null || menus === null) return; event.preventDefault(); event.stopPropagation(); selectCell(number, each.name); menus.ofCell(event, cells[at] ?? null, mask); }}>
            {cells === null ? <span class="ink-3">…</span> : mask !== null ? <MaskedValue cell={cells[at] ?? null} maskClass={mask} /> : <CellValue cell={cells[at] ?? null} />}<CellMark written={noted(number, each.name)} /></span>
        );
      })}
    </div>
  );
}

function GridView({ handle, row, column, selectCell, open, noted }: ViewProps) {
  const { grid, need } = handle;
  const menus = useContext(ValueMenus);
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 500 });
  const measure = () => { if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight }); };
  const height = Math.min(TALLEST, grid.total * ROW);
  const scaleRows = grid.total * ROW > TALLEST ? (grid.total * ROW) / TALLEST : 1;
  const first = Math.max(0, Math.floor((view.top * scaleRows) / ROW) - OVERSCAN);
  const last = Math.min(grid.total - 1, Math.ceil((view.top * scaleRows + view.height) / ROW) + OVERSCAN);
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => { if (last >= first) need(first, last); }, [first, last, grid.known]);
  const chosen = column === null ? -1 : grid.columns.findIndex((each) => each.name === column);
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || row === null || row > grid.total) return;
    const head = 44;
    const top = ((row - 1) * ROW) / scaleRows;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW + head > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW + head + 8 - list.clientHeight;
    document.getElementById('cell-chosen')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [row, chosen, grid.known]);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || grid.total === 0) return;
    const from = { row: (row ?? 1) - 1, column: Math.max(0, chosen) };
    if (event.key === 'Enter') { event.preventDefault(); event.stopPropagation(); open(from); return; }
    const cells = row === null || chosen < 0 ? null : rowAt(grid, row - 1);
    const place = document.getElementById('cell-chosen');
    if (menus !== null && cells !== null && place !== null && asksForMenu(event)) { event.preventDefault(); event.stopPropagation(); menus.ofCell(place, cells[chosen] ?? null, maskAt(grid, (row ?? 1) - 1, chosen)); return; }
    const to = row === null || chosen < 0 ? (/^(Arrow|Page|Home|End)/.test(event.key) ? from : null) : moveCell(grid, from, event.key);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    selectCell(to.row + 1, grid.columns[to.column]?.name ?? null);
  };
  const rows: number[] = [];
  for (let index = first; index <= last; index++) rows.push(index);
  const wide = (index: number) => index === grid.widths.length - 1 && !NUMERIC.test(grid.columns[index]?.typeName ?? '');
  const tracks = grid.widths.map((ch, index) => (wide(index) ? `minmax(${ch + 3}ch, 1fr)` : `${ch + 3}ch`));
  const width = { '--grid-columns': `${count(grid.total).length + 3}ch ${tracks.join(' ')} ${grid.widths.some((_, index) => wide(index)) ? '0' : 'minmax(0, 1fr)'}` };
  return (
    <div class="grid-scroll" ref={box} onScroll={measure} tabIndex={0} role="grid" aria-label={t.result.grid} aria-rowcount={grid.total + 1} aria-colcount={grid.columns.length + 1}
      aria-activedescendant={row !== null && chosen >= 0 && row - 1 >= first && row - 1 <= last ? 'cell-chosen' : undefined} onKeyDown={onKey}>
      <div class="g-body" role="presentation" style={width as preact.CSSProperties}>
        <GridHead grid={grid} />
        <div role="presentation" style={{ height: `${height}px` }}>
          <div role="rowgroup" style={{ transform: `translateY(${scaleRows === 1 ? first * ROW : view.top - Math.min(OVERSCAN, first) * ROW}px)` }}>
            {rows.map((index) => <GridRow key={index} grid={grid} index={index} row={row} column={chosen} selectCell={selectCell} open={open} noted={noted} />)}
          </div>
        </div>
      </div>
    </div>
  );
}

function CopyBlock({ copy }: { copy: Copy }) {
  return (
    <div class="pane-pad">
      <p class="ink-2">{copy.direction === 'out' ? t.result.copyOut(bytes(copy.bytes)) : t.result.copyIn(bytes(copy.bytes))}. {copy.bytes > 65_536 && t.result.copyPart}</p>
      {copy.binary ? <p class="ink-3">{t.result.copyBinary}</p> : <pre class="copy-text" tabIndex={0}>{visible(copy.text)}</pre>}
    </div>
  );
}

export function StatementFailure({ statement }: { statement: Statement }) {
  const { error } = statement;
  if (error === null) return null;
  return (
    <div class="pane-pad">
      <div class="sql-error">
        <p><span class="error-ink strong"><span aria-hidden="true">▲ </span>{briefly(error.severity)} {briefly(error.sqlState)}</span> {visible(error.message)}</p>
        {error.detail && <p><span class="ink-3">{t.sql.detail} </span>{visible(error.detail)}</p>}
        {error.hint && <p><span class="ink-3">{t.sql.hint} </span>{visible(error.hint)}</p>}
      </div>
      {error.position != null && <SqlText sql={statement.sql} position={error.position} />}
    </div>
  );
}

function Foot({ statement, grid, row, column }: { statement: Statement; grid: Grid; row: number | null; column: string | null }) {
  const lost = statement.rows !== null && statement.rows > grid.total ? statement.rows - grid.total : 0;
  return (
    <footer class="pane-foot">
      <span class="num-left">{t.result.total(grid.total, count(grid.total))}</span>
      {lost > 0 && grid.truncated === null && <span class="flag gap"><span aria-hidden="true">⚠ </span>{t.result.notKept(lost, count(lost))}</span>}
      {grid.truncated !== null && <span class="flag gap"><span aria-hidden="true">⚠ </span>{briefly(grid.truncated)}</span>}
      {row !== null && row > grid.total && <span class="flag gap">{t.result.unknownRow(row, grid.total)}</span>}
      {column !== null && !grid.columns.some((each) => each.name === column) && <span class="flag gap">{t.result.unknownColumn(visible(column))}</span>}
      {statement.outcome === 'suspended' && <span>{t.result.suspended}</span>}
      {row !== null && row <= grid.total && <span class="ink-3 foot-keys"><kbd>Enter</kbd> {t.result.openCell}</span>}
    </footer>
  );
}

export interface ResultProps {
  statement: Statement; row: number | null; column: string | null; selectCell: (row: number, column: string | null) => void; say: (text: string) => void;
  about: (anchor: Anchor) => Written;
}

export function ResultPane({ statement, row, column, selectCell, say, about }: ResultProps) {
  const handle = useGrid(statement, row === null ? 0 : row - 1);
  const { grid, failure, retry } = handle;
  const [open, setOpen] = useState<CellPlace | null>(null);
  const cells = open === null ? null : rowAt(grid, open.row);
  const hasGrid = grid.known && grid.columns.length > 0;
  const show = (place: CellPlace) => { selectCell(place.row + 1, grid.columns[place.column]?.name ?? null); setOpen(place); };
  return (
    <div class="pane">
      {(!hasGrid || statement.error !== null || failure !== null) && (
        <div class={hasGrid ? '' : 'pane-scroll'} {...(hasGrid ? {} : { tabIndex: 0, role: 'region', 'aria-label': t.replay.tabs.result })}>
          <StatementFailure statement={statement} />
          {failure !== null && <div class="pane-pad"><Failure failure={failure} retry={retry} /></div>}
          {!grid.known && failure === null && <div class="pane-pad"><Loading what={t.result.rows} /></div>}
          {grid.known && grid.copy && <CopyBlock copy={grid.copy} />}
          {grid.known && !hasGrid && grid.copy === null && statement.error === null && <p class="pane-pad ink-3">{isWaiting(statement) ? t.result.held : isRunning(statement) ? t.result.running : t.result.noColumns} {statement.tag !== null && <code>{visible(statement.tag)}</code>}</p>}
        </div>
      )}
      {hasGrid && grid.total > 0 && <GridView handle={handle} row={row} column={column} selectCell={selectCell} open={show} noted={(r, c) => about({ kind: 'cell', q: statement.ordinal, r, c })} />}
      {hasGrid && grid.total === 0 && <div class="pane-scroll" tabIndex={0} role="region" aria-label={t.replay.tabs.result}><p class="empty-columns code">{grid.columns.map((each) => <span key={each.name}><Recorded text={each.name} /> <span class="ink-3">{each.typeName}</span></span>)}</p><p class="pane-pad ink-3">{t.result.noRows}</p></div>}
      {hasGrid && <Foot statement={statement} grid={grid} row={row} column={column} />}
      {open !== null && cells !== null && <CellDrawer key={`${open.row}/${open.column}`} columns={grid.columns} cells={cells} column={open.column} row={open.row + 1} close={() => setOpen(null)} say={say} />}
    </div>
  );
}
