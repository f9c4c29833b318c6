import { useState } from 'preact/hooks';
import type { Cell, Column, MaskClass } from '../../api/types';
import { rowAsCsv, rowAsInsert, rowAsJson, textOf } from '../../model/copy';
import { bytes, count, visible } from '../../model/format';
import { hexRows } from '../../model/hex';
import { copyText, CopyButton, Dialog, Recorded } from '../../parts/basics';
import { Menu } from '../../parts/Menu';
import { t } from '../../strings';

const SHOWN = 240;
const HEX_LIMIT = 4096;

/** What stands in place of a value, with its class for those who hear the page. */
export function MaskedValue({ cell, maskClass }: { cell: Cell; maskClass: MaskClass }) {
  const text = textOf(cell) ?? '';
  return <span class="masked" title={t.mask.cell(maskClass)}><span class="sr">{t.mask.cell(maskClass)}</span><span aria-hidden="true"><Recorded whole text={text.slice(0, SHOWN)} /></span></span>;
}

/** A cell on one line; NULL, empty and blank are words, not nothing. */
export function CellValue({ cell }: { cell: Cell }) {
  if (cell === null) return <span class="null">{t.result.nullWord}</span>;
  if (typeof cell === 'string') {
    if (cell === '') return <span class="blank">{t.result.emptyWord}</span>;
    if (/^ +$/.test(cell)) return <span class="blank">{t.result.blankWord(cell.length)}</span>;
    return <Recorded whole text={cell.slice(0, SHOWN).replaceAll('\n', '⏎')} />;
  }
  if ('hex' in cell) return <><span class="badge">{t.result.binaryCell(bytes(cell.bytes))}</span> <span class="hex-value">\x{cell.hex.slice(0, 64)}{cell.hex.length > 64 ? '…' : ''}</span></>;
  return <><span class="badge badge-cut">{t.result.truncatedCell(bytes(cell.bytes))}</span> <Recorded whole text={cell.text.slice(0, SHOWN)} /></>;
}

function json(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

function hexOf(cell: Exclude<Cell, null>): string {
  if (typeof cell === 'object' && 'hex' in cell) return cell.hex;
  const text = typeof cell === 'string' ? cell : cell.text;
  return [...new TextEncoder().encode(text.slice(0, HEX_LIMIT))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function sizeOf(cell: Exclude<Cell, null>): number {
  return typeof cell === 'string' ? new TextEncoder().encode(cell).length : cell.bytes;
}

export function Hex({ hex }: { hex: string }) {
  return (
    <div class="hex">{hexRows(hex, [], HEX_LIMIT).map((row) => (
      <div key={row.offset} class="hex-row"><span class="hex-offset">{row.offset.toString(16).padStart(4, '0')}</span>
        <span class="hex-bytes">{row.bytes.map((byte) => <span key={byte.offset} class="byte">{byte.hex}</span>)}</span><span class="hex-ascii">{row.bytes.map((byte) => byte.ascii).join('')}</span></div>
    ))}</div>
  );
}

type Form = 'text' | 'json' | 'hex';

export interface DrawerProps { columns: readonly Column[]; cells: readonly Cell[]; column: number; row: number; close: () => void; say: (text: string) => void }

/** One cell, whole. */
export function CellDrawer({ columns, cells, column, row, close, say }: DrawerProps) {
  const cell = cells[column] ?? null;
  const of = columns[column];
  const text = textOf(cell);
  const pretty = text === null ? null : json(text);
  const [form, setForm] = useState<Form>(pretty !== null ? 'json' : cell !== null && typeof cell === 'object' && 'hex' in cell ? 'hex' : 'text');
  const forms: readonly Form[] = cell === null ? [] : pretty === null ? ['text', 'hex'] : ['json', 'text', 'hex'];
  const copy = (what: string) => () => { void copyText(what).then((ok) => say(ok ? t.common.copied : t.common.copyFailed)); };
  return (
    <Dialog title={`${visible(of?.name ?? '')} · ${t.result.row} ${count(row)}`} close={close} drawer>
      <p class="ink-2 code">{of?.typeName}{cell !== null && <> · {bytes(sizeOf(cell))}</>}</p>
      {cell !== null && typeof cell === 'object' && !('hex' in cell) && <p class="flag gap">⚠ {t.result.truncatedCell(bytes(cell.bytes))}</p>}
      {forms.length > 0 && <fieldset class="choice"><legend>{t.result.form}</legend>{forms.map((each) => <label key={each}><input type="radio" name="form" checked={form === each} onChange={() => setForm(each)} /><span>{t.result.forms[each]}</span></label>)}</fieldset>}
      {cell === null ? <p><CellValue cell={null} /></p> : form === 'hex' ? <div class="cell-full" tabIndex={0} role="region" aria-label={t.result.forms.hex}><Hex hex={hexOf(cell)} /></div>
        : <pre class="cell-full" tabIndex={0}>{text === '' ? <CellValue cell="" /> : <Recorded whole text={(form === 'json' ? pretty : text) ?? ''} />}</pre>}
      <p class="actions">{text !== null && <CopyButton text={text} label={t.result.copyValue} kind="plain" />}
        <Menu label={t.result.copyRow} kind="plain" items={[{ label: 'INSERT', act: copy(rowAsInsert(columns, cells)) }, { label: 'JSON', act: copy(rowAsJson(columns, cells)) }, { label: 'CSV', act: copy(rowAsCsv(cells)) }]} /></p>
    </Dialog>
  );
}
