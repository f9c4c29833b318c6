import { describe, expect, it } from 'vitest';
import { chooseTerm, isChosen, parseFilter, termFor, toggleTerm } from '../src/model/filter';
import { bytes, count, duration, initials, isoDuration, offset, oneLine, segmentsOf, visible } from '../src/model/format';
import { connectForms } from '../src/model/connect';
import { heightsOf, stretchOf } from '../src/model/histogram';
import { hexRows } from '../src/model/hex';
import { capsOf, KEY_GROUPS, KEYS, readKey, type Act } from '../src/model/keys';
import { emptyListing, reduceListing, totalWords } from '../src/model/paging';
import { formatPosition, parsePosition, secondsOf, START } from '../src/model/position';
import { caretAt, effectOf, piecesOf } from '../src/model/sql';

describe('format', () => {
  it('shows lengths of time in the units that matter', () => {
    expect([0.0004, 0.012, 3.21, 245, 7380, 90_000].map(duration)).toEqual(['0.4 ms', '12 ms', '3.2 s', '4 min 5 s', '2 h 3 min', '1 d 1 h']);
  });
  it('shows offsets with milliseconds and carries into minutes', () => {
    expect([0, 59.9996, 511.204, 7711.5].map(offset)).toEqual(['+00:00.000', '+01:00.000', '+08:31.204', '+2:08:31.500']);
  });
  it('tells an escape from the same letters in the text', () => {
    expect(segmentsOf('a\\x1b\x1b')).toEqual([{ text: 'a\\x1b', escaped: false }, { text: '\\x1b', escaped: true }]);
  });
  it('shows sizes and counts', () => {
    expect([0, 1023, 56_789, 3_145_728].map(bytes)).toEqual(['0 B', '1023 B', '55.5 kB', '3.0 MB']);
    expect(count(1_204_000)).toBe('1\u2009204\u2009000');
    expect([3600, 1800, 45].map(isoDuration)).toEqual(['PT1H', 'PT30M', 'PT45S']);
    expect([initials('Erin Gray'), initials('root'), initials('')]).toEqual(['EG', 'R', '?']);
  });
  it('spells out what could hide, move the cursor or turn the reading direction', () => {
    expect(visible('a\x1b[31mb\u202ec\u0085\u200d')).toBe('a\\x1b[31mb\\u202ec\\x85\\u200d');
    expect(visible('tab\tand\nline')).toBe('tab\tand\nline');
    expect(oneLine('select\n\t1  ,\x002')).toBe('select 1 ,\\x002');
  });
});

describe('position', () => {
  it.each(['#q=41', '#m=1207', '#q=41&r=15', '#q=41&r=15&c=e-mail%20%26', '#q=41&m=1207', '#q=41&pane=sql', '#q=41&pane=messages', '#m=9&pane=bytes&off=32', '#sel=41-47', '#q=4&cmp=01KAJ2X7Q8M3V5T9W1Y4B6D8F0', ''])('%s reads and writes the same', (fragment) => {
    expect(formatPosition(parsePosition(fragment))).toBe(fragment);
  });
  it('leaves out what it does not know', () => {
    expect(parsePosition('#q=-1&m=x&r=0&pane=evil&t=later&sel=0-3&off=-1&cmp=1')).toEqual(START);
  });
  it.each([['#t=+92.4s', { seconds: 92.4 }], ['#t=92.4', { seconds: 92.4 }], ['#t=2026-11-21T01:20:03.123Z', { clock: '2026-11-21T01:20:03.123Z' }]])('%s is a moment', (fragment, when) => {
    expect(parsePosition(fragment).t).toEqual(when);
  });
  it('turns a moment of the clock into seconds of the session', () => {
    expect(secondsOf({ clock: '2026-11-21T01:21:03.500Z' }, '2026-11-21T01:20:03.000000Z')).toBe(60.5);
  });
  it('takes the first statement of a range, whichever way round it was written', () => {
    const { q, sel } = parsePosition('#sel=47-41');
    expect([q, sel]).toEqual([41, { from: 41, to: 47 }]);
  });
});

