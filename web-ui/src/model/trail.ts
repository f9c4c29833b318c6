// The trail as it is read: looks of one person at one session that follow each other are one line with what they saw.

import type { AuditEvent } from '../api/types';

export interface TrailLine {
  /** The newest event of the line. */
  readonly event: AuditEvent;
  /** When the oldest of them was, or null if there is only one. */
  readonly since: string | null;
  readonly events: number;
  /** What was looked at, without repetition, oldest first; empty if the event's own sentence says it. */
  readonly parts: readonly string[];
}

const TOGETHER_SECONDS = 600;
const RESULT = /^result of statement (\d+)$/;

const isLook = (event: AuditEvent): boolean => event.code === 'session.viewed' && event.session !== null;

function follows(line: TrailLine, older: AuditEvent): boolean {
  const { event } = line;
  if (!isLook(event) || !isLook(older)) return false;
  if (event.session !== older.session || event.person?.id !== older.person?.id || event.address !== older.address) return false;
  const last = new Date(line.since ?? event.at).getTime();
  return last - new Date(older.at).getTime() <= TOGETHER_SECONDS * 1000;
}

function partOf(event: AuditEvent): string[] {
  const what = event.detail['what'];
  return isLook(event) && typeof what === 'string' ? [what] : [];
}

/** Results of several statements in one phrase, in the order of the statements. */
export function joinParts(parts: readonly string[]): string[] {
  const results = parts.map((part) => RESULT.exec(part)?.[1]).filter((each) => each !== undefined).map(Number).sort((a, b) => a - b);
  const others = parts.filter((part) => !RESULT.test(part));
  if (results.length === 0) return [...others];
  return [...others, results.length === 1 ? `result of statement ${results[0]}` : `results of statements ${results.join(', ')}`];
}

/** Events, newest first, as lines. */
export function foldTrail(events: readonly AuditEvent[]): TrailLine[] {
  const lines: TrailLine[] = [];
  for (const event of events) {
    const line = lines[lines.length - 1];
    if (line !== undefined && follows(line, event)) {
      const parts = [...partOf(event), ...line.parts.filter((part) => !partOf(event).includes(part))];
      lines[lines.length - 1] = { ...line, since: event.at, events: line.events + 1, parts };
    } else {
      lines.push({ event, since: null, events: 1, parts: partOf(event) });
    }
  }
  return lines;
}

/** The sentence without the person in front, whom the column beside it names. */
export function withoutPerson(event: AuditEvent): string {
  for (const name of [event.person?.name, event.person?.email]) {
    if (name && event.text.startsWith(`${name} `)) {
      const rest = event.text.slice(name.length + 1);
      return rest.charAt(0).toUpperCase() + rest.slice(1);
    }
  }
  return event.text;
}
