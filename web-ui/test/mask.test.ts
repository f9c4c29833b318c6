import { describe, expect, it } from 'vitest';
import type { Result } from '../src/api/types';
import { arrivedAt, EMPTY_GRID, maskAt, ROWS_PER_PAGE } from '../src/model/grid';
import { readKey } from '../src/model/keys';
import { cellOf, unmaskBody } from '../src/model/mask';

const page = (offset: number, masks: Result['masks']): Result => ({
  columns: [{ name: 'email', type: 25, typeName: 'text', tableOid: 0, attribute: 0, binary: false }],
  rows: [['j***@e***.com'], ['x']], offset, total: ROWS_PER_PAGE + 2, truncated: null, copy: null, ...(masks ? { masks } : {}),
});

describe('masks', () => {
  it('knows the class of a masked cell, page by page', () => {
    let grid = arrivedAt(EMPTY_GRID, 0, page(0, [{ row: 0, column: 0, class: 'personal' }]));
    grid = arrivedAt(grid, 1, page(ROWS_PER_PAGE, [{ row: 1, column: 0, class: 'secret' }]));
    expect(maskAt(grid, 0, 0)).toBe('personal');
    expect(maskAt(grid, 1, 0)).toBeNull();
    expect(maskAt(grid, ROWS_PER_PAGE + 1, 0)).toBe('secret');
    expect(maskAt(arrivedAt(EMPTY_GRID, 0, page(0, undefined)), 0, 0)).toBeNull();
  });

  it('asks for a cell, a column or the session, for a time that the broker grants', () => {
    expect(unmaskBody('session', '15', 'no', 'OPS-41')).toEqual({ restricted: false, minutes: 15, reason: 'OPS-41' });
    expect(unmaskBody('column customers.email', '999', 'yes', 'r')).toEqual({ column: 'customers.email', restricted: true, minutes: 480, reason: 'r' });
    expect(unmaskBody(`cell ${cellOf(41, 3, 2)}`, 'x', 'no', 'r')).toEqual({ cell: '41:3:2', restricted: false, minutes: 15, reason: 'r' });
  });

  it('opens with u, but not while somebody types', () => {
    const press = { key: 'u', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, typing: false, onControl: false };
    expect(readKey(press, false, true).act).toBe('unmask');
    expect(readKey({ ...press, typing: true }, false, true).act).toBeNull();
  });
});