describe('filter', () => {
  it('reads keys, quotes and bare words', () => {
    expect(parseFilter('user:alice text:"card no" orders').map(({ key, value }) => [key, value]))
      .toEqual([['user', 'alice'], ['text', 'card no'], ['', 'orders']]);
  });
  it.each([['usr:x', 'unknown-key'], ['user:', 'empty-value'], ['text:"open', 'unclosed-quote'], ['state:asleep', 'unknown-value']])('%s is %s', (filter, problem) => {
    expect(parseFilter(filter)[0]?.problem).toBe(problem);
  });
  it('reads negation, capital keys and escaped quotes, as the broker does', () => {
    expect(parseFilter('-has:error -orders USER:Erin text:"say \\"x\\""').map(({ key, value, negated }) => [key, value, negated]))
      .toEqual([['has', 'error', true], ['', 'orders', true], ['user', 'Erin', false], ['text', 'say "x"', false]]);
    expect(parseFilter('- x').map((term) => [term.negated, term.value])).toEqual([[false, '-'], [false, 'x']]);
  });
  it.each([['target:shop usr:x', 12], ['state:asleep', 6], ['a text:"open', 7], ['user: x', 5]])('%s is wrong at %i', (filter, at) => {
    expect(parseFilter(filter).find((term) => term.problem !== null)?.wrongAt).toBe(at);
  });
  it.each(['verb:delete table:public.orders', 'rows:>1000 dur:>=150ms', 'error:23* tx:rolledback', 'user:~^(alice|bob)@', 'verb:delete OR verb:update -fp:9F3A', 'since:yesterday until:2026-11-21T01:20:03Z', '-since:-1d12h until:Today', 'since:2026-11-21', 'risk:high -risk:none', 'group:~^dba group:"Data platform" group:eng*'])('%s is right', (filter) => {
    expect(parseFilter(filter).every((term) => term.problem === null)).toBe(true);
  });
  it.each([['rows:many', 5], ['dur:>2', 4], ['tx:lost', 3], ['since:tomorrow', 6], ['until:2026-11', 6], ['risk:low', 5]])('%s is not', (filter, at) => {
    expect(parseFilter(filter)[0]).toMatchObject({ problem: 'unknown-value', wrongAt: at });
  });
  it('takes one value of a key at a time, but several things that a session contains', () => {
    expect(chooseTerm('user:a has:error', 'user', 'b c')).toBe('has:error user:"b c"');
    expect(chooseTerm('has:error', 'has', 'write')).toBe('has:error has:write');
    expect(chooseTerm('user:a has:error', 'user', 'a')).toBe('has:error');
    expect(chooseTerm('risk:high group:dba', 'risk', 'some')).toBe('group:dba risk:some');
    expect(chooseTerm('group:dba', 'group', 'Data platform')).toBe('group:dba group:"Data platform"');
    expect(chooseTerm('group:dba group:"Data platform"', 'group', 'Data platform')).toBe('group:dba');
    expect([isChosen('user:A', 'user', 'a'), isChosen('-user:a', 'user', 'a')]).toEqual([true, false]);
  });
  it('toggles a term and keeps the others', () => {
    expect(toggleTerm('user:alice', 'has:error')).toBe('user:alice has:error');
    expect(toggleTerm('user:alice has:error', 'has:error')).toBe('user:alice');
    expect(parseFilter(termFor('user', 'Erin "E" Gray'))).toHaveLength(1);
  });
  it('always ends', () => {
    for (const odd of ['"', ':', '::', 'a:b:c', '"\\', 'text:"\\"', '\u202e"x', ' '.repeat(50)]) {
      expect(parseFilter(odd).map((term) => term.raw).join('').length).toBeLessThanOrEqual(odd.length);
    }
  });
});

describe('sql', () => {
  const text = (sql: string) => piecesOf(sql).map((piece) => piece.text).join('');
  const kinds = (sql: string) => piecesOf(sql).filter((piece) => piece.text.trim() !== '').map((piece) => `${piece.kind}:${piece.text.trim()}`);
  it('names the pieces', () => {
    expect(kinds("SELECT x, 'it''s' FROM \"T\" WHERE a=$1 AND b>1.5e3 -- end")).toEqual([
      'keyword:SELECT', 'plain:x,', "string:'it''s'", 'keyword:FROM', 'name:"T"', 'keyword:WHERE', 'plain:a=', 'parameter:$1', 'keyword:AND', 'plain:b>', 'number:1.5e3', 'comment:-- end']);
    expect(kinds("E'a\\'b' $f$ select $f$ /* a /* b */ c */")).toEqual(["string:E'a\\'b'", 'string:$f$ select $f$', 'comment:/* a /* b */ c */']);
  });
  it('loses nothing of any text', () => {
    for (const odd of ["'open", '"open', '$$open', '/* open', '😀 sel\u0000ect', '$', "U&'\\0061'", '\\', 'a.b.c::int[]', '$1$2$x', "e'\\"]) expect(text(odd)).toBe(odd);
  });
  it('finds the caret in code points', () => {
    expect(caretAt('SELECT 1\nFROM 😀x', 16)).toEqual({ line: 2, column: 6 });
    expect(caretAt('abc', 99)).toBeNull();
  });
  it('tells writes from reads', () => {
    expect([['UPDATE', ''], ['COPY', 'COPY t FROM STDIN'], ['COPY', 'COPY (SELECT 1) TO STDOUT'], ['CREATE TABLE', ''], ['BEGIN', ''], [null, '']].map(([verb, sql]) => effectOf(verb ?? null, sql ?? '')))
      .toEqual(['write', 'write', 'read', 'ddl', 'control', 'read']);
  });
});

