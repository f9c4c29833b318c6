// Every part of the pages in every state, for whoever changes one:
//   npm run parts, then npm run dev:fixture and http://127.0.0.1:8099/~parts/
import { render, type ComponentChildren } from 'preact';
import { ApiError } from '../../src/api/client';
import type { AuditEvent, HistogramBar, Info, Me, Note, Outline, Session, SessionFacets, Statement } from '../../src/api/types';
import { SignedInContext } from '../../src/model/me';
import { byPlace, notedPlaces } from '../../src/model/notes';
import { STOPPED } from '../../src/model/player';
import { START } from '../../src/model/position';
import { reduce, startReplay } from '../../src/model/replay';
import { foldedRows, noiseRuns } from '../../src/model/rows';
import { CellValue } from '../../src/pages/replay/Cells';
import { OutcomeWord, StatementList } from '../../src/pages/replay/StatementList';
import { StatementFailure } from '../../src/pages/replay/ResultPane';
import { Timeline } from '../../src/pages/replay/Timeline';
import { Transport } from '../../src/pages/replay/Transport';
import { Facets } from '../../src/pages/sessions/Facets';
import { Histogram } from '../../src/pages/sessions/Histogram';
import { Command, CopyButton, Empty, Failure, Loading, MoreButton, Recorded, StateWord, Time } from '../../src/parts/basics';
import { FilterBar } from '../../src/parts/FilterBar';
import { Glyph, type GlyphName } from '../../src/parts/glyphs';
import { Menu } from '../../src/parts/Menu';
import { SqlLine, SqlText } from '../../src/parts/Sql';
import * as fixtures from '../fixtures.mjs';
import '../../src/style/tokens.css';
import '../../src/style/base.css';
import '../../src/style/pages.css';
import '../../src/style/replay.css';
import './parts.css';

const statements = fixtures.statements as Statement[];
const session = fixtures.session as Session;
const outline = fixtures.outlineOf(statements) as Outline;
const facets = fixtures.facetsOf(fixtures.sessions) as SessionFacets;
const NOTED = notedPlaces(fixtures.reviewNotes as Note[]);
const WRITTEN = byPlace(fixtures.reviewNotes as Note[]);
const nothing = () => undefined;

function Part({ name, children }: { name: string; children: ComponentChildren }) {
  return <section class="part"><h2>{name}</h2><div class="part-body">{children}</div></section>;
}

const GLYPHS: readonly GlyphName[] = ['error', 'write', 'ddl', 'undone', 'done', 'open', 'gap', 'play', 'pause', 'noise', 'transaction'];
const replay = [START].map((position) => reduce(startReplay({ ...position, q: 5 }, false), { kind: 'arrived', page: { items: statements, nextAfter: null, total: statements.length } }))[0];
const ofKind = (test: (each: Statement) => boolean): Statement | undefined => statements.find(test);
const outcomes = [ofKind((each) => each.outcome === 'completed'), ofKind((each) => each.transactionOutcome === 'rolled_back'), ofKind((each) => each.outcome === 'failed'), ofKind((each) => each.outcome === 'cancelled'), ofKind((each) => each.outcome === 'empty')];
const TRAIL = (fixtures.audit as AuditEvent[]).slice(0, 1);

function Words() {
  return (
    <Part name="Words with a mark">
      <p>{GLYPHS.map((name) => <span key={name} class="sample"><Glyph name={name} />{name}</span>)}</p>
      <p>{(['live', 'ended', 'recovered'] as const).map((state) => <span key={state} class="sample"><StateWord state={state} /></span>)}{(['pending', 'active', 'denied', 'expired', 'revoked'] as const).map((state) => <span key={state} class={`sample state state-${state}`}>{state}</span>)}</p>
      <p>{outcomes.map((each, index) => each && <span key={index} class="sample"><OutcomeWord statement={each} /></span>)}</p>
      <p><span class="chip chip-ok"><Glyph name="done" />complete</span> <span class="chip chip-request">◷ request</span> <span class="chip chip-gap">⚠ incomplete</span> <span class="chip">plain</span></p>
      <p><Time at={TRAIL[0]?.at ?? ''} /> · <Recorded text={'abc\u202edef \x1b[31mred'} /> · <kbd>j</kbd></p>
    </Part>
  );
}

