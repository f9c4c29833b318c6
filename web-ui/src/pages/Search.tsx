import { useMemo } from 'preact/hooks';
import { api } from '../api/client';
import type { Moment } from '../api/types';
import { parseFilter } from '../model/filter';
import { count, oneLine, offset, briefly } from '../model/format';
import { groupingOf, groupMoments, GROUPINGS, type Grouping, type MomentGroup } from '../model/groups';
import { totalWords } from '../model/paging';
import { Behind, Empty, Failure, ListEnd, Loading, Recorded, StateWord, Time } from '../parts/basics';
import { FilterBar, filterWords } from '../parts/FilterBar';
import { useListing } from '../parts/load';
import { SavedMenu } from '../parts/Saved';
import { SqlLine } from '../parts/Sql';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';
import { OutcomeWord } from './replay/StatementList';

const EXAMPLES = ['has:error', 'tx:rolledback has:write', 'verb:update', 'text:"does not exist"', 'app:psql has:error'];

function Hit({ moment, by }: { moment: Moment; by: Grouping }) {
  const { statement, snippet } = moment;
  return (
    <a class="moment" href={`/s/${statement.session}#q=${statement.ordinal}`}>
      <span class="num ink-3">{statement.ordinal}</span>
      <span class="code ink-2">{by === 'session' ? offset(statement.atSeconds) : <Time at={statement.startedAt} />}</span>
      <span class="snippet">
        {snippet.length === 0 ? oneLine(statement.sql) : snippet.map((piece, index) => piece.hit ? <mark key={index}>{briefly(piece.text)}</mark> : <span key={index}>{briefly(piece.text)}</span>)}
        {by !== 'session' && <span class="moment-where ink-3"><Recorded text={moment.session.target} />/<Recorded text={moment.session.database} /> · <Recorded text={moment.session.person.name} /></span>}
        {statement.error && <span class="moment-error">▲ {briefly(statement.error.sqlState)} {briefly(statement.error.message)}</span>}
      </span>
      <span class="num ink-2">{statement.rows !== null && statement.rows > 0 ? `${count(statement.rows)} ${t.replay.rowCount(statement.rows)}` : ''}</span>
      <span class="m-outcome st-outcome">{statement.error === null && <OutcomeWord statement={statement} brief />}</span>
    </a>
  );
}

function GroupHead({ group, by }: { group: MomentGroup; by: Grouping }) {
  const first = group.moments[0];
  if (first === undefined) return null;
  const { session, statement } = first;
  const times = <span class="ink-3">{t.search.count(group.moments.length, count(group.moments.length))}</span>;
  switch (by) {
    case 'session': return (
      <header><h2><a href={`/s/${session.id}`}><Recorded text={session.target} />/<Recorded text={session.database} /></a> <span class="as-role">{t.replay.as} <Recorded text={session.databaseRole} /></span></h2>
        <span><Recorded text={session.person.name} /></span><span class="ink-2"><Time at={session.startedAt} /> {t.common.utc}</span><StateWord state={session.state} /></header>
    );
    case 'query': return <header><h2 class="group-sql"><SqlLine sql={statement.sql} /></h2>{times}</header>;
    case 'person': return <header><h2><Recorded text={session.person.name} /></h2>{times}</header>;
    case 'target': return <header><h2><Recorded text={session.target} /></h2>{times}</header>;
  }
}

function Groupings({ q, by }: { q: string; by: Grouping }) {
  return (
    <nav class="groupings" aria-label={t.search.groupBy}><span class="ink-3">{t.search.groupBy}</span>
      {GROUPINGS.map((each) => <a key={each} class={each === by ? 'pill small chosen' : 'pill small'} aria-current={each === by ? 'true' : undefined} href={withQuery('/search', { q, group: each === 'session' ? '' : each })}>{t.search.groupings[each]}</a>)}</nav>
  );
}

function Hits({ q, by }: { q: string; by: Grouping }) {
  const { listing, more, reload } = useListing<Moment>(q, (cursor) => api.search({ q, cursor }));
  const groups = useMemo(() => groupMoments(listing.items, by), [listing.items, by]);
  return (
    <>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={t.search.title} />}
      {listing.state === 'ready' && listing.items.length === 0 && <Empty title={listing.nextCursor === null ? t.search.noHitTitle : t.search.noneYet}><p>{t.search.lookedFor} {filterWords(parseFilter(q))}.</p><p class="ink-3">{listing.nextCursor === null ? t.search.noHit : t.search.noneYetAbout}</p></Empty>}
      <Behind millis={listing.behind} again={reload} />
      {listing.items.length > 0 && <div class="search-line"><p class="ink-3" role="status">{totalWords(listing, t.search.count)}</p><Groupings q={q} by={by} /></div>}
      <div class="moments">{groups.map((group) => (
        <section key={group.key} class="moment-group"><GroupHead group={group} by={by} />{group.moments.map((moment) => <Hit key={`${moment.session.id}/${moment.statement.ordinal}`} moment={moment} by={by} />)}</section>
      ))}</div>
      <ListEnd listing={listing} more={more} />
    </>
  );
}

export function Search() {
  const { query } = usePlace();
  const q = query.get('q') ?? '';
  const by = groupingOf(query.get('group'));
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{t.search.title}</h1></header>
      <div class="filters"><FilterBar value={q} apply={(filter) => go(withQuery('/search', { q: filter, group: by === 'session' ? '' : by }))} label={t.search.label} placeholder={t.search.placeholder} button={t.search.button} /><SavedMenu kind="statements" filter={q} /></div>
      {q === '' ? (
        <Empty title={t.search.introTitle}>
          <p>{t.search.intro}</p>
          <p class="actions"><span class="ink-3">{t.search.examples}</span>{EXAMPLES.map((each) => <a key={each} class="pill code" href={withQuery('/search', { q: each })}>{each}</a>)}</p>
        </Empty>
      ) : <Hits key={q} q={q} by={by} />}
    </div>
  );
}