describe('hex', () => {
  it('links each byte to the smallest field that holds it', () => {
    const rows = hexRows('510000000d53454c454354203100', [{ offset: 1, length: 13 }, { offset: 5, length: 9 }]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.bytes.map((byte) => byte.field)).toEqual([null, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(rows[0]?.bytes.map((byte) => byte.ascii).join('')).toBe('Q····SELECT 1·');
  });
});

describe('keys', () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, typing: false, onControl: false };
  const read = (key: string, changes: Partial<typeof press> = {}, characters = true) => readKey({ ...press, ...changes, key }, false, characters).act;
  it('act only when nobody types and the browser does not own them', () => {
    expect(read('j')).toBe('next');
    expect(read('j', { typing: true })).toBeNull();
    expect(read('y', { ctrlKey: true })).toBeNull();
    expect([read('Enter', { onControl: true }), read(' ', { onControl: true }), read('ArrowLeft', { onControl: true })]).toEqual([null, null, null]);
  });
  it('know pairs, digits, leaps and panes', () => {
    expect(readKey({ ...press, key: 'g' }, false, true)).toEqual({ act: null, digit: null, pending: true });
    expect(readKey({ ...press, key: 'g' }, true, true).act).toBe('first');
    expect(readKey({ ...press, key: '7' }, false, true)).toEqual({ act: 'seek', digit: 7, pending: false });
    expect([read('ArrowRight'), read('ArrowRight', { shiftKey: true })]).toEqual(['forward', 'leap-forward']);
    expect(readKey({ ...press, key: '3', altKey: true }, false, true)).toEqual({ act: 'pane', digit: 3, pending: false });
    expect(read('k', { ctrlKey: true, typing: true })).toBe('palette');
  });
  it('stand in the list once each, and each is read as its act', () => {
    const listed = KEY_GROUPS.flatMap(({ lines }) => lines.flatMap((acts): readonly Act[] => acts));
    expect([...listed].sort()).toEqual(Object.keys(KEYS).sort());
    expect(new Set(Object.values(KEYS).flat()).size).toBe(Object.values(KEYS).flat().length);
    for (const [act, keys] of Object.entries(KEYS)) {
      for (const each of keys) {
        const parts = each.split(/[ +](?=.)/);
        const key = parts[parts.length - 1] ?? '';
        const held = { ctrlKey: parts[0] === 'Control', metaKey: parts[0] === 'Meta', altKey: parts[0] === 'Alt', shiftKey: parts[0] === 'Shift' };
        expect(readKey({ ...press, ...held, key: key === 'Space' ? ' ' : key }, each === 'g g', true).act, each).toBe(act);
      }
    }
  });
  it('are shown as what stands on their caps', () => {
    expect(['Shift+ArrowRight', 'g g', 'Control+k', 'Alt+1', '>', 'Space', 'G'].map((key) => capsOf(key).join(' '))).toEqual(['Shift →', 'g g', 'Ctrl K', 'Alt 1', '>', 'space', 'G']);
  });
  it('leave characters alone when they were switched off, and nothing else', () => {
    expect([read('j', {}, false), read('5', {}, false), read('g', {}, false)]).toEqual([null, null, null]);
    expect([read('ArrowDown', {}, false), read('F6', {}, false), read('k', { metaKey: true }, false)]).toEqual(['next', 'next-pane', 'palette']);
  });
});

