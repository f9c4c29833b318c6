// Which statements fit a filter, as far as the hand-made data goes: each term of the grammar, negation and OR.

const compared = (value, wanted) => {
  const [, sign, number] = /^(>=|<=|>|<|=)?(.+)$/.exec(wanted) ?? [];
  const to = Number(number);
  return value !== null && ({ '>': value > to, '<': value < to, '>=': value >= to, '<=': value <= to })[sign ?? '='] === true || (value === to && (sign ?? '=') === '=');
};
const UNITS = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const seconds = (wanted) => wanted.replace(/([\d.]+)(us|ms|s|m|h)$/, (_, number, unit) => String(Number(number) * UNITS[unit]));
const OUTCOMES = { committed: 'committed', rolledback: 'rolled_back', open: 'open_at_end', running: 'running' };
const contains = (text, wanted) => (text ?? '').toLowerCase().includes(wanted);
const begins = (text, wanted) => (wanted.endsWith('*') ? (text ?? '').toLowerCase().startsWith(wanted.slice(0, -1)) : (text ?? '').toLowerCase() === wanted);

const TESTS = {
  '': (each, wanted) => contains(each.sql, wanted) || contains(each.error?.message, wanted),
  text: (each, wanted) => TESTS[''](each, wanted),
  verb: (each, wanted) => begins(each.verb, wanted), table: (each, wanted) => each.tables.includes(wanted.replace(/^public\./, '')), fp: (each, wanted) => each.fingerprint === wanted,
  rows: (each, wanted) => compared(each.rows, wanted), dur: (each, wanted) => compared(each.durationSeconds, seconds(wanted)), error: (each, wanted) => each.error !== null && begins(each.error.sqlState, wanted),
  tx: (each, wanted) => each.transactionOutcome === OUTCOMES[wanted], noise: (each, wanted) => (wanted === 'yes' ? each.noise !== null : wanted === 'no' ? each.noise === null : each.noise === wanted), new: (each, wanted) => each.new.includes(wanted),
  has: (each, wanted) => (wanted === 'error' ? each.error !== null : wanted === 'write' ? /^(insert|update|delete|merge|truncate)/i.test(each.sql) : each.traits.includes(wanted)),
  user: (each, wanted, session) => contains(session.person.name, wanted) || contains(session.person.email, wanted), target: (each, wanted, session) => begins(session.target, wanted), db: (each, wanted, session) => begins(session.database, wanted),
  role: (each, wanted, session) => begins(session.databaseRole, wanted), app: (each, wanted, session) => begins(session.application, wanted), state: (each, wanted, session) => session.state === wanted,
};

/** The filter as groups of tests of which one must hold each; a value may stand in quotes. */
function groupsOf(filter) {
  const groups = [];
  let joins = false;
  for (const [raw, minus, key, quoted, plain] of filter.matchAll(/(-)?(?:([a-z]+):)?(?:"((?:\\.|[^"\\])*)"|(\S+))/gi)) {
    if (raw === 'OR') { joins = true; continue; }
    const wanted = (quoted?.replace(/\\(.)/g, '$1') ?? plain).toLowerCase();
    const test = TESTS[(key ?? '').toLowerCase()] ?? (() => false);
    const term = (each, session) => test(each, wanted, session) !== (minus !== undefined);
    if (joins && groups.length > 0) groups[groups.length - 1].push(term); else groups.push([term]);
    joins = false;
  }
  return groups;
}

/** The answer of `/sessions/SID/matches`. */
export function matchesOf(session, statements, filter) {
  const groups = groupsOf(filter);
  const ordinals = [];
  let total = 0;
  for (const each of statements) {
    if (!groups.every((group) => group.some((term) => term(each, session)))) continue;
    const last = ordinals[ordinals.length - 1];
    if (last !== undefined && last[1] === each.ordinal - 1) last[1] = each.ordinal; else ordinals.push([each.ordinal, each.ordinal]);
    total++;
  }
  return { ordinals, total, partial: false, index: { waitingRecordings: 0, behindMillis: 0 } };
}