function Controls() {
  return (
    <Part name="Controls">
      <p class="actions"><button type="button" class="strong">Strong</button><button type="button" class="plain">Plain</button><button type="button" class="quiet">Quiet</button><button type="button" class="plain danger">Danger</button><button type="button" class="strong" disabled>Disabled</button><button type="button" class="pill" aria-pressed="true">Pressed</button><button type="button" class="pill">Not pressed</button><CopyButton text="x" label="Copy" kind="plain" /><Menu label="Menu" kind="plain" items={[{ label: 'One', act: nothing, hint: 'o' }, { label: 'Two', act: nothing }]} /></p>
      <Command text="psql service=postern-orders" />
      <FilterBar value="user:alice has:error" apply={nothing} label="A filter" placeholder="…" button="Filter" />
      <FilterBar value="target:orders usr:alice" apply={nothing} label="A wrong filter" placeholder="…" button="Filter" />
    </Part>
  );
}

function States() {
  return (
    <Part name="Empty, loading, failed">
      <Loading what="Sessions" />
      <Empty title="No session matches"><p>Looked for sessions by nobody.</p></Empty>
      <Failure failure={new ApiError(404, 'session_not_found', 'There is no session 01KAJ that you may see.', 'Check the link.')} />
      <Failure failure={new ApiError(503, 'store_unreachable', 'The index cannot be read now.', null)} retry={nothing} />
      <Failure failure={new Error('undefined is not a function')} retry={nothing} />
      <MoreButton loading={false} more={nothing} /><MoreButton loading more={nothing} />
    </Part>
  );
}

function Cells() {
  const cells = [null, '', '   ', 'text', 'two\nlines', '<img src=x onerror=alert(1)>', '\x1b[31mred', 'א\u202eב', { hex: '89504e470d0a1a0a', bytes: 8 }, { text: '{"items": [', bytes: 3_145_728, truncated: true }];
  return <Part name="Cells"><ul class="samples">{cells.map((cell, index) => <li key={index} class="code"><CellValue cell={cell} /></li>)}</ul></Part>;
}

function Reading() {
  if (replay === undefined) return null;
  const failed = ofKind((each) => each.error?.position != null);
  const rows = foldedRows(replay.total, noiseRuns(replay.statements, replay.total), new Set());
  return (
    <Part name="Reading a session">
      {([true, false] as const).map((fold) => <div key={String(fold)} class="timebox"><Timeline session={session} outline={outline} fold={fold} current={5} select={nothing} heat={fold ? 'rows' : 'statements'} noted={NOTED} />
        <Transport session={session} outline={outline} current={5} player={{ ...STOPPED, playing: !fold }} fold={fold} heat="rows" toggle={nothing} mode={nothing} faster={nothing} slower={nothing} setFold={nothing} setHeat={nothing} select={nothing} /></div>)}
      <div class="list-sample"><StatementList replay={{ ...replay, position: { ...replay.position, sel: { from: 4, to: 6 } } }} session={session} outline={outline} fold rows={rows} opened={new Set()} select={nothing} toggleNoise={nothing} need={nothing} matches={(each) => each.sql.includes('COPY')} places={WRITTEN} noted={NOTED} left={nothing} /></div>
      <p><SqlLine sql={statements[4]?.sql ?? ''} /></p>
      <SqlText sql={"SELECT 'it''s', $1, 1.5e3 -- why\n  FROM \"T\" /* and */ WHERE E'\\x' = $$ body $$"} position={null} />
      {failed && <StatementFailure statement={failed} />}
    </Part>
  );
}

function Lists() {
  return (
    <Part name="Lists">
      <Histogram bars={facets.histogram as HistogramBar[]} zoom={nothing} />
      <div class="facet-sample"><Facets facets={{ ...facets, partial: true }} filter="has:error" apply={nothing} /></div>
    </Part>
  );
}

const root = document.getElementById('parts');
if (root !== null) {
  render(<SignedInContext.Provider value={{ me: fixtures.me as Me, info: fixtures.info as Info }}><main class="page"><h1>Parts</h1><Words /><Controls /><States /><Cells /><Reading /><Lists /></main></SignedInContext.Provider>, root);
}
