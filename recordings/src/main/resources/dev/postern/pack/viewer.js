'use strict';
// Shows one session from the data in this page. Everything that was recorded becomes text of an element, never markup.
(() => {
  const PAGE = 500;
  const DISTURBING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|\u{110bd}|[\u{e0000}-\u{e007f}]/gu;

  /** The text with everything visible that could hide or reorder other text. */
  function visible(text) {
    return String(text).replace(DISTURBING, (c) => {
      const code = c.codePointAt(0);
      return code < 256 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u{' + code.toString(16) + '}';
    });
  }

  /** An element with a class, and texts or elements in it. */
  function el(name, style, ...inside) {
    const made = document.createElement(name);
    if (style) made.className = style;
    for (const each of inside) if (each !== null && each !== undefined && each !== '') made.append(each instanceof Node ? each : visible(each));
    return made;
  }

  function data(id) { return document.getElementById(id).textContent; }

  const about = JSON.parse(data('about'));
  const leftOut = JSON.parse(data('left-out'));
  const statements = new Map();
  const loose = [];
  /** What was done to the session while it ran, each with the last statement that had begun. */
  const acts = [];
  let begun = 0;
  let end = null;

  function statement(ordinal) {
    let found = statements.get(ordinal);
    if (!found) {
      found = { ordinal, sql: '', parameters: [], columns: [], rows: [], copied: [], notices: [], outcome: '', tag: '', count: 0, error: null, at: 0, until: null, transaction: 0, notes: [] };
      statements.set(ordinal, found);
    }
    return found;
  }

  const transactions = new Map();
  for (const line of data('events').split('\n')) {
    if (line.trim() === '') continue;
    const e = JSON.parse(line);
    if (e.act) acts.push({ ...e.act, at: e.atSeconds, after: begun });
    if (e.event === 'statement_started') begun = Math.max(begun, e.ordinal);
    switch (e.event) {
      case 'statement_started':
        Object.assign(statement(e.ordinal), { sql: e.sql, cut: e.sqlTruncated === true, parameters: e.parameters, at: e.atSeconds, transaction: e.transaction, protocol: e.protocol });
        break;
      case 'columns_described': statement(e.ordinal).columns = e.columns; break;
      case 'row_returned': statement(e.ordinal).rows.push(e.cells); break;
      case 'copy_data': statement(e.ordinal).copied.push(e.data); break;
      case 'statement_finished':
        Object.assign(statement(e.ordinal), { outcome: e.outcome, tag: e.tag, count: e.rows, error: e.error, until: e.atSeconds, held: e.held || null });
        break;
      case 'transaction_finished': transactions.set(e.transaction, e.outcome); break;
      case 'error_raised': if (e.ordinal === 0) loose.push(e); break;
      case 'notice_raised': if (e.ordinal > 0) statement(e.ordinal).notices.push(e.report); else loose.push(e); break;
      case 'broker_fact': if (!e.act) loose.push(e); break;
      case 'session_ended': end = e; break;
      default: break;
    }
  }
  const all = [...statements.values()].sort((a, b) => a.ordinal - b.ordinal);
  const notes = about.notes || [];
  for (const note of notes) if (note.statement && statements.has(note.statement)) statements.get(note.statement).notes.push(note);

  /** A cell or a value as text; null stays null. */
  function cellText(cell) {
    if (cell === null || typeof cell === 'string') return cell;
    if (cell.text !== undefined) return cell.text;
    return '\\x' + cell.hex;
  }

  function duration(seconds) {
    if (seconds === null || Number.isNaN(seconds)) return '';
    return seconds < 1 ? (seconds * 1000).toFixed(1) + ' ms' : seconds.toFixed(3) + ' s';
  }

  function outcomeOf(s) {
    if (s.error) return s.error.severity + ' ' + s.error.sqlState;
    return s.tag || s.outcome.replaceAll('_', ' ') || 'no answer';
  }

  /** Everything of a statement in which one may search, in lower case. */
  function haystack(s) {
    if (s.text === undefined) {
      const texts = [s.sql, s.tag, s.outcome, ...s.parameters.map((p) => p.text), ...s.notes.map((n) => n.text), ...s.notices.map((n) => n.message), ...s.copied.map(cellText)];
      if (s.error) texts.push(s.error.message, s.error.sqlState, s.error.detail, s.error.hint);
      for (const row of s.rows) for (const cell of row) texts.push(cellText(cell));
      s.text = texts.filter((text) => text !== null && text !== undefined).join('\n').toLowerCase();
    }
    return s.text;
  }

  const ICONS = { held: '⏸', resumed: '▶', cancelled: '✖', 'client-cancelled': '✖', withdrawn: '⊘', access: '⚿', extended: '◷', 'ends-soon': '◷' };

  /** An act upon the session in a line. */
  function actLine(act, name) { return el(name, 'act', (ICONS[act.kind] || '■') + ' ', el('span', 'time', '+' + act.at.toFixed(3) + ' s'), ' ' + act.words); }

  /** How long a statement waited in a held session, in words; nothing if it did not. */
  function waitOf(s) { return s.held ? 'it waited ' + (s.held.seconds === null ? '' : duration(s.held.seconds) + ', ') + 'held' + (s.held.by ? ' by ' + s.held.by.name : '') + (s.held.reason ? ' (' + s.held.reason + ')' : '') + ', which is no run time' : null; }

  const list = el('div', 'list');
  const detail = el('section', 'detail');
  const found = el('p', 'meta');
  found.setAttribute('role', 'status');
  const more = el('button', 'more', 'Show more statements');
  more.type = 'button';
  let matching = all;
  let listed = 0;
  let acted = 0;
  let chosen = null;

  function entry(s) {
    const button = el('button', s.error ? 'entry failed' : 'entry',
      el('span', 'number', '#' + s.ordinal), el('span', 'time', '+' + s.at.toFixed(3) + ' s'),
      el('span', 'sql', s.sql.replace(/\s+/g, ' ').slice(0, 160)),
      el('span', 'outcome', (s.held ? '⏸ ' : '') + outcomeOf(s)), s.notes.length > 0 ? el('span', 'badge', s.notes.length + ' note' + (s.notes.length > 1 ? 's' : '')) : null);
    button.type = 'button';
    button.dataset.ordinal = s.ordinal;
    button.addEventListener('click', () => choose(s.ordinal, true));
    return button;
  }

  function showMore() {
    const whole = matching.length === all.length;
    for (const s of matching.slice(listed, listed + PAGE)) {
      if (whole) while (acted < acts.length && acts[acted].after < s.ordinal) list.append(actLine(acts[acted++], 'p'));
      list.append(entry(s));
    }
    listed = Math.min(matching.length, listed + PAGE);
    if (whole && listed === all.length) while (acted < acts.length) list.append(actLine(acts[acted++], 'p'));
    more.hidden = listed >= matching.length;
    mark();
  }

  function search(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
    matching = wanted.length === 0 ? all : all.filter((s) => wanted.every((word) => haystack(s).includes(word)));
    list.replaceChildren();
    listed = 0;
    acted = 0;
    found.textContent = matching.length + ' of ' + all.length + ' statements' + (leftOut.statements > 0 ? ' in this page; ' + leftOut.statements + ' more are in session.jsonl' : '');
    showMore();
  }

  function mark() {
    for (const button of list.children) {
      if (Number(button.dataset.ordinal) === chosen) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }

  function report(r, style) {
    const lines = [r.severity + (r.sqlState ? ' ' + r.sqlState : '') + ': ' + r.message];
    if (r.detail) lines.push('DETAIL: ' + r.detail);
    if (r.hint) lines.push('HINT: ' + r.hint);
    return el('pre', style, lines.join('\n'));
  }

  function cellOf(tag, cell) {
    const text = cellText(cell);
    if (text === null) return el(tag, 'null', 'NULL');
    const made = el(tag, '', text);
    if (typeof cell === 'object' && cell.truncated) made.append(el('span', 'meta', ' … ' + cell.bytes + ' bytes in all'));
    return made;
  }

  /** The parts of a note's anchor: statement q, row r, column c, message m, time t, range sel. */
  function anchorOf(note) { return new URLSearchParams((note.anchor || '').replaceAll('+', '%2B')); }

  /** Where a note is, in words. */
  function placeOf(note) {
    const anchor = anchorOf(note);
    const [q, m, r, c, t, sel] = ['q', 'm', 'r', 'c', 't', 'sel'].map((name) => anchor.get(name));
    if (m || t) return (m ? 'message ' + m : t) + (note.statement ? ', in statement #' + note.statement : '');
    if (sel) return 'statements #' + sel.replace('-', ' to #');
    const of = q || note.statement;
    return of ? 'statement #' + of + (r ? ', row ' + r : '') + (c ? ', ' + c : '') : 'the session';
  }

  /** The notes about a cell of a statement's result. */
  function notesAt(s, row, column) {
    return s.notes.filter((note) => { const anchor = anchorOf(note); return !note.removed && anchor.get('r') === String(row) && anchor.get('c') === column; });
  }

  function table(s) {
    const head = el('tr', '', ...s.columns.map((column) => {
      const th = el('th', '', column.name, ' ', el('span', 'meta', column.typeName || ''));
      th.scope = 'col';
      return th;
    }));
    const rows = s.rows.map((row, at) => el('tr', '', ...row.map((cell, column) => {
      const name = s.columns[column] ? s.columns[column].name : '';
      return noted(cellOf('td', cell), notesAt(s, at + 1, name));
    })));
    return el('div', 'scroll', el('table', '', el('thead', '', head), el('tbody', '', ...rows)));
  }

  /** The cell, with a badge if something is written about it. */
  function noted(cell, notes) {
    if (notes.length > 0) cell.append(' ', el('span', 'badge', notes.length + ' note' + (notes.length > 1 ? 's' : '')));
    return cell;
  }

  function noteOf(note) {
    const who = note.by ? note.by.name : '';
    const made = el('div', 'note', el('span', 'badge', note.kind), ' ', note.removed ? el('em', 'meta', 'removed by ' + note.removed.by.name + ' at ' + note.removed.at) : note.text,
      el('div', 'meta', who + ', ' + note.at + ', about ' + placeOf(note)));
    return made;
  }

  function choose(ordinal, byHand) {
    const s = statements.get(ordinal);
    if (!s) return;
    chosen = ordinal;
    if (byHand) history.replaceState(null, '', '#q=' + ordinal);
    const outcome = transactions.get(s.transaction);
    const children = [
      el('h2', '', 'Statement #' + ordinal),
      el('p', 'meta', '+' + s.at.toFixed(6) + ' s after the session began' + (s.until === null ? '' : ', took ' + duration(s.until - s.at - (s.held && s.held.seconds ? s.held.seconds : 0))) + ', ' + (s.protocol || '').replaceAll('_', ' ')
        + (outcome ? ', transaction ' + s.transaction + ' ' + outcome.replaceAll('_', ' ') : '')),
      s.held ? el('p', 'act', '⏸ ' + waitOf(s)) : null,
      el('pre', 'code', s.sql),
    ].filter((each) => each !== null);
    for (const act of acts.filter((each) => each.after === ordinal && /cancel|withdrawn|limit/.test(each.kind))) children.push(actLine(act, 'p'));
    if (s.cut) children.push(el('p', 'meta', 'The text is cut here; session.jsonl has it whole.'));
    s.parameters.forEach((p, index) => children.push(el('p', 'value', '$' + (index + 1) + ' = ', p.null ? el('span', 'null', 'NULL') : el('code', '', p.text), p.truncated ? el('span', 'meta', ' … ' + p.bytes + ' bytes in all') : null)));
    for (const n of s.notices) children.push(report(n, 'meta'));
    if (s.rows.length > 0 || s.columns.length > 0) children.push(table(s));
    if (s.copied.length > 0) children.push(el('pre', 'code', s.copied.map(cellText).join('')));
    if (s.rows.length > 0 && s.count > s.rows.length) children.push(el('p', 'left-out', (s.count - s.rows.length) + ' more rows of this result are not in this page; session.jsonl has all of them.'));
    if (s.error) children.push(report(s.error, 'error'));
    else children.push(el('p', 'outcome', outcomeOf(s) + ' · ' + s.count + (s.count === 1 ? ' row' : ' rows')));
    for (const note of s.notes) children.push(noteOf(note));
    detail.replaceChildren(...children);
    mark();
  }

  function facts(pairs) {
    return el('dl', '', ...pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').flatMap(([name, value]) => [el('dt', '', name), el('dd', '', value instanceof Node ? value : String(value))]));
  }

  function person(p) { return p ? p.name + (p.email ? ' <' + p.email + '>' : '') : ''; }

  function fold(title, count, ...inside) {
    const made = el('details', '', el('summary', '', title, count === null ? '' : ' (' + count + ')'), ...inside);
    return made;
  }

  function requestOf(r) {
    const deeds = [];
    for (const a of r.approvals || []) deeds.push(el('li', '', 'approved by ' + person(a.by) + ' at ' + a.at + (a.reason ? ': ' + a.reason : '')));
    if (r.decidedBy) deeds.push(el('li', '', 'decided by ' + person(r.decidedBy) + ' at ' + r.decidedAt + (r.decisionReason ? ': ' + r.decisionReason : '')));
    for (const x of r.extensions || []) deeds.push(el('li', '', 'made longer by ' + person(x.by) + ' at ' + x.at + ', until ' + x.grantEndsAt + (x.reason ? ': ' + x.reason : '')));
    if (r.revokedBy) deeds.push(el('li', '', 'revoked by ' + person(r.revokedBy) + ' at ' + r.revokedAt + (r.revocationReason ? ': ' + r.revocationReason : '')));
    if (r.review) deeds.push(el('li', '', 'reviewed by ' + person(r.review.by) + ' at ' + r.review.at + ': ' + r.review.outcome + (r.review.reason ? ', ' + r.review.reason : '')));
    return [facts([['Request', r.id], ['Asked by', person(r.requester)], ['For', r.databaseRole + ' on ' + r.target], ['Reason', r.reason], ['Ticket', r.ticket], ['Asked at', r.createdAt], ['State', r.state], ['Break-glass', r.breakGlass ? 'yes' : ''], ['Ended at', r.grantEndsAt]]), el('ul', '', ...deeds)];
  }

  function header() {
    const s = about.session;
    const verdict = el('p', s.complete ? 'verdict ok' : 'verdict gap', (s.complete ? '✓ ' : '⚠ ') + s.verdict);
    return el('header', '',
      el('h1', '', s.target + ' / ' + s.database + ' as ' + s.databaseRole),
      verdict,
      facts([['Session', s.id], ['Person', person(s.person)], ['From', (s.application || 'no application name') + ', ' + s.clientAddress], ['Began', s.startedAt], ['Ended', s.endedAt], ['Why', s.endText || (end ? end.reason : '')],
        ['Statements', String(s.statements) + ', ' + s.errors + ' failed, ' + s.writes + ' wrote'], ['Rows returned', String(s.rowsReturned)], ['Pack made', about.madeAt + ' by ' + person(about.madeBy)]]));
  }

  function verifyHelp() {
    return [el('p', '', 'This page shows what the pack says; that the pack is genuine, this page cannot prove. Check it, without network, with the program of anybody\'s choice:'),
      el('pre', 'code', 'postern verify ' + about.file + ' --fingerprint ' + about.fingerprint),
      el('p', '', 'The fingerprint above is what the pack itself says of its site. Compare it with the one you were given by another way: a forged pack would name its own.'),
      el('p', '', 'README.txt says what is checked, and how to do it by hand.')];
  }

  const box = el('input', 'search');
  box.type = 'search';
  box.id = 'search';
  box.placeholder = 'Search SQL, values, rows, errors and notes';
  box.setAttribute('aria-label', 'Search statements');
  let waiting = 0;
  box.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(() => search(box.value), 120); });
  more.addEventListener('click', showMore);

  const reviews = about.reviews || [];
  const others = notes.filter((note) => !note.statement);
  const trail = about.audit || [];
  const factsOfSession = loose.map((e) => el('li', '', '+' + e.atSeconds.toFixed(3) + ' s  ' + (e.event === 'broker_fact' ? e.kind + ' ' + JSON.stringify(e.facts) : e.report.severity + ' ' + e.report.sqlState + ': ' + e.report.message)));
  const page = [
    header(),
    leftOut.rows > 0 || leftOut.statements > 0
      ? el('p', 'left-out', 'This page does not show everything: ' + leftOut.statements + ' statements and ' + leftOut.rows + ' rows or pieces of COPY data were left out to keep it small (at most ' + leftOut.rowsOfAResult + ' rows of a result). session.jsonl has all of them.')
      : null,
    fold('Request and approvals', null, ...(about.request ? requestOf(about.request) : [el('p', '', about.requestText)])),
    fold('What was done to the session', acts.length, el('ul', '', ...acts.map((act) => actLine(act, 'li')))),
    fold('Notes, bookmarks and tags', notes.length, ...notes.map(noteOf)),
    fold('Reviews', reviews.length, el('ul', '', ...reviews.map((r) => el('li', '', r.outcome + ', by ' + person(r.by) + ' at ' + r.at + (r.takenBack ? ', taken back by ' + person(r.takenBack.by) + ' at ' + r.takenBack.at : '') + (r.checklist || []).map((each) => '; ' + each.item + ' ' + each.answer).join(''))))),
    fold('Audit trail of the session', trail.length, el('p', 'meta', about.auditText), el('ul', '', ...trail.map((a) => el('li', '', a.at + '  ' + a.code + '  ' + a.text)))),
    fold('Other messages of server and broker', loose.length, el('ul', '', ...factsOfSession)),
    fold('What is masked', (about.redactions.masked || []).length, el('p', '', about.redactions.text)),
    fold('How to verify', null, ...verifyHelp()),
    el('div', 'columns', el('nav', 'side', box, found, list, more), detail),
  ];
  if (others.length > 0) page[4].open = true;
  const app = document.getElementById('app');
  app.replaceChildren(...page.filter((each) => each !== null));
  document.title = visible('Session ' + about.session.id);
  search('');
  const asked = /^#q=(\d+)$/.exec(location.hash);
  choose(asked && statements.has(Number(asked[1])) ? Number(asked[1]) : all.length > 0 ? all[0].ordinal : 0, false);
  addEventListener('hashchange', () => { const q = /^#q=(\d+)$/.exec(location.hash); if (q) choose(Number(q[1]), false); });
  addEventListener('keydown', (event) => {
    if (event.target === box || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = matching.findIndex((s) => s.ordinal === chosen);
    if (event.key === 'j' && at + 1 < matching.length) choose(matching[at + 1].ordinal, true);
    if (event.key === 'k' && at > 0) choose(matching[at - 1].ordinal, true);
    if (event.key === '/') { event.preventDefault(); box.focus(); }
  });
})();
