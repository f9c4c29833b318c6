// Which act a key press means. A key never acts while somebody types, or with a modifier that the browser owns.

export type Act = 'play' | 'next' | 'previous' | 'next-message' | 'previous-message' | 'next-chapter' | 'previous-chapter'
  | 'forward' | 'back' | 'leap-forward' | 'leap-back' | 'seek' | 'faster' | 'slower' | 'filter' | 'next-match' | 'previous-match'
  | 'next-error' | 'previous-error' | 'next-write' | 'previous-write' | 'next-transaction' | 'first' | 'last' | 'fold-idle'
  | 'fold-noise' | 'open' | 'messages' | 'hex' | 'copy-sql' | 'copy-link' | 'follow' | 'help' | 'palette' | 'pane' | 'next-pane' | 'close';

/** What a press came to; `pending` waits for the second key of a pair. */
export interface Meaning { readonly act: Act | null; readonly digit: number | null; readonly pending: boolean }

const NOTHING: Meaning = { act: null, digit: null, pending: false };
const FIRST_OF_PAIR = 'g';

/** Characters: these can be switched off. */
const CHARACTERS: Record<string, Act> = {
  ' ': 'play', j: 'next', k: 'previous', '.': 'next-message', ',': 'previous-message', ']': 'next-chapter', '[': 'previous-chapter',
  '>': 'faster', '<': 'slower', '/': 'filter', n: 'next-match', N: 'previous-match', e: 'next-error', E: 'previous-error', w: 'next-write',
  W: 'previous-write', t: 'next-transaction', G: 'last', i: 'fold-idle', z: 'fold-noise', o: 'messages', x: 'hex', y: 'copy-sql',
  Y: 'copy-link', l: 'follow', '?': 'help',
};
const NAMED: Record<string, Act> = { ArrowDown: 'next', ArrowUp: 'previous', Enter: 'open', F6: 'next-pane', Escape: 'close' };

export interface KeyPress {
  readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean; readonly shiftKey: boolean;
  /** Whether the key goes into a field. */
  readonly typing: boolean;
  /** Whether a button, a link or a scrolling part has the focus and keys of its own. */
  readonly onControl: boolean;
}

const act = (which: Act, digit: number | null = null): Meaning => ({ act: which, digit, pending: false });

/**
 * @param pending whether the press before was the first of a pair
 * @param characters whether single characters act
 */
export function readKey(press: KeyPress, pending: boolean, characters: boolean): Meaning {
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === 'k') return act('palette');
  if (press.altKey && !press.ctrlKey && !press.metaKey && /^[1-4]$/.test(press.key)) return act('pane', Number(press.key));
  if (press.typing || press.ctrlKey || press.metaKey || press.altKey) return NOTHING;
  // A button keeps its own keys: space and Enter press it, arrows move in lists and tabs.
  if (press.onControl && (press.key === 'Enter' || press.key === ' ' || press.key.startsWith('Arrow'))) return NOTHING;
  if (press.key === 'ArrowRight') return act(press.shiftKey ? 'leap-forward' : 'forward');
  if (press.key === 'ArrowLeft') return act(press.shiftKey ? 'leap-back' : 'back');
  const named = NAMED[press.key];
  if (named !== undefined) return act(named);
  if (!characters) return NOTHING;
  if (press.key === FIRST_OF_PAIR) return pending ? act('first') : { act: null, digit: null, pending: true };
  if (/^\d$/.test(press.key)) return act('seek', Number(press.key));
  const character = CHARACTERS[press.key];
  return character === undefined ? NOTHING : act(character);
}

const SETTING = 'postern.keys';

export function charactersAct(): boolean {
  try {
    return localStorage.getItem(SETTING) !== 'off';
  } catch {
    return true;
  }
}

export function letCharactersAct(on: boolean): void {
  try {
    if (on) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, 'off');
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
}
