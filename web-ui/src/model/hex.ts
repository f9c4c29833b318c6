// A message's bytes as rows of sixteen, each byte with the decoded field it belongs to.

export interface HexByte { hex: string; ascii: string; offset: number; field: number | null }
export interface HexRow { offset: number; bytes: HexByte[] }

interface Span { offset: number; length: number }

/** The smallest field that holds the byte, or null. */
export function fieldAt(fields: readonly Span[], offset: number): number | null {
  let best: number | null = null;
  fields.forEach((field, index) => {
    const holds = offset >= field.offset && offset < field.offset + field.length;
    const smaller = best === null || field.length <= (fields[best]?.length ?? Infinity);
    if (holds && smaller) best = index;
  });
  return best;
}

export function hexRows(hex: string, fields: readonly Span[], limit = 4096): HexRow[] {
  const rows: HexRow[] = [];
  const length = Math.min(Math.floor(hex.length / 2), limit);
  for (let offset = 0; offset < length; offset++) {
    const pair = hex.slice(offset * 2, offset * 2 + 2);
    const value = Number.parseInt(pair, 16);
    const ascii = value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '·';
    if (offset % 16 === 0) rows.push({ offset, bytes: [] });
    rows[rows.length - 1]?.bytes.push({ hex: pair, ascii, offset, field: fieldAt(fields, offset) });
  }
  return rows;
}
