import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { LiveItem } from '../api/types';
import { bytes, count, duration } from '../model/format';
import { stateOf } from '../model/live';
import { Empty, Failure, Loading, Recorded } from '../parts/basics';
import { Glyph } from '../parts/glyphs';
import { HeldLine, LiveActs } from '../parts/LiveActs';
import { useLoaded, usePolling } from '../parts/load';
import { SqlLine } from '../parts/Sql';
import { t } from '../strings';

const l = t.live;
const POLL_MILLIS = 2000;

function Tile({ item, now, reload }: { item: LiveItem; now: number; reload: () => void }) {
  const { session, statement } = item;
  const state = stateOf(item, now);
  return (
    <article class={`tile tile-${state.kind}`}>
      <header><h2><a href={`/s/${session.id}`} class="tile-link"><Recorded text={session.target} /><span class="ink-3">/</span><Recorded text={session.database} /></a> <span class="as-role">{t.replay.as} <Recorded text={session.databaseRole} /></span></h2>
        <span class={`tile-state live-${state.kind}`}><Glyph name={state.kind === 'held' ? 'pause' : state.kind === 'active' ? 'play' : state.kind === 'in-transaction' ? 'transaction' : 'open'} />{l.states[state.kind]} <span class="num-left">{duration(state.seconds)}</span></span></header>
      <p class="tile-who"><Recorded text={session.person.name} /> <span class="ink-3">· <Recorded text={session.application === '' ? t.replay.noApplication : session.application} /> · {l.open} {duration(session.durationSeconds)}</span></p>
      <p class="tile-sql">{statement === null ? <span class="ink-3">{l.nothing}</span> : <><span class="num ink-3">#{statement.ordinal}</span> <SqlLine sql={statement.sql} /></>}</p>
      <p class="tile-foot ink-2"><span>{count(session.statements)} {t.replay.statementCount(session.statements)}</span><span>{count(session.rowsReturned)} {l.rowsOut}</span><span>{bytes(session.backendBytes)}</span>
        {session.errors > 0 && <span class="flag error"><Glyph name="error" />{count(session.errors)} {t.sessions.errorsWord(session.errors)}</span>}{session.writes > 0 && <span class="flag write"><Glyph name="write" />{count(session.writes)} {t.sessions.writesWord(session.writes)}</span>}
</p>
      <HeldLine session={session} />
      <LiveActs session={session} small done={reload} />
    </article>
  );
}

/** The wall of open sessions. */
export function Live() {
  const loaded = useLoaded('live', (signal) => api.live(signal));
  usePolling(loaded.state !== 'loading', POLL_MILLIS, loaded.reload);
  const [kept, keep] = useState<{ at: number; server: number } | null>(null);
  const answered = loaded.value?.now;
  useEffect(() => { if (answered !== undefined) keep({ at: performance.now(), server: Date.parse(answered) }); }, [answered]);
  const now = kept === null ? Date.now() : kept.server + (performance.now() - kept.at);
  const items = loaded.value?.items ?? [];
  return (
    <div class="page">
      <header class="page-head"><h1>{l.title}</h1><p class="ink-3">{loaded.value !== null && l.count(loaded.value.total, count(loaded.value.total))}</p></header>
      {loaded.state === 'failed' && <Failure failure={loaded.failure} retry={loaded.reload} />}
      {loaded.state === 'loading' && loaded.value === null && <Loading what={l.title} />}
      {loaded.value !== null && items.length === 0 && <Empty title={l.emptyTitle}><p>{l.empty}</p><p><a class="button plain" href="/sessions">{t.common.toSessions}</a></p></Empty>}
      <div class="wall">{items.map((item) => <Tile key={item.session.id} item={item} now={now} reload={loaded.reload} />)}</div>
    </div>
  );
}
