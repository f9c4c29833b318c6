import { useMemo } from 'preact/hooks';
import { api } from '../../api/client';
import type { Outline, Session, Statement } from '../../api/types';
import { apiCall, citation, psqlScript, withValues } from '../../model/copy';
import { count, duration, offset, oneLine, briefly, uriPart } from '../../model/format';
import { formatPosition, TABS, type Position, type Tab } from '../../model/position';
import { anchorAt, standing } from '../../model/notes';
import { bracketOf, isAutocommit, type Replay } from '../../model/replay';
import { fingerprint } from '../../model/sql';
import { copyText, Failure, Loading, Recorded } from '../../parts/basics';
import { useLoaded } from '../../parts/load';
import { Glyph } from '../../parts/glyphs';
import { Menu } from '../../parts/Menu';
import { SqlLine, SqlText } from '../../parts/Sql';
import { t } from '../../strings';
import { NotesPane } from './NotesPane';
import { ResultPane, StatementFailure } from './ResultPane';
import { OutcomeWord } from './StatementList';
import { heldAbout } from './Upon';
import type { NotesHandle } from './useNotes';
import { ValueLine } from './ValueMenu';

const NOTICE_MESSAGES = 500;
const RELATED = 50;

export function linkTo(session: string, position: Position): string {
  return `${location.origin}/s/${session}${formatPosition(position)}`;
}

function SqlPane({ statement }: { statement: Statement }) {
  const filled = statement.parameters.length > 0 ? withValues(statement.sql, statement.parameters) : null;
  return (
    <div class="pane"><div class="pane-scroll" tabIndex={0} role="region" aria-label={t.replay.tabs.sql}>
      {statement.error !== null && <StatementFailure statement={statement} />}
      {statement.error?.position == null && <div class="pane-pad"><SqlText sql={statement.sql} position={null} /></div>}
      {filled !== null && <div class="pane-pad"><h3 class="pane-title">{t.sql.withValues}</h3><SqlText sql={filled} position={null} /></div>}
      {statement.sqlTruncated && <p class="pane-pad flag gap">⚠ {t.sql.truncated}</p>}
    </div></div>
  );
}

function ParametersPane({ statement }: { statement: Statement }) {
  if (statement.parameters.length === 0) return <p class="pane-pad ink-3">{t.parameters.none} {statement.protocol === 'simple' && t.parameters.simple}</p>;
  return (
    <div class="pane"><div class="pane-scroll" tabIndex={0} role="region" aria-label={t.replay.tabs.parameters}>
      <table class="grid plain-grid" aria-label={t.replay.tabs.parameters}>
        <thead><tr><th class="num rownum">{t.parameters.number}</th><th>{t.parameters.type}</th><th>{t.parameters.value}</th></tr></thead>
        <tbody>{statement.parameters.map((parameter, index) => (
          <tr key={index}><td class="num rownum">${index + 1}</td><td class="ink-2">{parameter.typeName}</td>
            <td>{parameter.null ? <span class="null">{t.result.nullWord}</span> : parameter.text === '' ? <span class="blank">{t.result.emptyWord}</span> : <Recorded whole text={parameter.text ?? ''} />}</td></tr>
        ))}</tbody>
      </table>
    </div></div>
  );
}

function NoticesPane({ statement }: { statement: Statement }) {
  const loaded = useLoaded(`${statement.session}/${statement.message}`, (signal) => api.messages(statement.session, statement.message - 1, NOTICE_MESSAGES, signal));
  if (loaded.state === 'failed') return <div class="pane-pad"><Failure failure={loaded.failure} retry={loaded.reload} /></div>;
  if (loaded.state === 'loading') return <div class="pane-pad"><Loading what={t.notices.title} /></div>;
  const own = loaded.value.items.filter((each) => each.ordinal === statement.ordinal);
  const notices = own.filter((each) => each.name === 'NoticeResponse');
  const read = own.length < loaded.value.items.length || loaded.value.nextAfter === null;
  return (
    <div class="pane"><div class="pane-scroll pane-pad" tabIndex={0} role="region" aria-label={t.notices.title}>
      {notices.length === 0 && <p class="ink-3">{read ? t.notices.none : t.notices.noneInFirst(NOTICE_MESSAGES)}</p>}
      {notices.map((notice) => (
        <dl key={notice.number} class="facts notice-facts"><dt>{t.messages.at}</dt><dd class="code">{offset(notice.atSeconds)}</dd>
          {notice.fields.map((field, index) => [<dt key={`n${index}`}>{field.name}</dt>, <dd key={`v${index}`}><Recorded whole text={field.value} /></dd>])}</dl>
      ))}
    </div></div>
  );
}

