// Which act a key press means. A key never acts while somebody types, or with a modifier that the browser owns.

export type Act = 'play' | 'next' | 'previous' | 'next-message' | 'previous-message' | 'next-chapter' | 'previous-chapter'
  | 'forward' | 'back' | 'leap-forward' | 'leap-back' | 'seek' | 'faster' | 'slower' | 'filter' | 'next-match' | 'previous-match'
  | 'next-error' | 'previous-error' | 'next-write' | 'previous-write' | 'next-transaction' | 'first' | 'last' | 'fold-idle'
  | 'fold-noise' | 'open' | 'messages' | 'hex' | 'copy-sql' | 'copy-link' | 'follow' | 'help' | 'palette' | 'pane' | 'next-pane' | 'close' | 'bookmark' | 'comment' | 'reviewed' | 'unmask' | 'extend-next' | 'extend-previous' | 'value';

/** What a press came to; `pending` waits for the second key of a pair. */
export interface Meaning { readonly act: Act | null; readonly digit: number | null; readonly pending: boolean }

const NOTHING: Meaning = { act: null, digit: null, pending: false };
const FIRST_OF_PAIR = 'g';

/** The keys of each act, as a browser names them, with modifiers in front; a pair is two of them. */
export const KEYS: Readonly<Record<Act, readonly string[]>> = {
  next: ['j', 'ArrowDown'], previous: ['k', 'ArrowUp'], 'extend-next': ['J'], 'extend-previous': ['K'], first: ['g g'], last: ['G'], 'next-error': ['e'], 'previous-error': ['E'],
  'next-write': ['w'], 'previous-write': ['W'], 'next-transaction': ['t'], 'next-chapter': [']'], 'previous-chapter': ['['],
  filter: ['/'], 'next-match': ['n'], 'previous-match': ['N'], value: ['F', 'Shift+F10'], 'fold-noise': ['z'],
  play: ['Space'], forward: ['ArrowRight'], back: ['ArrowLeft'], 'leap-forward': ['Shift+ArrowRight'], 'leap-back': ['Shift+ArrowLeft'],
  seek: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], faster: ['>'], slower: ['<'], 'fold-idle': ['i'], follow: ['l'],
  open: ['Enter'], messages: ['o'], 'next-message': ['.'], 'previous-message': [','], hex: ['x'], 'copy-sql': ['y'], 'copy-link': ['Y'],
  bookmark: ['b'], comment: ['c'], reviewed: ['m'], unmask: ['u'],
  pane: ['Alt+1', 'Alt+2', 'Alt+3', 'Alt+4'], 'next-pane': ['F6'], close: ['Escape'], palette: ['Control+k', 'Meta+k'], help: ['?'],
};

/** The list of keys as it is shown: acts that belong together stand in one line. */
export const KEY_GROUPS = [
  { name: 'statements', lines: [['next', 'previous'], ['extend-next', 'extend-previous'], ['first'], ['last'], ['next-error', 'previous-error'], ['next-write', 'previous-write'], ['next-transaction'], ['next-chapter', 'previous-chapter'], ['filter'], ['next-match', 'previous-match'], ['value'], ['fold-noise']] },
  { name: 'player', lines: [['play'], ['forward', 'back'], ['leap-forward', 'leap-back'], ['seek'], ['faster', 'slower'], ['fold-idle'], ['follow']] },
  { name: 'detail', lines: [['open'], ['messages'], ['next-message', 'previous-message'], ['hex'], ['copy-sql'], ['copy-link'], ['pane'], ['next-pane']] },
  { name: 'review', lines: [['bookmark'], ['comment'], ['reviewed'], ['unmask']] },
  { name: 'everywhere', lines: [['palette'], ['help'], ['close']] },
] as const satisfies readonly { name: string; lines: readonly (readonly Act[])[] }[];

const CAPS: Record<string, string> = { Space: 'space', ArrowRight: '→', ArrowLeft: '←', ArrowDown: '↓', ArrowUp: '↑', Control: 'Ctrl', Escape: 'Esc' };

/** What stands on the caps that a key of the table needs: `Shift+ArrowRight` is `Shift` and `→`. */
export function capsOf(key: string): string[] {
  return key.split(/[ +](?=.)/).map((part) => CAPS[part] ?? (key.includes('+') ? part.toUpperCase().replace(/^SHIFT$|^ALT$/, (word) => word.charAt(0) + word.slice(1).toLowerCase()) : part));
}

/** Characters can be switched off; keys with a name act always. */
const isCharacter = (key: string): boolean => key.length === 1 || key === 'Space';
const plainKeys = Object.entries(KEYS).flatMap(([act, keys]) => keys.filter((key) => !/[ +]./.test(key)).map((key) => [key, act as Act] as const));
const CHARACTERS: Readonly<Record<string, Act>> = Object.fromEntries(plainKeys.filter(([key]) => isCharacter(key)).map(([key, act]) => [key === 'Space' ? ' ' : key, act]));
const NAMED: Readonly<Record<string, Act>> = Object.fromEntries(plainKeys.filter(([key]) => !isCharacter(key)));

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
  if (press.shiftKey && press.key === 'ArrowRight') return act('leap-forward');
  if (press.shiftKey && press.key === 'ArrowLeft') return act('leap-back');
  if ((press.shiftKey && press.key === 'F10') || press.key === 'ContextMenu') return act('value');
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
