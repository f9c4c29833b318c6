import { api } from '../api/client';
import type { Moment, SessionWithoutCounts } from '../api/types';
import { count, oneLine, offset, visible } from '../model/format';
import { Empty, Failure, Loading, MoreButton, Recorded, StateWord, Time } from '../parts/basics';
import { FilterBar } from '../parts/FilterBar';
import { useListing } from '../parts/load';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';
import { OutcomeWord } from './replay/StatementList';

const EXAMPLES = ['has:error', 'has:write', 'update', 'text:"does not exist"', 'app:psql has:error'];

interface Group { session: SessionWithoutCounts; moments: Moment[] }

/** Moments under their sessions, both in the order they came. */
export function groupBySession(moments: readonly Moment[]): Group[] {
  const groups = new Map<string, Group>();
  for (const moment of moments) {
    const group = groups.get(moment.session.id);
    if (group) group.moments.push(moment);
    else groups.set(moment.session.id, { session: moment.session, moments: [moment] });
  }
  return [...groups.values()];
}

function Hit({ moment }: { moment: Moment }) {
  const { statement, snippet } = moment;
  return (
    <a class="moment" href={`/s/${statement.session}#q=${statement.ordinal}`}>
      <span class="num ink-3">{statement.ordinal}</span>
      <span class="code ink-2">{offset(statement.atSeconds)}</span>
      <span class="snippet">
        {snippet.length === 0 ? oneLine(statement.sql) : snippet.map((piece, index) => piece.hit ? <mark key={index}>{visible(piece.text)}</mark> : <span key={index}>{visible(piece.text)}</span>)}
        {statement.error && <span class="moment-error">▲ {visible(statement.error.sqlState)} {visible(statement.error.message)}</span>}
      </span>
      <span class="num ink-2">{statement.rows !== null && statement.rows > 0 ? `${count(statement.rows)} ${t.replay.rowCount(statement.rows)}` : ''}</span>
      <span class="m-outcome st-outcome">{statement.error === null && <OutcomeWord statement={statement} brief />}</span>
    </a>
  );
}

function GroupOf({ group }: { group: Group }) {
  const { session } = group;
  return (
    <section class="moment-group">
      <header>
        <h2><a href={`/s/${session.id}`}><Recorded text={session.target} />/<Recorded text={session.database} /></a></h2>
        <span><Recorded text={session.person.name} /></span><span class="ink-2"><Time at={session.startedAt} /> {t.common.utc}</span><StateWord state={session.state} />
      </header>
      {group.moments.map((moment) => <Hit key={moment.statement.ordinal} moment={moment} />)}
    </section>
  );
}

function Hits({ q }: { q: string }) {
  const { listing, more, reload } = useListing<Moment>(q, (cursor) => api.search({ q, cursor }));
  return (
    <>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={t.search.title} />}
      {listing.state === 'ready' && listing.items.length === 0 && <Empty title={t.search.noHitTitle}><p>{t.search.noHit}</p></Empty>}
      {listing.items.length > 0 && listing.total !== null && <p class="ink-3" role="status">{t.search.count(listing.total, count(listing.total))}</p>}
      <div class="moments">{groupBySession(listing.items).map((group) => <GroupOf key={group.session.id} group={group} />)}</div>
      {listing.nextCursor !== null && <MoreButton loading={listing.state === 'loading'} more={more} />}
    </>
  );
}

export function Search() {
  const q = usePlace().query.get('q') ?? '';
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{t.search.title}</h1></header>
      <div class="filters"><FilterBar value={q} apply={(filter) => go(withQuery('/search', { q: filter }))} label={t.search.label} placeholder={t.search.placeholder} button={t.search.button} /></div>
      {q === '' ? (
        <Empty title={t.search.introTitle}>
          <p>{t.search.intro}</p>
          <p class="actions"><span class="ink-3">{t.search.examples}</span>{EXAMPLES.map((each) => <a key={each} class="pill code" href={withQuery('/search', { q: each })}>{each}</a>)}</p>
        </Empty>
      ) : <Hits key={q} q={q} />}
    </div>
  );
}
