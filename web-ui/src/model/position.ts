// A position in a session as the fragment of its address: #q=41, #m=1207, #t=+92.4s, #q=41&r=15&c=email, #sel=41-47,
// #m=1207&pane=bytes&off=32, #q=41&pane=sql. The most exact position wins: byte, message, cell, row, statement, range, time.

import { uriPart } from './format';

export type Tab = 'result' | 'sql' | 'parameters' | 'notices' | 'related' | 'notes';
export const TABS: readonly Tab[] = ['result', 'sql', 'parameters', 'notices', 'related', 'notes'];

export interface Range { readonly from: number; readonly to: number }
/** Seconds since the start of the session, or a moment of the clock. */
export type When = { readonly seconds: number } | { readonly clock: string };

export interface Position {
  /** Statement, by ordinal. */
  readonly q: number | null;
  /** Message, by number. */
  readonly m: number | null;
  /** Row of the result, counted from 1. */
  readonly r: number | null;
  /** Column of the result, by name. */
  readonly c: string | null;
  /** A moment that has not been turned into a statement yet. */
  readonly t: When | null;
  /** Statements that are meant together. */
  readonly sel: Range | null;
  readonly tab: Tab;
  /** Whether the messages stand open below. */
  readonly deep: boolean;
  /** A byte of the message, from 0. */
  readonly off: number | null;
  /** Another session to compare with. */
  readonly cmp: string | null;
}

export const START: Position = { q: null, m: null, r: null, c: null, t: null, sel: null, tab: 'result', deep: false, off: null, cmp: null };

function whole(text: string | null, least: number): number | null {
  if (text === null || !/^\d{1,15}$/.test(text)) return null;
  const value = Number(text);
  return value >= least ? value : null;
}

function whenOf(text: string | null): When | null {
  if (text === null) return null;
  const offset = /^[+ ]?(\d{1,9}(?:\.\d{1,20})?)s?$/.exec(text);
  if (offset !== null) return { seconds: Number(offset[1]) };
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text)) ? { clock: text } : null;
}

function rangeOf(text: string | null): Range | null {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '');
  if (found === null) return null;
  const [one, other] = [Number(found[1]), Number(found[2])];
  return one > 0 && other > 0 ? { from: Math.min(one, other), to: Math.max(one, other) } : null;
}

/** Reads a fragment; what it does not know it leaves out. */
export function parsePosition(fragment: string): Position {
  const values = new URLSearchParams(fragment.replace(/^#/, '').replaceAll('+', '%2B'));
  const m = whole(values.get('m'), 1);
  const off = whole(values.get('off'), 0);
  const sel = rangeOf(values.get('sel'));
  const panes = (values.get('pane') ?? '').split(',');
  const c = values.get('c');
  const cmp = values.get('cmp');
  return {
    q: whole(values.get('q'), 1) ?? sel?.from ?? null,
    m, r: whole(values.get('r'), 1), c: c === '' ? null : c,
    t: whenOf(values.get('t')), sel,
    tab: TABS.find((tab) => panes.includes(tab)) ?? 'result',
    deep: m !== null || off !== null || panes.includes('messages') || panes.includes('bytes'),
    off, cmp: cmp !== null && /^[0-9A-Za-z]{8,26}$/.test(cmp) ? cmp.toUpperCase() : null,
  };
}

export function formatPosition(position: Position): string {
  const parts: string[] = [];
  if (position.sel !== null) parts.push(`sel=${position.sel.from}-${position.sel.to}`);
  else if (position.q !== null) parts.push(`q=${position.q}`);
  if (position.deep && position.m !== null) parts.push(`m=${position.m}`);
  if (position.r !== null && position.tab === 'result') parts.push(`r=${position.r}`);
  if (position.c !== null && position.tab === 'result') parts.push(`c=${uriPart(position.c)}`);
  const panes: string[] = position.tab === 'result' ? [] : [position.tab];
  if (position.deep && position.off !== null) panes.push('bytes');
  else if (position.deep && position.m === null) panes.push('messages');
  if (panes.length > 0) parts.push(`pane=${panes.join(',')}`);
  if (position.deep && position.off !== null) parts.push(`off=${position.off}`);
  if (position.cmp !== null) parts.push(`cmp=${position.cmp}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** Seconds since the start of the session that a moment means; may lie outside the session. */
export function secondsOf(when: When, startedAt: string): number {
  return 'seconds' in when ? when.seconds : (Date.parse(when.clock) - Date.parse(startedAt)) / 1000;
}

/**
 * The position with the statements between two places selected, and the second of them shown.
 *
 * @param pivot where the selection began
 */
export function selecting(position: Position, pivot: number, to: number): Position {
  const sel = pivot === to ? null : { from: Math.min(pivot, to), to: Math.max(pivot, to) };
  return { ...position, sel, q: to, m: null, off: null, r: null, c: null, t: null };
}