function Lines({ statements, select }: { statements: readonly Statement[]; select: (ordinal: number) => void }) {
  return (
    <ul class="related">{statements.slice(0, RELATED).map((each) => (
      <li key={each.ordinal}><button type="button" class="related-line" onClick={() => select(each.ordinal)}>
        <span class="num ink-3">{each.ordinal}</span><span class="code ink-2">{offset(each.atSeconds)}</span><SqlLine sql={each.sql} /><span class="num ink-2">{each.rows ? count(each.rows) : ''}</span></button></li>
    ))}{statements.length > RELATED && <li class="ink-3">{t.related.more(count(statements.length - RELATED))}</li>}</ul>
  );
}

function RelatedPane({ replay, statement, select }: { replay: Replay; statement: Statement; select: (ordinal: number) => void }) {
  const all = useMemo(() => [...replay.statements.values()].sort((a, b) => a.ordinal - b.ordinal), [replay.statements]);
  const own = useMemo(() => fingerprint(statement.sql), [statement.sql]);
  const alike = useMemo(() => all.filter((each) => each.ordinal !== statement.ordinal && fingerprint(each.sql) === own), [all, own, statement.ordinal]);
  const together = bracketOf(replay, statement.ordinal) === 'only' || statement.transaction === null ? [] : all.filter((each) => each.transaction === statement.transaction);
  return (
    <div class="pane"><div class="pane-scroll pane-pad" tabIndex={0} role="region" aria-label={t.replay.tabs.related}>
      <h3 class="pane-title">{t.related.transaction}</h3>
      {together.length === 0 ? <p class="ink-3">{t.related.alone}</p> : <Lines statements={together} select={select} />}
      <h3 class="pane-title">{t.related.alike}</h3>
      {alike.length === 0 ? <p class="ink-3">{t.related.noneAlike}</p> : <Lines statements={alike} select={select} />}
      {replay.statements.size < replay.total && <p class="ink-3">{t.related.partly(count(replay.statements.size), count(replay.total))}</p>}
      <p><a href={`/search?q=${uriPart(`"${oneLine(statement.sql, 60).replace(/["\\…]/g, '')}"`)}`}>{t.related.elsewhere}</a></p>
    </div></div>
  );
}

function countOf(tab: Tab, statement: Statement, notes: NotesHandle): string {
  const written = tab === 'notes' ? standing(notes.at(statement.ordinal)) + standing(notes.at(null)) : 0;
  if (written > 0) return count(written);
  if (tab === 'result' && statement.rows !== null && statement.rows > 0) return count(statement.rows);
  if (tab === 'parameters' && statement.parameters.length > 0) return String(statement.parameters.length);
  return '';
}

function TransactionFact({ replay, statement }: { replay: Replay; statement: Statement }) {
  if (statement.transaction === null) return null;
  if (isAutocommit(replay, statement.ordinal)) return <span class="ink-3">{t.replay.autocommit}</span>;
  const outcome = statement.transactionOutcome;
  return <span class="ink-3">{t.replay.transaction} {statement.transaction}{outcome !== null && <>, {t.replay.transactionOutcomes[outcome]}</>}</span>;
}

export interface DetailProps {
  session: Session; replay: Replay; outline: Outline; statement: Statement; notes: NotesHandle; move: (position: Position) => void; select: (ordinal: number) => void; say: (text: string) => void; shorten: () => void;
}

