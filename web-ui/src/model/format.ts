// Values in the words and widths that the pages show.

const GROUPS = new Intl.NumberFormat('en-GB', { useGrouping: true });

/** An integer with thin spaces between its groups, as tables align it. */
export function count(value: number): string {
  return GROUPS.format(value).replaceAll(',', '\u2009');
}

/** Bytes in powers of 1024 with three significant digits at most. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let scaled = value;
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit++;
  }
  const digits = unit === 0 || scaled >= 100 ? 0 : 1;
  return `${scaled.toFixed(digits)} ${units[unit]}`;
}

/** A length of time with the two units that matter: 0.4 ms, 12 ms, 3.2 s, 4 min 5 s, 2 h 3 min. */
export function duration(seconds: number): string {
  if (seconds < 0.00005) return '0 ms';
  if (seconds < 0.01) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const parts: [number, string][] = [[days, 'd'], [hours, 'h'], [minutes, 'min'], [whole % 60, 's']];
  const first = parts.findIndex(([value]) => value > 0);
  return parts.slice(first, first + 2).filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ');
}

/** An offset from the start of a session: +08:31.204, or +2:08:31.204 from one hour on. */
export function offset(seconds: number): string {
  const millis = Math.round(seconds * 1000);
  const hours = Math.floor(millis / 3_600_000);
  const minutes = String(Math.floor((millis % 3_600_000) / 60_000)).padStart(2, '0');
  const rest = ((millis % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return hours > 0 ? `+${hours}:${minutes}:${rest}` : `+${minutes}:${rest}`;
}

/** Date and clock of an RFC 3339 time, in UTC, to the second. */
export function utc(time: string): { date: string; clock: string } {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) return { date: '', clock: time };
  const iso = moment.toISOString();
  return { date: iso.slice(0, 10), clock: iso.slice(11, 19) };
}

/** An ISO 8601 duration for the API. */
export function isoDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `PT${seconds / 3600}H`;
  if (seconds % 60 === 0) return `PT${seconds / 60}M`;
  return `PT${seconds}S`;
}

/** The initials shown in the account button. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0] ?? '?'];
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase();
}

const CODE_POINTS_TO_ESCAPE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text whose control, bidirectional and invisible characters are spelled out, so that nothing can hide or reorder. */
export function visible(text: string): string {
  return text.replace(CODE_POINTS_TO_ESCAPE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 13) return '␍';
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A part of an address. Half a character, which no address can hold, becomes the mark for an unknown one. */
export function uriPart(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}

/** The beginning of a text, never half a character, and how many characters are left. */
export function cutTo(text: string, most: number): { start: string; left: number } {
  if (text.length <= most) return { start: text, left: 0 };
  const code = text.charCodeAt(most - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? most - 1 : most;
  return { start: text.slice(0, end), left: text.length - end };
}

/** A short text with its odd characters spelled out, cut where it is long. */
export function briefly(text: string, most = 240): string {
  const { start, left } = cutTo(text, most);
  return left > 0 ? `${visible(start)}…` : visible(start);
}

export interface Segment { text: string; escaped: boolean }

/** The visible text in runs, so that what was spelled out can be told from the same letters in the text itself. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const found of text.matchAll(CODE_POINTS_TO_ESCAPE)) {
    if (found.index > from) segments.push({ text: text.slice(from, found.index), escaped: false });
    segments.push({ text: visible(found[0]), escaped: true });
    from = found.index + found[0].length;
  }
  if (from < text.length || segments.length === 0) segments.push({ text: text.slice(from), escaped: false });
  return segments;
}

/** One line of a text, with runs of white space folded. */
export function oneLine(text: string, limit = 400): string {
  const folded = visible(text.slice(0, limit * 2).replace(/\s+/g, ' ').trim());
  return folded.length > limit ? `${folded.slice(0, limit)}…` : folded;
}
