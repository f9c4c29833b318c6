import { useMemo } from 'preact/hooks';
import { api } from '../../api/client';
import type { Moment } from '../../api/types';
import { groupingOf, groupMoments, type MomentGroup } from '../../model/groups';
import { totalWords } from '../../model/paging';
import { Behind, Empty, Failure, ListEnd, Loading, Recorded, StateWord, Time } from '../../parts/basics';
import { FilterBar } from '../../parts/FilterBar';
import { useListing } from '../../parts/load';
import { SavedMenu } from '../../parts/Saved';
import { go, usePlace, withQuery } from '../../router';
import { t } from '../../strings';
import { FoundGroups } from './FoundGroups';
import { Groupings, Hit, NoMoment } from './Moments';

const EXAMPLES = ['has:error', 'tx:rolledback has:write', 'verb:update', 'text:"does not exist"', 'app:psql has:error'];

function SessionHead({ group }: { group: MomentGroup }) {
  const session = group.moments[0]?.session;
  if (session === undefined) return null;
  return (
    <header><h2><a href={`/s/${session.id}`}><Recorded text={session.target} />/<Recorded text={session.database} /></a> <span class="as-role">{t.replay.as} <Recorded text={session.databaseRole} /></span></h2>
      <span><Recorded text={session.person.name} /></span><span class="ink-2"><Time at={session.startedAt} /> {t.common.utc}</span><StateWord state={session.state} /></header>
  );
}

function Hits({ q }: { q: string }) {
  const { listing, more, reload } = useListing<Moment>(q, (cursor) => api.search({ q, cursor }));
  const groups = useMemo(() => groupMoments(listing.items), [listing.items]);
  return (
    <>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={t.search.title} />}
      {listing.state === 'ready' && listing.items.length === 0 && <NoMoment q={q} by="session" whole={listing.nextCursor === null} />}
      <Behind millis={listing.behind} again={reload} />
      {listing.items.length > 0 && <div class="search-line"><p class="ink-3" role="status">{totalWords(listing, t.search.count)}</p><Groupings q={q} by="session" /></div>}
      <div class="moments">{groups.map((group) => (
        <section key={group.key} class="moment-group"><SessionHead group={group} />{group.moments.map((moment) => <Hit key={`${moment.session.id}/${moment.statement.ordinal}`} moment={moment} by="session" />)}</section>
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
      ) : by === 'session' ? <Hits key={q} q={q} /> : <FoundGroups key={`${q}\n${by}`} q={q} by={by} />}
    </div>
  );
}
