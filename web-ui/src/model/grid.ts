// A result that is read in pages while somebody scrolls through it. No network, no page.

import type { Cell, Column, Copy, Mask, MaskClass, Result } from '../api/types';
import { visible } from './format';

export const ROWS_PER_PAGE = 200;
/** How many pages are kept; the ones that were read longest ago go first. */
const PAGES_KEPT = 12;
const WIDEST = 46;
const NARROWEST = 5;

export interface Grid {
  readonly columns: readonly Column[]; readonly total: number; readonly copy: Copy | null; readonly truncated: string | null;
  readonly pages: ReadonlyMap<number, readonly Cell[][]>;
  readonly masks: ReadonlyMap<number, readonly Mask[]>;
  readonly asked: ReadonlySet<number>;
  /** Width of each column in characters, fixed by the first page so that scrolling moves nothing. */
  readonly widths: readonly number[];
  readonly known: boolean;
}

export const EMPTY_GRID: Grid = { columns: [], total: 0, copy: null, truncated: null, pages: new Map(), masks: new Map(), asked: new Set(), widths: [], known: false };

function shownLength(cell: Cell): number {
  if (cell === null) return 4;
  if (typeof cell === 'string') return [...visible(cell.slice(0, WIDEST + 1))].length;
  return WIDEST;
}

export function widthsOf(columns: readonly Column[], rows: readonly Cell[][]): number[] {
  return columns.map((column, index) => {
    const longest = rows.reduce((most, row) => Math.max(most, shownLength(row[index] ?? null)), 0);
    const head = Math.max([...column.name].length, column.typeName.length + (column.binary ? 9 : 0));
    return Math.min(WIDEST, Math.max(NARROWEST, head, longest)) + 1;
  });
}

export function askedFor(grid: Grid, page: number): Grid {
  return { ...grid, asked: new Set([...grid.asked, page]) };
}

export function refused(grid: Grid, page: number): Grid {
  return { ...grid, asked: new Set([...grid.asked].filter((each) => each !== page)) };
}

export function arrivedAt(grid: Grid, page: number, result: Result): Grid {
  const kept = [...grid.pages].filter(([each]) => each !== page).slice(-(PAGES_KEPT - 1));
  const pages = new Map([...kept, [page, result.rows] as const]);
  return {
    columns: result.columns, total: result.total, copy: result.copy, truncated: result.truncated ?? grid.truncated, pages,
    masks: new Map([...[...grid.masks].filter(([each]) => each !== page && pages.has(each)), [page, result.masks ?? []] as const]),
    asked: new Set([...pages.keys(), ...[...grid.asked].filter((each) => !grid.pages.has(each))]),
    widths: grid.known ? grid.widths : widthsOf(result.columns, result.rows), known: true,
  };
}

/** The cells of a row, counted from 0, or null while its page is on its way. */
export function rowAt(grid: Grid, index: number): readonly Cell[] | null {
  return grid.pages.get(Math.floor(index / ROWS_PER_PAGE))?.[index % ROWS_PER_PAGE] ?? null;
}

/** The class of a masked cell, row and column counted from 0; null if it is not masked. */
export function maskAt(grid: Grid, row: number, column: number): MaskClass | null {
  const found = grid.masks.get(Math.floor(row / ROWS_PER_PAGE))?.find((mask) => mask.row === row % ROWS_PER_PAGE && mask.column === column);
  return found?.class ?? null;
}

export function pagesFor(grid: Grid, first: number, last: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / ROWS_PER_PAGE); page <= Math.floor(last / ROWS_PER_PAGE); page++) if (!grid.asked.has(page)) pages.push(page);
  return pages;
}

export interface CellPlace { readonly row: number; readonly column: number }

/** Where an arrow leads from a cell, both counted from 0. */
export function moveCell(grid: Grid, from: CellPlace, key: string): CellPlace | null {
  const page = 20;
  const to = {
    ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0], PageUp: [-page, 0],
    Home: [0, -from.column], End: [0, grid.columns.length],
  }[key];
  if (to === undefined) return null;
  const clamp = (value: number, most: number) => Math.min(Math.max(0, most), Math.max(0, value));
  return { row: clamp(from.row + (to[0] ?? 0), grid.total - 1), column: clamp(from.column + (to[1] ?? 0), grid.columns.length - 1) };
}
