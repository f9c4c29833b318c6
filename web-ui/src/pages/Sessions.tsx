import { api } from '../api/client';
import type { Session } from '../api/types';
import { bytes, count, duration, visible } from '../model/format';
import { hasTerm, parseFilter, toggleTerm } from '../model/filter';
import { useSignedIn } from '../model/me';
import { Command, Empty, Failure, Loading, MoreButton, Recorded, StateWord, Time } from '../parts/basics';
import { FilterBar, filterWords } from '../parts/FilterBar';
import { useListing, usePolling } from '../parts/load';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';

const c = t.sessions.columns;

function Row({ session }: { session: Session }) {
  return (
    <tr>
      <td class="c-state"><StateWord state={session.state} /></td>
      <td class="c-time"><a class="row-link" href={`/s/${session.id}`}><Time at={session.startedAt} /><span class="sr"> {t.sessions.openSession(visible(session.person.name), visible(session.target))}</span></a></td>
      <td class="c-person"><Recorded text={session.person.name} /></td>
      <td class="c-target"><span class="strong"><Recorded text={session.target} /></span><span class="ink-3">/<Recorded text={session.database} /></span></td>
      <td class="c-role"><Recorded text={session.databaseRole} /></td>
      <td class="c-app ink-2"><span class="clip"><Recorded text={session.application} /></span></td>
      <td class="num c-duration">{duration(session.durationSeconds)}</td>
      <td class="num c-statements" data-word={t.sessions.columns.statements.toLowerCase()}>{count(session.statements)}</td>
      <td class="num c-rows" data-word={t.sessions.columns.rows.toLowerCase()}>{count(session.rowsReturned)}</td>
      <td class="num c-bytes">{bytes(session.backendBytes)}</td>
      <td class="c-flags">
        {session.errors > 0 && <span class="flag error"><span aria-hidden="true">▲</span> {count(session.errors)} {t.sessions.errorsWord(session.errors)}</span>}
        {session.writes > 0 && <span class="flag write"><span aria-hidden="true">◆</span> {count(session.writes)} {t.sessions.writesWord(session.writes)}</span>}
        {!session.complete && session.state !== 'live' && <span class="flag gap" title={session.verdict}><span aria-hidden="true">⚠</span> {t.sessions.incomplete}</span>}
      </td>
    </tr>
  );
}

function Table({ sessions, total }: { sessions: readonly Session[]; total: number | null }) {
  return (
    <table class="list sessions" aria-rowcount={total ?? -1}>
      <thead><tr>
        <th scope="col">{c.state}</th><th scope="col">{c.time}, {t.common.utc}</th><th scope="col">{c.person}</th><th scope="col">{c.target}</th><th scope="col">{c.role}</th><th scope="col" class="c-app">{c.application}</th>
        <th scope="col" class="num">{c.duration}</th><th scope="col" class="num">{c.statements}</th><th scope="col" class="num">{c.rows}</th><th scope="col" class="num c-bytes">{c.bytes}</th><th scope="col"><span class="sr">{c.errors}, {c.writes}</span></th>
      </tr></thead>
      <tbody>{sessions.map((session) => <Row key={session.id} session={session} />)}</tbody>
    </table>
  );
}

function NoSessions() {
  const { info } = useSignedIn();
  const address = info?.publicUrl ?? location.origin;
  return (
    <Empty title={t.sessions.emptyTitle}>
      <p>{t.sessions.empty}</p>
      <Command text={`postern login --proxy ${address}`} />
      <Command text="postern db ls" />
      <Command text="psql service=postern-TARGET" />
    </Empty>
  );
}

function NoHit({ filter }: { filter: string }) {
  const terms = parseFilter(filter);
  return (
    <Empty title={t.sessions.noHitTitle}>
      <p>{t.sessions.noHit} {filterWords(terms)}.</p>
      {terms.length > 1 && <p>{t.sessions.relax}</p>}
      <p class="actions">
        {terms.length > 1 && terms.map((term) => <a key={term.raw} class="pill" href={withQuery('/sessions', { f: toggleTerm(filter, term.raw) })}><s>{term.raw}</s></a>)}
        <a class="button plain" href="/sessions">{t.sessions.removeAll}</a>
      </p>
    </Empty>
  );
}

export function Sessions() {
  const { me } = useSignedIn();
  const { query } = usePlace();
  const f = query.get('f') ?? '';
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const apply = (filter: string) => go(withQuery('/sessions', { f: filter, from, to }));
  const { listing, more, reload } = useListing<Session>(`${f}\n${from}\n${to}`, (cursor) => api.sessions({ f, from, to, cursor }));
  const anyLive = listing.items.some((session) => session.state === 'live');
  usePolling(anyLive && listing.state === 'ready' && listing.items.length <= 50, 5000, reload);
  const none = listing.state === 'ready' && listing.items.length === 0;
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t.sessions.title}</h1>
        <p class="ink-3">{me.rights.seeAllSessions ? t.sessions.all : t.sessions.mine}{listing.total !== null && <> · {t.sessions.count(listing.total, count(listing.total))}</>}</p>
      </header>
      <div class="filters">
        <FilterBar value={f} apply={apply} label={t.sessions.filter} placeholder={t.sessions.placeholder} button={t.sessions.apply} />
        <div class="pills">
          {t.sessions.pills.map(([term, label]) => <button key={term} type="button" class="pill" aria-pressed={hasTerm(f, term)} onClick={() => apply(toggleTerm(f, term))}>{label}</button>)}
        </div>
      </div>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.items.length > 0 && <Table sessions={listing.items} total={listing.total} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={t.sessions.title} />}
      {none && (f === '' && from === '' && to === '' ? <NoSessions /> : <NoHit filter={f} />)}
      {listing.nextCursor !== null && <MoreButton loading={listing.state === 'loading'} more={more} />}
    </div>
  );
}
