import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Cell, Column, Copy, Result, Statement } from '../../api/types';
import { bytes, count, visible } from '../../model/format';
import { Dialog, Failure, Loading, CopyButton } from '../../parts/basics';
import { useLoaded } from '../../parts/load';
import { t } from '../../strings';
import { SqlText } from '../../parts/Sql';

const ROWS = 200;
const NUMERIC = /^(int|float|numeric|oid|money|bigint|smallint|integer|double)/;
const LONG = 120;

function whole(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  return 'hex' in cell ? `\\x${cell.hex}` : cell.text;
}

function CellValue({ cell }: { cell: Cell }) {
  if (cell === null) return <span class="null">{t.result.nullWord}</span>;
  if (typeof cell === 'string') {
    if (cell === '') return <span class="blank">{t.result.emptyWord}</span>;
    if (/^ +$/.test(cell)) return <span class="blank">{t.result.blankWord(cell.length)}</span>;
    return <bdi>{visible(cell)}</bdi>;
  }
  if ('hex' in cell) return <><span class="hex-value">\x{cell.hex.slice(0, 64)}{cell.hex.length > 64 ? '…' : ''}</span> <span class="badge">{t.result.binaryCell(bytes(cell.bytes))}</span></>;
  return <><bdi>{visible(cell.text)}</bdi> <span class="badge badge-cut">{t.result.truncatedCell(bytes(cell.bytes))}</span></>;
}

function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function CellDialog({ column, cell, row, close }: { column: Column; cell: Cell; row: number; close: () => void }) {
  return (
    <Dialog title={`${t.result.row} ${row} · ${visible(column.name)}`} close={close} drawer>
      <p class="ink-3 code">{column.typeName}{typeof cell === 'object' && cell !== null && <> · {bytes(cell.bytes)}</>}</p>
      <pre class="cell-full">{visible(pretty(whole(cell)))}</pre>
      <CopyButton text={whole(cell)} label={t.common.copy} kind="plain" />
    </Dialog>
  );
}

