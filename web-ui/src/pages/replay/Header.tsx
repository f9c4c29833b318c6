import { useState } from 'preact/hooks';
import { api, textExportPath } from '../../api/client';
import type { Session, Statement } from '../../api/types';
import { bytes, count, duration, visible } from '../../model/format';
import { useSignedIn } from '../../model/me';
import type { Replay } from '../../model/replay';
import { effectOf } from '../../model/sql';
import { Dialog, Failure, Recorded, StateWord, Time } from '../../parts/basics';
import { t } from '../../strings';

const r = t.replay;

function EndDialog({ session, close, ended }: { session: Session; close: () => void; ended: () => void }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  return (
    <Dialog title={r.endTitle} close={close}>
      <form class="form" onSubmit={(event) => {
        event.preventDefault();
        setSending(true);
        api.endSession(session.id, String(new FormData(event.currentTarget).get('reason') ?? '')).then(() => { close(); ended(); }, (refusal: unknown) => { setFailure(refusal); setSending(false); });
      }}>
        <p class="ink-2">{r.endAbout}</p>
        <label><span>{r.endReason}</span><textarea name="reason" rows={3} required /></label>
        {failure !== null && <Failure failure={failure} />}
        <p class="actions"><button type="submit" class="plain danger" disabled={sending}>{r.endButton}</button></p>
      </form>
    </Dialog>
  );
}

export function Header({ session, reload }: { session: Session; reload: () => void }) {
  const { me } = useSignedIn();
  const [ending, setEnding] = useState(false);
  const mayEnd = session.state === 'live' && (session.person.id === me.person.id || me.rights.seeAllSessions);
  return (
    <header class="replay-head">
      <div class="replay-title">
        <h1><Recorded text={session.target} /><span class="ink-3"> / </span><Recorded text={session.database} /> <span class="as-role">{r.as} <Recorded text={session.databaseRole} /></span></h1>
        <StateWord state={session.state} />
        <span class={session.complete ? 'verdict ok-ink' : 'verdict gap'}><span aria-hidden="true">{session.complete ? '✓ ' : '⚠ '}</span>{visible(session.verdict)}</span>
        <span class="replay-acts">
          <a class="button quiet" href={textExportPath(session.id)} target="_blank" rel="noopener">{r.asText}</a>
          {mayEnd && <button type="button" class="plain danger" onClick={() => setEnding(true)}>{r.end}</button>}
        </span>
      </div>
      <p class="replay-facts">
        <span><Recorded text={session.person.name} /></span><span><Recorded text={session.application} /> {t.replay.from.toLowerCase()} <Recorded text={session.clientAddress} /></span>
        <span><Time at={session.startedAt} /> {t.common.utc}</span><span>{duration(session.durationSeconds)}</span>
        <span>{count(session.statements)} {r.statementCount(session.statements)}</span><span>{count(session.rowsReturned)} {r.rowCount(session.rowsReturned)}</span><span>{bytes(session.backendBytes)} {r.received.toLowerCase()}</span>
        <span>{session.grant === null ? r.noGrant : <a href={`/requests?id=${session.grant}`}>{r.grant} {session.grant.slice(2, 10)}</a>}</span>
        {session.endText && <span class="ink-3">{visible(session.endText)}</span>}
      </p>
      {!session.complete && <p class="incomplete" role="status"><span aria-hidden="true">⚠ </span><strong>{r.recordingIncomplete}.</strong> {visible(session.verdict)}</p>}
      {ending && <EndDialog session={session} close={() => setEnding(false)} ended={reload} />}
    </header>
  );
}

const WIDTH = 1200;

/** Where in the session its statements stand; the list below says the same in words. */
export function Timeline({ session, replay, select }: { session: Session; replay: Replay; select: (ordinal: number) => void }) {
  if (replay.total < 2 || replay.statements.size < replay.total || replay.total > 2000) return null;
  const span = Math.max(session.durationSeconds, 0.001);
  const x = (seconds: number) => Math.min(WIDTH - 2, (seconds / span) * (WIDTH - 8) + 4);
  const statements = [...replay.statements.values()];
  const most = Math.max(1, ...statements.map((each) => Math.log1p(each.rows ?? 0)));
  const current = replay.position.q === null ? undefined : replay.statements.get(replay.position.q);
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * WIDTH;
    const nearest = statements.reduce((best, each) => (Math.abs(x(each.atSeconds) - at) < Math.abs(x(best.atSeconds) - at) ? each : best));
    select(nearest.ordinal);
  };
  const classOf = (each: Statement) => each.error !== null ? 'tl-error' : each.transactionOutcome === 'rolled_back' ? 'tl-back' : effectOf(each.verb, each.sql) === 'write' ? 'tl-write' : 'tl-read';
  return (
    <svg class="timeline" viewBox={`0 0 ${WIDTH} 36`} preserveAspectRatio="none" aria-hidden="true" onClick={pick}>
      <path class="tl-base" d={`M0 30.5H${WIDTH}`} />
      {current && <rect class="tl-now" x={x(current.atSeconds) - 3} y="0" width="8" height="36" />}
      {statements.map((each) => {
        const height = each.error !== null ? 22 : 6 + 18 * (Math.log1p(each.rows ?? 0) / most);
        return <rect key={each.ordinal} class={classOf(each)} x={x(each.atSeconds)} y={30 - height} width={Math.max(2, ((each.durationSeconds ?? 0) / span) * WIDTH)} height={height} />;
      })}
    </svg>
  );
}
