// The list of messages: a run of rows or of COPY data of one statement is one line until it is opened.

import type { Message } from '../api/types';

const REPEATED: readonly string[] = ['DataRow', 'CopyData'];
const LEAST_RUN = 4;

export type MessageLine =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'run'; readonly first: Message; readonly count: number; readonly bytes: number };

/**
 * @param opened numbers of first messages whose run is shown whole
 * @param shown whether a message stands for itself; its run is always shown whole
 */
export function linesOf(messages: readonly Message[], opened: ReadonlySet<number>, shown: (number: number) => boolean): MessageLine[] {
  const lines: MessageLine[] = [];
  let index = 0;
  while (index < messages.length) {
    const first = messages[index];
    if (first === undefined) break;
    let end = index + 1;
    if (REPEATED.includes(first.name)) {
      while (messages[end]?.name === first.name && messages[end]?.ordinal === first.ordinal && messages[end]?.from === first.from) end++;
    }
    const run = messages.slice(index, end);
    if (run.length >= LEAST_RUN && !opened.has(first.number) && !run.some((each) => shown(each.number))) {
      lines.push({ kind: 'run', first, count: run.length, bytes: run.reduce((sum, each) => sum + each.length, 0) });
    } else run.forEach((message) => lines.push({ kind: 'message', message }));
    index = end;
  }
  return lines;
}