function Grid({ result, row, selectRow }: { result: Result; row: number | null; selectRow: (row: number) => void }) {
  const [open, setOpen] = useState<{ column: Column; cell: Cell; row: number } | null>(null);
  const chosen = useRef<HTMLTableRowElement>(null);
  useEffect(() => chosen.current?.scrollIntoView({ block: 'nearest' }), [row, result.offset]);
  return (
    <>
      <table class="grid" role="grid" aria-label={t.result.grid} aria-rowcount={result.total + 1} aria-colcount={result.columns.length + 1}>
        <thead><tr aria-rowindex={1}>
          <th class="num rownum" scope="col"><span class="sr">{t.result.row}</span></th>
          {result.columns.map((column, index) => <th key={index} scope="col" class={NUMERIC.test(column.typeName) ? 'num' : ''}><bdi>{visible(column.name)}</bdi><span class="type">{column.typeName}{column.binary ? ` · ${t.result.binary}` : ''}</span></th>)}
        </tr></thead>
        <tbody>
          {result.rows.map((cells, index) => {
            const number = result.offset + index + 1;
            return (
              <tr key={number} ref={number === row ? chosen : null} class={number === row ? 'selected' : ''} aria-rowindex={number + 1} aria-selected={number === row}>
                <td class="num rownum"><button type="button" class="rownum-button" onClick={() => selectRow(number)} aria-label={`${t.result.row} ${number}`}>{count(number)}</button></td>
                {cells.map((cell, at) => {
                  const column = result.columns[at];
                  const long = typeof cell === 'string' ? cell.length > LONG || cell.includes('\n') : cell !== null;
                  return (
                    <td key={at} class={column && NUMERIC.test(column.typeName) ? 'num' : ''}>
                      <span class="cell"><span class="cell-text"><CellValue cell={cell} /></span>
                        {long && column && <button type="button" class="cell-open" aria-label={`${t.result.cell} ${visible(column.name)}`} onClick={() => setOpen({ column, cell, row: number })}>⤢</button>}</span>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {open && <CellDialog {...open} close={() => setOpen(null)} />}
    </>
  );
}

function CopyBlock({ copy }: { copy: Copy }) {
  return (
    <div class="pane-pad">
      <p class="ink-2">{copy.direction === 'out' ? t.result.copyOut(bytes(copy.bytes)) : t.result.copyIn(bytes(copy.bytes))}. {copy.bytes > 65_536 && t.result.copyPart}</p>
      {copy.binary ? <p class="ink-3">{t.result.copyBinary}</p> : <pre class="copy-text">{visible(copy.text)}</pre>}
    </div>
  );
}

export function StatementFailure({ statement }: { statement: Statement }) {
  const { error } = statement;
  if (error === null) return null;
  return (
    <div class="pane-pad">
      <div class="sql-error">
        <p><span class="error-ink strong"><span aria-hidden="true">▲ </span>{visible(error.severity)} {visible(error.sqlState)}</span> {visible(error.message)}</p>
        {error.detail && <p><span class="ink-3">{t.sql.detail} </span>{visible(error.detail)}</p>}
        {error.hint && <p><span class="ink-3">{t.sql.hint} </span>{visible(error.hint)}</p>}
      </div>
      {error.position != null && <SqlText sql={statement.sql} position={error.position} />}
    </div>
  );
}

export function ResultPane({ statement, row, selectRow }: { statement: Statement; row: number | null; selectRow: (row: number) => void }) {
  const wanted = row === null ? 0 : Math.floor((row - 1) / ROWS) * ROWS;
  const [start, setStart] = useState(wanted);
  useEffect(() => setStart(wanted), [statement.ordinal, wanted]);
  const key = `${statement.session}/${statement.ordinal}/${start}/${statement.outcome}/${statement.rows ?? 0}`;
  const loaded = useLoaded(key, (signal) => api.result(statement.session, statement.ordinal, start, ROWS, signal));
  const shown = useRef<{ ordinal: number; result: Result } | null>(null);
  if (loaded.state === 'ready') shown.current = { ordinal: statement.ordinal, result: loaded.value };
  // Rows of another statement must never stand under this one's name.
  const result = loaded.state === 'ready' || shown.current?.ordinal === statement.ordinal ? shown.current?.result ?? null : null;
  const tail = result ? Math.min(result.offset + result.rows.length, result.total) : 0;
  return (
    <div class="pane">
      <div class="pane-scroll" tabIndex={0}>
        <StatementFailure statement={statement} />
        {loaded.state === 'failed' && <div class="pane-pad"><Failure failure={loaded.failure} retry={loaded.reload} /></div>}
        {loaded.state === 'loading' && result === null && <div class="pane-pad"><Loading what={t.result.rows} /></div>}
        {result && result.columns.length > 0 && <Grid result={result} row={row} selectRow={selectRow} />}
        {result && result.columns.length > 0 && result.total === 0 && <p class="pane-pad ink-3">{t.result.noRows}</p>}
        {result?.copy && <CopyBlock copy={result.copy} />}
        {result && result.columns.length === 0 && result.copy === null && statement.error === null && <p class="pane-pad ink-3">{t.result.noColumns} {statement.tag !== null && <code>{visible(statement.tag)}</code>}</p>}
      </div>
      {result && result.columns.length > 0 && (
        <footer class="pane-foot">
          {result.truncated !== null && <span class="flag gap"><span aria-hidden="true">⚠ </span>{visible(result.truncated)}</span>}
          {row !== null && row > result.total && <span class="flag gap">{t.result.unknownRow(row, result.total)}</span>}
          {statement.outcome === 'suspended' && <span>{t.result.suspended}</span>}
          {result.rows.length > 0 && <span class="num-left">{t.result.range(count(result.offset + 1), count(tail), count(result.total))}</span>}
          {result.total > ROWS && <span class="foot-buttons"><button type="button" class="quiet" disabled={result.offset === 0} onClick={() => setStart(Math.max(0, start - ROWS))}>{t.result.previous}</button>
            <button type="button" class="quiet" disabled={tail >= result.total} onClick={() => setStart(start + ROWS)}>{t.result.next}</button></span>}
        </footer>
      )}
    </div>
  );
}
