// Every text of the pages.

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const t = {
  brand: 'Postern',
  nav: { sessions: 'Sessions', search: 'Search', connect: 'Connect', requests: 'Requests', audit: 'Trail', main: 'Main' },
  common: {
    skip: 'Skip to the content', loadMore: 'Load more', loading: 'Loading…', retry: 'Try again', copy: 'Copy', copied: 'Copied',
    copyFailed: 'The browser refused the clipboard; select the text and copy it by hand.',
    cancel: 'Cancel', close: 'Close', utc: 'UTC', of: 'of', none: 'none', keys: 'Keys', notFoundTitle: 'No such page',
    notFound: 'Nothing is kept at this address.', toSessions: 'Go to the sessions', ofTotal: (shown: string, total: string) => `${shown} of ${total}`,
  },
  account: {
    menu: 'Account', signedUntil: 'Signed in until', roles: 'Roles', groups: 'Groups', signOut: 'Sign out', theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
  },
  signIn: {
    title: 'Sign in to Postern', about: 'The record of who did what in your databases, statement by statement, row by row.',
    button: 'Sign in', by: (issuer: string) => `with ${issuer}`, demo: 'This is the demo. Its identity provider lets you sign in as:',
    expiredTitle: 'Your sign-in has ended', expired: 'This page and your position in it are kept. Sign in again to go on.',
    otherTab: 'Sign in in a new tab', here: 'Sign in here', back: 'Signed in already? This page notices when you come back to it.',
  },
  states: {
    live: 'live', ended: 'ended', recovered: 'recovered',
    liveAbout: 'The connection is open', endedAbout: 'The connection was closed', recoveredAbout: 'The broker stopped during this session; its record was completed from disk',
  },
  sessions: {
    title: 'Sessions', filter: 'Filter sessions', placeholder: 'user:alice target:orders has:error text:"card_no"',
    apply: 'Filter', clear: 'Clear', mine: 'Your sessions', all: 'Everybody’s sessions',
    pills: [['state:live', 'Live'], ['has:error', 'Errors'], ['has:write', 'Writes']] as const,
    columns: {
      state: 'State', time: 'Started', person: 'Person', target: 'Target', role: 'Role', application: 'Application',
      duration: 'Duration', statements: 'Statements', rows: 'Rows', errors: 'Errors', writes: 'Writes', bytes: 'Received',
    },
    count: (n: number, s: string) => `${s} ${plural(n, 'session', 'sessions')}`,
    emptyTitle: 'No sessions yet', empty: 'These three commands make the first one, through this broker:',
    noHitTitle: 'No session matches', noHit: 'Looked for sessions', relax: 'Leave one condition out:', removeAll: 'Show all sessions',
    incomplete: 'incomplete', openSession: (person: string, target: string) => `Session of ${person} on ${target}`,
    errorsWord: (n: number) => plural(n, 'error', 'errors'), writesWord: (n: number) => plural(n, 'write', 'writes'),
  },
  filter: {
    problems: {
      'unknown-key': (raw: string) => `“${raw}” starts with no known key. Known are user: target: db: role: app: state: has: text:`,
      'empty-value': (raw: string) => `“${raw}” has no value yet.`,
      'unclosed-quote': (raw: string) => `“${raw}” has an opening quote and no closing one.`,
      'unknown-value': (raw: string) => `“${raw}” is not a value of that key: state: takes live or ended, has: takes error or write.`,
    },
    words: {
      user: (v: string) => `by ${v}`, target: (v: string) => `on target ${v}`, db: (v: string) => `in database ${v}`,
      role: (v: string) => `as role ${v}`, app: (v: string) => `from ${v}`, state: (v: string) => `that are ${v}`,
      has: (v: string) => (v === 'error' ? 'with an error' : v === 'write' ? 'with a write' : `with ${v}`),
      text: (v: string) => `containing “${v}”`, '': (v: string) => `containing “${v}”`,
    } as Record<string, (v: string) => string>,
  },
  search: {
    title: 'Search', label: 'Search statements', placeholder: 'Words of the SQL or of an error; target:orders has:error narrow it',
    button: 'Search', introTitle: 'A hit is a moment', intro: 'Search finds the statement, not just the session it is in. It looks in SQL text, and in the errors that came back.',
    examples: 'For example', noHitTitle: 'No statement matches',
    noHit: 'SQL text and errors were searched. Rows, parameters and masked values are not searched.',
    count: (n: number, s: string) => `${s} ${plural(n, 'moment', 'moments')}`,
    inSession: 'in the session of', openSession: 'whole session', hit: 'hit',
  },
  replay: {
    statements: 'Statements', session: 'Session', application: 'Application', from: 'From', database: 'Database', started: 'Started', duration: 'Duration',
    messages: 'Messages', received: 'Received', sent: 'Sent', grant: 'Access request', noGrant: 'standing access', ended: 'Ended', id: 'Session id',
    statementCount: (n: number) => plural(n, 'statement', 'statements'), rowCount: (n: number) => plural(n, 'row', 'rows'),
    columns: { ordinal: '#', offset: 'Offset', took: 'Took', sql: 'Statement', rows: 'Rows', outcome: 'Outcome' },
    tabs: { result: 'Result', sql: 'SQL', parameters: 'Parameters', messages: 'Messages' },
    copyLink: 'Copy link', copySql: 'Copy SQL', linkCopied: 'Link copied', sqlCopied: 'SQL copied', asText: 'As psql showed it', keysButton: 'Keys',
    follow: 'Follow', following: 'Following', end: 'End session…', endTitle: 'End this session', endAbout: 'The client gets a FATAL error with your reason. A running transaction is rolled back by the server.',
    endReason: 'Reason', endButton: 'End session', recordingIncomplete: 'This record is not complete', noStatementTitle: 'No statement',
    noStatement: (duration: string) => `Connected for ${duration} and sent no statement.`, waiting: 'Waiting for the first statement…',
    unknownPosition: (q: number, total: number) => `This session has no statement ${q}; it has ${total}. The last one is shown.`,
    transaction: 'transaction', rolledBack: 'rolled back', committed: 'committed', openAtEnd: 'open at the end', inTransaction: 'in a transaction',
    outcomes: {
      completed: 'done', empty: 'empty', failed: 'failed', cancelled: 'cancelled', suspended: 'suspended', skipped: 'skipped', no_answer: 'no answer',
    },
    effects: { read: 'read', write: 'write', ddl: 'DDL', control: 'control' },
    onlyErrors: 'Errors', onlyWrites: 'Writes', findPlaceholder: 'Find in statements', find: 'Find in the loaded statements',
    notLoaded: '…', footStep: 'step', footError: 'next error', footLink: 'copy link', as: 'as',
    nextMatch: 'Next', matches: (n: number) => `${n} ${plural(n, 'match', 'matches')}`,
  },
  result: {
    noRows: 'No rows: the statement returned none.', noColumns: 'This statement returned no row set.', rows: 'Rows', nullWord: 'NULL', emptyWord: 'empty',
    blankWord: (n: number) => `${n} ${plural(n, 'space', 'spaces')}`, previous: 'Previous', next: 'Next', range: (a: string, b: string, n: string) => `Rows ${a}–${b} of ${n}`,
    truncatedCell: (size: string) => `first part of ${size}`, binaryCell: (size: string) => `${size}`, binary: 'binary', cell: 'Value', row: 'Row',
    copyOut: (size: string) => `COPY to the client, ${size}`, copyIn: (size: string) => `COPY from the client, ${size}`, copyPart: 'The first 64 kB are shown.',
    copyBinary: 'Binary COPY data; see the messages for its bytes.', unknownRow: (r: number, total: number) => `This result has no row ${r}; it has ${total}.`,
    grid: 'Rows as the client received them', suspended: 'The client asked for a part of the rows; the rest was never sent.',
  },
  sql: { truncated: 'Only the first part of this statement is shown here; the record holds all of it.', position: (line: number, column: number) => `line ${line}, column ${column}`, detail: 'Detail', hint: 'Hint' },
  parameters: { none: 'This statement has no parameters.', number: '#', type: 'Type', value: 'Value', simple: 'It was sent with the simple protocol: values stand in the SQL itself.' },
  messages: {
    list: 'Messages', fields: 'Fields', bytes: 'Bytes', number: '#', direction: 'Direction', name: 'Message', length: 'Length', at: 'Offset',
    toServer: 'client → server', toClient: 'server → client', brokerToClient: 'broker → client', brokerToServer: 'broker → server', broker: 'broker', earlier: 'Earlier', later: 'Later',
    none: 'No message is kept here.', noFields: 'No decoded fields.', noBytes: 'No bytes: this is a fact that the broker noted.',
    truncated: (shown: string, all: string) => `The first ${shown} of ${all} are shown.`, pick: 'Choose a message to see its fields and bytes.',
    statement: (n: number) => `statement ${n}`, onlyStatement: 'Only this statement',
  },
  requests: {
    title: 'Requests', toDecide: 'To decide', mine: 'Mine', history: 'History', create: 'Request access…', createTitle: 'Request access', target: 'Target', role: 'Database role',
    reason: 'Reason', reasonHelp: 'Whoever decides reads this. Name the ticket or the task.', howLong: 'For how long', send: 'Send request', approve: 'Approve', shorter: 'Approve shorter…', deny: 'Deny…', revoke: 'Revoke…',
    approveTitle: 'Approve for a shorter time', denyTitle: 'Deny this request', revokeTitle: 'Revoke this access', denyReason: 'Reason, shown to the requester', approveReason: 'Note (optional)',
    revokeAbout: 'The access ends now, and with it every session that uses it.', confirmApprove: 'Approve', confirmDeny: 'Deny', confirmRevoke: 'Revoke',
    states: { pending: 'pending', active: 'active', denied: 'denied', expired: 'expired', revoked: 'revoked' },
    noneToDecide: 'Nothing waits for your decision.', noneMine: 'You have not asked for access.', noneHistory: 'Nothing was decided yet.',
    asksFor: 'asks for', on: 'on', for: 'for', decidedBy: 'decided by', ends: 'ends', left: (d: string) => `${d} left`, sessions: 'Sessions', noTargets: 'No target that you can reach takes requests.',
    asked: 'asked', selfNote: 'Somebody else than you decides.', nextStep: { pending: 'Waits for a decision.', active: 'Connect with psql now.', denied: 'Talk to the person who decided, or ask again with another reason.', expired: 'Ask again if you still need it.', revoked: 'Talk to the person who revoked it.' },
    created: 'Your request was sent.', columns: { state: 'State', what: 'Access', who: 'Requester', reason: 'Reason', when: 'Asked', decided: 'Decision' },
  },
  connect: {
    title: 'Connect', intro: 'Sign in once on the command line, then plain psql works.', copyPsql: 'Copy psql command', request: 'Request access…', access: { open: 'open', granted: 'granted', request: 'needs a request' },
    accessAbout: { open: 'You can connect now', granted: 'A temporary access is running', request: 'Somebody has to approve first' },
    databases: 'Databases', roles: 'Roles', durability: 'Recording', emptyTitle: 'No target', empty: 'No role of yours leads to a target. Ask an administrator of this broker to add one.', ends: 'ends in', login: 'First, once:',
    live: 'My live sessions', noLive: 'None of your sessions is open.', labels: 'Labels', address: 'Address',
  },
  audit: {
    title: 'Trail', about: 'Who looked at what, who decided what. Nothing is read here without becoming a line here.', time: 'Time', who: 'Who', what: 'What', code: 'Code', from: 'From', nobody: 'nobody signed in', empty: 'Nothing happened yet.', session: 'session',
    denied: 'Only people with the right to see all sessions read the trail.',
  },
  keys: {
    title: 'Keys', off: 'Single keys act', list: [
      ['j k', 'next, previous statement'], ['g G', 'first, last statement'], ['e E', 'next, previous error'], ['w W', 'next, previous write'],
      ['/', 'search, or find in statements'], ['Enter', 'go to the detail'], ['o', 'messages'], ['y', 'copy the SQL'], ['Y', 'copy the link to this moment'], ['l', 'follow a live session'], ['?', 'this list'],
    ] as const,
  },
  errors: { title: 'This did not work', unknown: 'The page met an error of its own.', denied: 'You may not see this' },
} as const;
