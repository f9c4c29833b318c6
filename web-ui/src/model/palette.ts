// What the command palette offers for what was typed.

export interface Command {
  readonly id: string;
  readonly title: string;
  /** The key that does the same, if there is one. */
  readonly keys: string | null;
  /** Words that find it besides the title. */
  readonly also: string;
}

/** How well a command answers, or null: each word must begin a word of it, earlier is better. */
function score(command: Command, words: readonly string[]): number | null {
  const haystack = `${command.title} ${command.also}`.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const at = haystack.search(new RegExp(`(^|[^\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u'));
    if (at < 0) return null;
    sum += at;
  }
  return sum;
}

/** The commands that answer, best first; all of them for nothing. */
export function offered(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [...commands];
  return commands.map((command, index) => ({ command, index, score: score(command, words) }))
    .filter((each): each is typeof each & { score: number } => each.score !== null)
    .sort((one, other) => one.score - other.score || one.index - other.index)
    .map((each) => each.command);
}

/** The session that was typed or pasted, as an id, a prefix of one, or a link to it with its moment. */
export function sessionIn(typed: string): string | null {
  const link = /\/s\/([0-9A-Za-z]{8,26})\/?(#\S*)?$/.exec(typed.trim());
  if (link !== null) return `/s/${link[1]}${link[2] ?? ''}`;
  const id = typed.trim().toUpperCase();
  return /^0[0-9A-HJKMNP-TV-Z]{7,25}$/.test(id) ? `/s/${id}` : null;
}