export function Detail({ session, replay, outline, statement, notes, move, select, say, shorten }: DetailProps) {
  const { position } = replay;
  const { tab } = position;
  const show = (next: Tab) => move({ ...position, tab: next, ...(next === 'result' ? {} : { r: null, c: null }) });
  const onArrow = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? 'result';
    show(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  const copy = (text: string, done: string) => () => { void copyText(text).then((ok) => say(ok ? done : t.common.copyFailed)); };
  const link = linkTo(statement.session, position);
  const held = heldAbout(outline, statement);
  const copyScript = () => {
    const following = [...replay.statements.values()].filter((each) => each.ordinal >= statement.ordinal).sort((a, b) => a.ordinal - b.ordinal);
    copy(psqlScript(following), t.copy.scriptCopied(following.length))();
  };
  const ways = [
    { label: t.copy.template, hint: 'y', act: copy(statement.sql, t.replay.sqlCopied) },
    ...(statement.parameters.length > 0 ? [{ label: t.copy.withValues, act: copy(withValues(statement.sql, statement.parameters), t.replay.sqlCopied) }] : []),
    { label: t.copy.script, act: copyScript },
    { label: t.copy.citation, act: copy(citation(session.person.name, session.target, statement, link), t.copy.citationCopied) },
    { label: t.copy.curl, act: copy(apiCall(location.origin, statement), t.common.copied) },
  ];
  return (
    <section class="detail" id="detail" tabIndex={-1} aria-label={`${t.replay.columns.sql} ${statement.ordinal}`}>
      <div class="detail-head">
        <div role="tablist" class="tabs" aria-label={t.replay.views} onKeyDown={onArrow}>
          {TABS.map((each) => (
            <button key={each} type="button" role="tab" id={`tab-${each}`} aria-selected={tab === each} aria-controls="detail-panel" tabIndex={tab === each ? 0 : -1} onClick={() => show(each)}>
              {t.replay.tabs[each]} <span class="tab-count">{countOf(each, statement, notes)}</span></button>
          ))}
        </div>
        <span class="detail-acts">
          <Menu label={t.common.copy} items={ways} />
          <button type="button" class="plain" title="Y" onClick={copy(link, t.replay.linkCopied)}>{t.replay.copyLink}</button>
          <button type="button" class="plain short-link-button" onClick={shorten}>{t.links.make}</button>
        </span>
      </div>
      <p class="detail-line"><b class="num-left">#{statement.ordinal}</b><span class="code">{offset(statement.atSeconds)}</span>{statement.durationSeconds !== null && <span>{duration(statement.durationSeconds)}</span>}
        <span><OutcomeWord statement={statement} undone={statement.transactionOutcome === 'rolled_back' && bracketOf(replay, statement.ordinal) !== 'only'} /></span>
        {statement.tag !== null && statement.transactionOutcome === 'rolled_back' && <span class="ink-3 code">{briefly(statement.tag)}</span>}
        <TransactionFact replay={replay} statement={statement} /></p>
      <ValueLine statement={statement} />
      {held !== null && <p class="detail-held"><Glyph name="pause" />{held}</p>}
      <div role="tabpanel" id="detail-panel" class="detail-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'result' && <ResultPane key={`${statement.ordinal}`} statement={statement} row={position.r} column={position.c} say={say} about={notes.about} selectCell={(r, c) => move({ ...position, r, c })} />}
        {tab === 'sql' && <SqlPane statement={statement} />}
        {tab === 'parameters' && <ParametersPane statement={statement} />}
        {tab === 'notices' && <NoticesPane statement={statement} />}
        {tab === 'notes' && <NotesPane ordinal={statement.ordinal} selected={anchorAt(position, 'elsewhere', null)} notes={notes} />}
        {tab === 'related' && <RelatedPane replay={replay} statement={statement} select={select} />}
      </div>
    </section>
  );
}
