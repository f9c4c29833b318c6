// A statement, a row or a moment in the forms in which people take it along.

import type { Cell, Column, Parameter, Statement } from '../api/types';
import { piecesOf } from './sql';

const NUMBER = /^(int|float|numeric|oid|bigint|smallint|integer|double|real)/;

function quoted(text: string): string {
  // A backslash is plain only in a string without E, whatever standard_conforming_strings says; with one, E is exact.
  return text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`;
}

function literal(value: string | null, typeName: string): string {
  if (value === null) return 'NULL';
  if (NUMBER.test(typeName) && !typeName.endsWith('[]') && /^-?\d+(\.\d+)?$/.test(value)) return value;
  return typeName === 'text' || typeName === 'unknown' || typeName === '' ? quoted(value) : `${quoted(value)}::${typeName}`;
}

/** The statement with its parameters as literals; a parameter without a readable value stays as it is. */
export function withValues(sql: string, parameters: readonly Parameter[]): string {
  return piecesOf(sql).map((piece) => {
    if (piece.kind !== 'parameter') return piece.text;
    return piece.text.replace(/\$(\d+)/g, (name, number: string) => {
      const parameter = parameters[Number(number) - 1];
      if (parameter === undefined) return name;
      if (parameter.null) return 'NULL';
      return parameter.text === null ? name : literal(parameter.text, parameter.typeName);
    });
  }).join('');
}

/** A script for psql of these statements, each ended; none begins with a backslash, which psql would obey. */
export function psqlScript(statements: readonly Statement[]): string {
  return statements.map((each) => {
    const sql = withValues(each.sql, each.parameters).trim();
    const ended = sql === '' || sql.endsWith(';') ? sql : `${sql};`;
    return `-- ${each.ordinal}\n${ended.replace(/^\\/gm, ' \\')}\n`;
  }).join('');
}

export function textOf(cell: Cell): string | null {
  if (cell === null || typeof cell === 'string') return cell;
  return 'hex' in cell ? `\\x${cell.hex}` : cell.text;
}

const name = (column: string): string => (/^[a-z_][a-z0-9_]*$/.test(column) ? column : `"${column.replaceAll('"', '""')}"`);

/** A row as an INSERT into a table that the reader has to name. */
export function rowAsInsert(columns: readonly Column[], cells: readonly Cell[]): string {
  const values = cells.map((cell, index) => literal(textOf(cell), columns[index]?.typeName ?? ''));
  return `INSERT INTO table_name (${columns.map((column) => name(column.name)).join(', ')}) VALUES (${values.join(', ')});`;
}

export function rowAsJson(columns: readonly Column[], cells: readonly Cell[]): string {
  const entries = cells.map((cell, index) => {
    const text = textOf(cell);
    const type = columns[index]?.typeName ?? '';
    const exact = text !== null && /^(int2|int4|smallint|integer|float4|float8)$/.test(type) && /^-?\d{1,15}(\.\d+)?$/.test(text);
    return `${JSON.stringify(columns[index]?.name ?? '')}: ${exact ? text : type === 'bool' && text !== null ? String(text === 't') : JSON.stringify(text)}`;
  });
  return `{${entries.join(', ')}}`;
}

/** A row as RFC 4180 says; NULL is an empty field, an empty text is quoted. */
export function rowAsCsv(cells: readonly Cell[]): string {
  return cells.map((cell) => {
    const text = textOf(cell);
    if (text === null) return '';
    return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(',');
}

/** What is written in a ticket: who, where, when, what, and where to see it. */
export function citation(person: string, target: string, statement: Statement, link: string): string {
  const what = statement.error === null ? statement.tag ?? statement.outcome : `${statement.error.severity} ${statement.error.sqlState}`;
  const undone = statement.transactionOutcome === 'rolled_back' && statement.error === null ? ', rolled back' : '';
  return `${person} on ${target}, ${statement.startedAt}, statement ${statement.ordinal} (${what}${undone}):\n${statement.sql.trim()}\n${link}`;
}

export function apiCall(origin: string, statement: Statement): string {
  return `curl -H "Authorization: Bearer $POSTERN_TOKEN" '${origin}/api/v1/sessions/${statement.session}/statements/${statement.ordinal}/result'`;
}
