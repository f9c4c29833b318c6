import type { Statement } from '../../api/types';
import { count, duration, offset, visible } from '../../model/format';
import { formatPosition, type Pane, type Position } from '../../model/position';
import { CopyButton } from '../../parts/basics';
import { SqlText } from '../../parts/Sql';
import { t } from '../../strings';
import { MessagesPane } from './MessagesPane';
import { ResultPane, StatementFailure } from './ResultPane';
import { OutcomeWord } from './StatementList';

const PANES: readonly Pane[] = ['result', 'sql', 'parameters', 'messages'];

export function linkTo(session: string, position: Position): string {
  return `${location.origin}/s/${session}${formatPosition(position)}`;
}

function SqlPane({ statement }: { statement: Statement }) {
  return (
    <div class="pane"><div class="pane-scroll" tabIndex={0}>
      {statement.error !== null && <StatementFailure statement={statement} />}
      {statement.error?.position == null && <div class="pane-pad"><SqlText sql={statement.sql} position={null} /></div>}
      {statement.sqlTruncated && <p class="pane-pad flag gap">⚠ {t.sql.truncated}</p>}
    </div></div>
  );
}

function ParametersPane({ statement }: { statement: Statement }) {
  if (statement.parameters.length === 0) return <p class="pane-pad ink-3">{t.parameters.none} {statement.protocol === 'simple' && t.parameters.simple}</p>;
  return (
    <div class="pane"><div class="pane-scroll" tabIndex={0}>
      <table class="grid" aria-label={t.replay.tabs.parameters}>
        <thead><tr><th class="num rownum">{t.parameters.number}</th><th>{t.parameters.type}</th><th>{t.parameters.value}</th></tr></thead>
        <tbody>{statement.parameters.map((parameter, index) => (
          <tr key={index}><td class="num rownum">${index + 1}</td><td class="ink-2">{parameter.typeName}</td>
            <td>{parameter.null ? <span class="null">{t.result.nullWord}</span> : parameter.text === '' ? <span class="blank">{t.result.emptyWord}</span> : <bdi>{visible(parameter.text ?? '')}</bdi>}</td></tr>
        ))}</tbody>
      </table>
    </div></div>
  );
}

function countOf(pane: Pane, statement: Statement): string {
  if (pane === 'result' && statement.rows !== null) return count(statement.rows);
  if (pane === 'parameters' && statement.parameters.length > 0) return String(statement.parameters.length);
  return '';
}

export function Detail({ statement, position, move }: { statement: Statement; position: Position; move: (position: Position) => void }) {
  const show = (pane: Pane) => move({ ...position, pane, m: pane === 'messages' ? position.m : null, r: pane === 'result' ? position.r : null });
  const onArrow = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = PANES[(PANES.indexOf(position.pane) + step + PANES.length) % PANES.length] ?? 'result';
    show(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section class="detail" id="detail" tabIndex={-1} aria-label={`${t.replay.columns.sql} ${statement.ordinal}`}>
      <div class="detail-head">
        <div role="tablist" class="tabs" onKeyDown={onArrow}>
          {PANES.map((pane) => (
            <button key={pane} type="button" role="tab" id={`tab-${pane}`} aria-selected={position.pane === pane} aria-controls="detail-panel" tabIndex={position.pane === pane ? 0 : -1} onClick={() => show(pane)}>
              {t.replay.tabs[pane]} <span class="tab-count">{countOf(pane, statement)}</span></button>
          ))}
        </div>
        <span class="detail-acts">
          <CopyButton text={statement.sql} label={t.replay.copySql} done={t.replay.sqlCopied} title="y" />
          <CopyButton text={linkTo(statement.session, position)} label={t.replay.copyLink} done={t.replay.linkCopied} kind="plain" title="Y" />
        </span>
      </div>
      <p class="detail-line"><b class="num-left">#{statement.ordinal}</b><span class="code">{offset(statement.atSeconds)}</span>{statement.durationSeconds !== null && <span>{duration(statement.durationSeconds)}</span>}
        <span><OutcomeWord statement={statement} /></span>
        {statement.transaction !== null && <span class="ink-3">{t.replay.transaction} {statement.transaction}{statement.transactionOutcome === 'committed' ? `, ${t.replay.committed}` : statement.transactionOutcome === 'open_at_end' ? `, ${t.replay.openAtEnd}` : ''}</span>}</p>
      <div role="tabpanel" id="detail-panel" class="detail-panel" aria-labelledby={`tab-${position.pane}`}>
        {position.pane === 'result' && <ResultPane statement={statement} row={position.r} selectRow={(row) => move({ ...position, r: row })} />}
        {position.pane === 'sql' && <SqlPane statement={statement} />}
        {position.pane === 'parameters' && <ParametersPane statement={statement} />}
        {position.pane === 'messages' && <MessagesPane statement={statement} chosen={position.m} choose={(number) => move({ ...position, m: number, r: null })} />}
      </div>
    </section>
  );
}
