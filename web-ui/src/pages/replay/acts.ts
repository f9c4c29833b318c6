import type { Session, Statement } from '../../api/types';
import { chapterFrom, chaptersOf, markFrom, ordinalAt, secondsAt } from '../../model/outline';
import { capsOf, KEYS, type Act } from '../../model/keys';
import type { Command } from '../../model/palette';
import { anchorAt, type Anchor, type Focus } from '../../model/notes';
import type { Position } from '../../model/position';
import { stepRow, type Rows } from '../../model/rows';
import { copyText } from '../../parts/basics';
import { openKeys } from '../../parts/Keys';
import { t } from '../../strings';
import { linkTo } from './Detail';
import type { NotesHandle } from './useNotes';
import type { ReplayHandle } from './useReplay';

const JUMP_SECONDS = 5;
const LEAP = 0.1;
const PANES: readonly (readonly string[])[] = [['statements'], ['detail'], ['messages'], ['bytes', 'fields']];

export interface ActContext {
  session: Session; handle: ReplayHandle; rows: Rows; current: Statement | undefined;
  /** Opens the menu of the value that has the focus, or of the statement. */
  value: () => void; found: (direction: 1 | -1) => void; select: (ordinal: number) => void; move: (position: Position) => void; say: (text: string) => void;
  hex: boolean; setHex: (hex: boolean) => void; fold: boolean; setFold: (fold: boolean) => void; foldNoise: boolean; setFoldNoise: (fold: boolean) => void;
  extend: (to: number) => void; notes: NotesHandle; unmask: () => void; shorten: () => void; play: () => void; stop: () => void; faster: () => void; slower: () => void;
}

/** Copies the link of a moment, and says so. */
function copyLink(session: string, position: Position, say: (text: string) => void): void {
  void copyText(linkTo(session, position)).then((done) => say(done ? t.replay.linkCopied : t.common.copyFailed));
}

function focusPane(index: number): boolean {
  for (const id of PANES[index] ?? []) {
    const pane = document.getElementById(id);
    if (pane !== null) { pane.focus(); return true; }
  }
  return false;
}

function nextPane(): void {
  const at = PANES.findIndex((ids) => ids.some((id) => document.getElementById(id)?.contains(document.activeElement)));
  for (let step = 1; step <= PANES.length; step++) if (focusPane((at + step) % PANES.length)) return;
}

const FOCUS: readonly (readonly [Focus, string])[] = [['statements', '#statements'], ['result', '.grid-scroll'], ['messages', '.deep']];

/** The part of the page that has the focus. */
function focused(): Focus {
  return FOCUS.find(([, part]) => document.activeElement?.closest(part))?.[0] ?? 'elsewhere';
}

/** Acts that the palette offers, with the key that does the same. */
const OFFERED: readonly Act[] = [
  'play', 'next-error', 'previous-error', 'next-write', 'previous-write', 'next-transaction', 'next-chapter', 'previous-chapter', 'first', 'last',
  'messages', 'hex', 'fold-idle', 'fold-noise', 'value', 'copy-sql', 'copy-link', 'bookmark', 'comment', 'extend-next', 'extend-previous', 'reviewed', 'unmask', 'follow',
];

