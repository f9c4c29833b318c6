import { useId, useMemo, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { GroupedBy, GroupPage, Moment } from '../../api/types';
import { briefly, count } from '../../model/format';
import { groupsOf, narrowed, type Group } from '../../model/groups';
import { Behind, Failure, ListEnd, Loading, Recorded, Time } from '../../parts/basics';
import { Glyph } from '../../parts/glyphs';
import { useListing } from '../../parts/load';
import { SqlLine } from '../../parts/Sql';
import { go, usePlace } from '../../router';
import { t } from '../../strings';
import { Groupings, Hit, NoMoment } from './Moments';

const g = t.search.groups;
const ASKED = 1000;
const SHOWN = 100;

/** The address of this search with a group opened, or closed again. */
function addressWith(query: URLSearchParams, key: string, open: boolean): string {
  const values = new URLSearchParams(query);
  const others = values.getAll('open').filter((each) => each !== key);
  values.delete('open');
  for (const each of open ? [...others, key] : others) values.append('open', each);
  return `/search?${values}`;
}

function Moments({ q, by, name }: { q: string; by: GroupedBy; name: string }) {
  const { listing, more, reload } = useListing<Moment>(q, (cursor) => api.search({ q, cursor }));
  return (
    <div role="group" aria-label={g.moments(name)}>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={g.moments(name)} />}
      {listing.state === 'ready' && listing.items.length === 0 && <p class="ink-3 pane-pad">{listing.nextCursor === null ? t.search.noHitTitle : t.search.noneYet}</p>}
      {listing.items.map((moment) => <Hit key={`${moment.session.id}/${moment.statement.ordinal}`} moment={moment} by={by} />)}
      <ListEnd listing={listing} more={more} />
    </div>
  );
}

function nameOf(group: Group, by: GroupedBy): string {
  return by === 'fp' ? group.sql ?? g.noKey : by === 'user' ? group.person?.name ?? group.key : group.key;
}

function GroupRow({ group, by, q, open, toggle }: { group: Group; by: GroupedBy; q: string; open: boolean; toggle: () => void }) {
  const id = useId();
  const name = nameOf(group, by);
  const said = briefly(name, 80);
  const only = narrowed(q, by, group.key);
  return (
    <section class="moment-group found-group">
      <header>
        <h2><button type="button" class="group-open" aria-expanded={open} aria-controls={id} onClick={toggle}><span class="chevron" aria-hidden="true">{open ? '▾' : '▸'}</span>
          {by === 'fp' && group.sql !== null ? <span class="group-sql"><SqlLine sql={group.sql} /></span> : <Recorded text={name} />}{by === 'user' && group.person !== null && group.person.email !== '' && <span class="ink-3 group-email"> <Recorded text={group.person.email} /></span>}</button></h2>
        <p class="group-facts ink-2">
          <strong>{t.search.count(group.statements, count(group.statements))}</strong><span title={group.sessionsAtMost ? g.atMost : undefined}>{g.sessions(group.sessions, count(group.sessions), group.sessionsAtMost)}</span>
          {group.errors > 0 && <span class="flag error"><Glyph name="error" />{count(group.errors)} {t.sessions.errorsWord(group.errors)}</span>}
          {group.rows > 0 && <span>{g.rows(group.rows, count(group.rows))}</span>}
          <span class="ink-3"><Time at={group.firstAt} />{group.lastAt !== group.firstAt && <> – <Time at={group.lastAt} withDate={group.lastAt.slice(0, 10) !== group.firstAt.slice(0, 10)} /></>} {t.common.utc}</span>
          <a href={`/s/${group.newest}`}>{g.newest}<span class="sr"> {said}</span></a>
        </p>
      </header>
      <div id={id}>{open && <><Moments q={only} by={by} name={said} /><p class="group-only"><a href={`/search?${new URLSearchParams({ q: only })}`}>{g.only}<span class="sr">: {said}</span></a></p></>}</div>
    </section>
  );
}

/** What was found, counted by the broker; a group's moments are read when it is opened. */
export function FoundGroups({ q, by }: { q: string; by: GroupedBy }) {
  const { query } = usePlace();
  const [shown, setShown] = useState(SHOWN);
  const { listing, more, reload } = useListing<GroupPage>(`${q}\n${by}`, (cursor) => api.searchGroups({ q, by, cursor, limit: ASKED }).then((part) => ({
    items: [part], nextCursor: part.nextCursor, searchedBackTo: part.searchedBackTo ?? null, ...(part.index === undefined ? {} : { index: part.index }),
  })));
  const found = useMemo(() => groupsOf(listing.items), [listing.items]);
  const opened = query.getAll('open');
  const total = g.total(t.search.count(found.statements, count(found.statements)), g.count(by, found.items.length, count(found.items.length)));
  const left = found.items.length - shown;
  const none = listing.state === 'ready' && found.statements === 0;
  return (
    <>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={t.search.title} />}
      <Behind millis={listing.behind} again={reload} />
      {none && <NoMoment q={q} by={by} whole={listing.nextCursor === null} />}
      {listing.items.length > 0 && !none && <div class="search-line"><p class="ink-3"><span role="status">{listing.nextCursor === null ? total : g.soFar(total)}</span>{g.about[by] !== '' && <>. {g.about[by]}</>}</p><Groupings q={q} by={by} /></div>}
      {listing.state === 'ready' && !none && found.items.length === 0 && <p class="ink-2">{g.none}</p>}
      {found.lacking && <p class="behind" role="status"><Glyph name="gap" /> {g.lacking}</p>}
      <div class="moments found-groups">{found.items.slice(0, shown).map((group) => {
        const open = opened.includes(group.key);
        return <GroupRow key={group.key} group={group} by={by} q={q} open={open} toggle={() => go(addressWith(query, group.key, !open), 'replace')} />;
      })}</div>
      {left > 0 && <p class="more"><button type="button" class="plain" onClick={() => setShown(shown + SHOWN)}>{g.more(count(Math.min(left, SHOWN)))}</button></p>}
      <ListEnd listing={listing} more={more} />
    </>
  );
}