describe('paging', () => {
  const page = (items: number[], nextCursor: string | null) => ({ items, nextCursor, total: 4 });
  it('keeps how far the index was behind the newest answer', () => {
    let listing = reduceListing(emptyListing<number>(), { kind: 'restarted' });
    listing = reduceListing(listing, { kind: 'arrived', generation: 1, page: { ...page([], null), index: { waitingRecordings: 3, behindMillis: 4210 } } });
    expect(listing.behind).toBe(4210);
    listing = reduceListing(reduceListing(listing, { kind: 'restarted' }), { kind: 'arrived', generation: 2, page: page([1], null) });
    expect(listing.behind).toBe(0);
  });
  it('says how far a search that stopped has come, and what is known of how many there are', () => {
    const words = (n: number, s: string) => `${s} ${n === 1 ? 'hit' : 'hits'}`;
    let listing = reduceListing(emptyListing<number>(), { kind: 'restarted' });
    expect(totalWords(listing, words)).toBe('');
    listing = reduceListing(listing, { kind: 'arrived', generation: 1, page: { items: [1], nextCursor: 'c', searchedBackTo: '2026-11-21T00:00:00Z', total: 1, totalIsExact: false } });
    expect([listing.searchedBackTo, totalWords(listing, words)]).toEqual(['2026-11-21T00:00:00Z', '1 hit found so far']);
    listing = reduceListing(reduceListing(listing, { kind: 'more' }), { kind: 'arrived', generation: 1, page: { items: [2, 3], nextCursor: 'd', searchedBackTo: null, total: 1, totalIsExact: false } });
    expect([listing.searchedBackTo, totalWords(listing, words)]).toEqual([null, '3 or more hits']);
    listing = reduceListing(reduceListing(listing, { kind: 'more' }), { kind: 'arrived', generation: 1, page: { items: [4], nextCursor: null, searchedBackTo: null, total: 1, totalIsExact: false } });
    expect([listing.items, totalWords(listing, words)]).toEqual([[1, 2, 3, 4], '4 hits']);
  });
  it('appends, and drops the answer to an overtaken question', () => {
    let listing = reduceListing(emptyListing<number>(), { kind: 'restarted' });
    listing = reduceListing(listing, { kind: 'arrived', generation: 1, page: page([1, 2], 'c') });
    listing = reduceListing(listing, { kind: 'more' });
    listing = reduceListing(listing, { kind: 'arrived', generation: 1, page: page([3, 4], null) });
    expect(listing.items).toEqual([1, 2, 3, 4]);
    listing = reduceListing(listing, { kind: 'restarted' });
    expect(reduceListing(listing, { kind: 'arrived', generation: 1, page: page([9], null) })).toBe(listing);
    expect(reduceListing(listing, { kind: 'arrived', generation: 2, page: page([7], null) }).items).toEqual([7]);
  });
});

describe('histogram', () => {
  const bars = Array.from({ length: 10 }, (_, index) => ({ from: `f${index}`, to: `t${index}`, sessions: index === 3 ? 200 : index % 2, withErrors: 0 }));
  it('keeps whole bars, whichever way somebody drags', () => {
    expect(stretchOf(bars, 0.55, 0.21)).toEqual({ from: 'f2', to: 't5' });
    expect(stretchOf(bars, 0, 1)).toBeNull();
    expect(stretchOf([], 0, 0.5)).toBeNull();
  });
  it('lets one session among many be seen', () => {
    expect(heightsOf(bars).slice(0, 4)).toEqual([0, 0.1, 0, 1]);
  });
});

describe('connecting', () => {
  const target = { name: 'shop', labels: {}, databases: ['shop'], databaseRoles: [], access: 'open', grants: [], durability: 'strict', defaultDatabase: 'shop', defaultRole: 'app_read', host: 'db.example', port: 6432 } as const;
  it('names the role only where the service file names another', () => {
    const psql = (role: string | null) => connectForms({ ...target, databases: ['shop'], databaseRoles: [], grants: [] }, role)[0]?.text;
    expect([psql(null), psql('app_read'), psql('app_write')]).toEqual(['psql service=postern-shop', 'psql service=postern-shop', "psql 'service=postern-shop user=app_write'"]);
  });
  it('gives every client the certificate and refuses an unverified server', () => {
    for (const { id, text } of connectForms({ ...target, databases: ['shop'], databaseRoles: [], grants: [] }, 'app_write').slice(1)) {
      if (id === 'dbeaver' || id === 'proxy') continue;
      expect(text, id).toContain('client.crt');
      expect(text, id).toContain('verify-full');
      expect(text, id).toContain('app_write');
    }
  });
  it('leaves to the command line what only it can write', () => {
    const forms = connectForms({ ...target, databases: ['shop'], databaseRoles: [], grants: [] }, 'app_write');
    const textOf = (id: string) => forms.find((form) => form.id === id)?.text;
    expect(textOf('proxy')).toBe('postern proxy db shop');
    expect(textOf('dbeaver')).toBe('dbeaver -con "$(postern db config shop --as app_write --format dbeaver)"');
  });
});
