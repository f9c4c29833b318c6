// Cuts SQL into coloured pieces after the lexical rules of the PostgreSQL manual, chapter 4.1. It never fails: what it
// does not understand is plain text, and the pieces put together are always the text that went in.

export type PieceKind = 'keyword' | 'string' | 'number' | 'comment' | 'parameter' | 'name' | 'plain';
export interface Piece { kind: PieceKind; text: string }

const KEYWORDS = new Set(('abort add all alter analyze and any array as asc begin between bigint boolean by bytea cascade case cast ' +
  'check close cluster column comment commit concurrently conflict constraint copy create cross current_date ' +
  'current_timestamp current_user cursor database deallocate declare default delete desc discard distinct do drop else ' +
  'end except exclude execute exists explain extension false fetch filter first following for foreign from full ' +
  'function generated grant group having if ilike in index inherit inner insert integer intersect interval into is ' +
  'isolation join key language last lateral left level like limit listen lock match materialized merge move natural ' +
  'next no not nothing notify null nulls numeric of off offset on only or order outer over partition policy preceding ' +
  'prepare primary privileges procedure range read recursive references refresh reindex release rename replace reset ' +
  'restrict returning returns revoke right role rollback row rows savepoint schema select sequence serializable ' +
  'session set show similar some start stdin stdout table temp temporary text then to transaction trigger true ' +
  'truncate type union unique unlisten update user using vacuum values varchar verbose view wal when where window with ' +
  'work write').split(' '));

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:0[xX][\da-fA-F_]+|\d[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?|\.\d+)/y;
const PARAMETER = /\$\d+/y;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

function at(pattern: RegExp, text: string, from: number): string | null {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? null;
}

function quotedEnd(text: string, from: number, quote: string, backslash: boolean): number {
  let index = from;
  while (index < text.length) {
    if (backslash && text[index] === '\\') index += 2;
    else if (text[index] === quote && text[index + 1] === quote) index += 2;
    else if (text[index] === quote) return index + 1;
    else index++;
  }
  return text.length;
}

function blockCommentEnd(text: string, from: number): number {
  let depth = 0;
  let index = from;
  while (index < text.length) {
    if (text.startsWith('/*', index)) { depth++; index += 2; }
    else if (text.startsWith('*/', index)) { depth--; index += 2; if (depth === 0) return index; }
    else index++;
  }
  return text.length;
}

function next(text: string, index: number): Piece {
  const rest = (kind: PieceKind, end: number): Piece => ({ kind, text: text.slice(index, end) });
  const space = at(SPACE, text, index);
  if (space !== null) return { kind: 'plain', text: space };
  const two = text.slice(index, index + 2);
  if (two === '--') return { kind: 'comment', text: at(LINE_COMMENT, text, index) ?? two };
  if (two === '/*') return rest('comment', blockCommentEnd(text, index));
  if (/^[eE]'$/.test(two)) return rest('string', quotedEnd(text, index + 2, "'", true));
  if (/^[bBxXnN]'$/.test(two)) return rest('string', quotedEnd(text, index + 2, "'", false));
  const character = text[index] ?? '';
  if (character === "'") return rest('string', quotedEnd(text, index + 1, "'", false));
  if (character === '"') return rest('name', quotedEnd(text, index + 1, '"', false));
  if (character === '$') {
    const parameter = at(PARAMETER, text, index);
    if (parameter !== null) return { kind: 'parameter', text: parameter };
    const tag = at(DOLLAR_TAG, text, index);
    if (tag !== null) {
      const end = text.indexOf(tag, index + tag.length);
      return rest('string', end < 0 ? text.length : end + tag.length);
    }
  }
  const number = at(NUMBER, text, index);
  if (number !== null) return { kind: 'number', text: number };
  const word = at(WORD, text, index);
  if (word !== null) return { kind: KEYWORDS.has(word.toLowerCase()) ? 'keyword' : 'plain', text: word };
  return { kind: 'plain', text: String.fromCodePoint(text.codePointAt(index) ?? 0) };
}

/** The pieces of a statement, neighbours of one kind joined. */
export function piecesOf(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let index = 0;
  while (index < sql.length) {
    const piece = next(sql, index);
    index += Math.max(1, piece.text.length);
    const last = pieces[pieces.length - 1];
    if (last !== undefined && last.kind === piece.kind) last.text += piece.text;
    else pieces.push(piece);
  }
  return pieces;
}

export type Effect = 'read' | 'write' | 'ddl' | 'control';
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE']);
const DDL = new Set(['CREATE', 'ALTER', 'DROP', 'GRANT', 'REVOKE', 'COMMENT', 'REINDEX', 'VACUUM', 'CLUSTER', 'REFRESH']);
const CONTROL = new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SAVEPOINT', 'RELEASE', 'SET', 'RESET',
  'DISCARD', 'LISTEN', 'UNLISTEN', 'NOTIFY', 'DEALLOCATE', 'PREPARE', 'CLOSE']);

/** What a verb does to the data, as far as the verb alone can say. */
export function effectOf(verb: string | null, sql: string): Effect {
  const word = (verb ?? '').toUpperCase().split(' ')[0] ?? '';
  if (WRITES.has(word)) return 'write';
  if (word === 'COPY') return /\bfrom\s+(stdin|')/i.test(sql) ? 'write' : 'read';
  if (DDL.has(word)) return 'ddl';
  return CONTROL.has(word) ? 'control' : 'read';
}

/** Where an error points: the line, its number from 1, and the column of the caret, from a position in code points from 1. */
export function caretAt(sql: string, position: number): { line: number; column: number } | null {
  const before = [...sql].slice(0, position - 1);
  if (position < 1 || before.length < position - 1) return null;
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.filter((character) => character === '\n').length + 1, column: before.length - lastBreak - 1 };
}

/** The statement without its literals, spaces, comments and letter case: what two runs of one query have in common. */
export function fingerprint(sql: string): string {
  return piecesOf(sql).map((piece) => {
    switch (piece.kind) {
      case 'string': case 'number': case 'parameter': return '?';
      case 'comment': return ' ';
      case 'name': return piece.text;
      default: return piece.text.toLowerCase();
    }
  }).join('').replace(/\s+/g, ' ').replace(/\s*([(),;=<>])\s*/g, '$1').replace(/\?(,\?)+/g, '?').replace(/;$/, '').trim();
}