/** What keys and the palette do on the session page. */
export function actsOf(context: ActContext): { on: (act: Act, digit: number | null) => void; commands: Command[]; run: (id: string) => void } {
  const { session, handle: { replay, outline, tell }, rows, current, select, move, say } = context;
  const { position } = replay;
  const q = position.q ?? 1;
  const jump = (ordinal: number | null) => { context.stop(); if (ordinal !== null) select(ordinal); };
  const seek = (seconds: number) => jump(ordinalAt(outline, Math.max(0, Math.min(session.durationSeconds, seconds))));
  const now = current?.atSeconds ?? secondsAt(outline, q);
  const message = (by: 1 | -1) => {
    const from = position.m ?? (current?.message ?? 1) - (by > 0 ? 1 : 0);
    move({ ...position, deep: true, m: Math.min(session.messages, Math.max(1, from + by)), off: null, r: null, c: null });
  };
  // Later than by a second: the statement that one stands on must not be found again.
  const later = (seconds: number) => { const to = ordinalAt(outline, seconds); jump(to !== null && to <= q ? stepRow(rows, q, 1) : to); };
  const earlier = (seconds: number) => { const to = ordinalAt(outline, Math.max(0, seconds)); jump(to !== null && to >= q ? stepRow(rows, q, -1) : to); };
  const here = (): Anchor | null => anchorAt({ ...position, q: current === undefined ? null : current.ordinal }, focused(), current?.message ?? null);
  const chapters = () => chaptersOf(outline, session.durationSeconds);
  const on = (act: Act, digit: number | null): void => {
    switch (act) {
      case 'play': return context.play();
      case 'next': return jump(stepRow(rows, q, 1));
      case 'previous': return jump(stepRow(rows, q, -1));
      case 'extend-next': return context.extend(stepRow(rows, q, 1));
      case 'extend-previous': return context.extend(stepRow(rows, q, -1));
      case 'first': return jump(1);
      case 'last': return jump(replay.total);
      case 'next-message': return message(1);
      case 'previous-message': return message(-1);
      case 'next-chapter': return jump(chapterFrom(chapters(), q, 1));
      case 'previous-chapter': return jump(chapterFrom(chapters(), q, -1));
      case 'forward': return later(now + JUMP_SECONDS);
      case 'back': return earlier(now - JUMP_SECONDS);
      case 'leap-forward': return later(now + session.durationSeconds * LEAP);
      case 'leap-back': return earlier(now - session.durationSeconds * LEAP);
      case 'seek': return seek(((digit ?? 0) / 10) * session.durationSeconds);
      case 'faster': return context.faster();
      case 'slower': return context.slower();
      case 'next-match': return context.found(1);
      case 'previous-match': return context.found(-1);
      case 'value': return context.value();
      case 'next-error': return jump(markFrom(outline, q, 1, ['error']));
      case 'previous-error': return jump(markFrom(outline, q, -1, ['error']));
      case 'next-write': return jump(markFrom(outline, q, 1, ['write', 'ddl']));
      case 'previous-write': return jump(markFrom(outline, q, -1, ['write', 'ddl']));
      case 'next-transaction': return jump(outline.transactions.find((each) => each.from > q)?.from ?? null);
      case 'fold-idle': return context.setFold(!context.fold);
      case 'fold-noise': return context.setFoldNoise(!context.foldNoise);
      case 'open': return document.querySelector<HTMLElement>('#detail .grid-scroll, #detail .pane-scroll')?.focus();
      case 'messages': return move({ ...position, deep: !position.deep, m: null, off: null });
      case 'hex': if (position.deep) context.setHex(!context.hex); else { context.setHex(true); move({ ...position, deep: true }); } return;
      case 'pane': focusPane((digit ?? 1) - 1); return;
      case 'next-pane': return nextPane();
      case 'follow': return tell({ kind: 'followed', following: session.state === 'live' && !replay.following });
      case 'copy-sql': if (current) void copyText(current.sql).then((done) => say(done ? t.replay.sqlCopied : t.common.copyFailed)); return;
      case 'copy-link': return copyLink(session.id, position, say);
      case 'bookmark': return context.notes.bookmark(here());
      case 'comment': return context.notes.write({ kind: 'comment', anchor: here() });
      case 'reviewed': return context.notes.markAndNext();
      case 'unmask': return context.unmask();
      case 'close': (document.activeElement as HTMLElement | null)?.blur(); return;
      case 'filter': case 'help': case 'palette': return;
    }
  };
  const commands = OFFERED.filter((act) => (act !== 'follow' || session.state === 'live') && (act !== 'unmask' || session.masked === true))
    .map((act) => ({ id: act, title: t.acts[act] ?? act, keys: capsOf(KEYS[act][0] ?? '').join(' '), also: t.replay.session }));
  const others: Record<string, () => void> = { help: openKeys, 'short-link': context.shorten };
  return {
    on, commands: [...commands, { id: 'short-link', title: t.links.make, keys: null, also: t.replay.session }, { id: 'help', title: t.keys.title, keys: '?', also: 'help' }],
    run: (id) => { const other = others[id]; if (other === undefined) on(id as Act, null); else other(); },
  };
}
