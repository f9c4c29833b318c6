import { useMemo } from 'preact/hooks';
import { api } from '../api/client';
import type { AuditEvent } from '../api/types';
import { briefly } from '../model/format';
import { useSignedIn } from '../model/me';
import { totalWords } from '../model/paging';
import { foldTrail, joinParts, withoutPerson, type TrailLine } from '../model/trail';
import { Empty, Failure, Loading, LongText, MoreButton, Recorded, Time } from '../parts/basics';
import { useListing } from '../parts/load';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';

const a = t.audit;
const SHORT_ID = 10;

function What({ line }: { line: TrailLine }) {
  const { event } = line;
  if (event.session !== null && line.parts.length > 0) {
    const owner = /session \S+ of (.+)\.$/.exec(event.text)?.[1];
    return (
      <>
        {a.lookedAt} <a href={`/s/${event.session}`}>{a.session} {event.session.slice(0, SHORT_ID)}</a>{owner !== undefined && <> {a.of} <Recorded text={owner} /></>}
        {event.target !== null && <> {a.on} <Recorded text={event.target} /></>}<span class="ink-3">: {briefly(joinParts(line.parts).join(', '))}</span>
      </>
    );
  }
  const text = withoutPerson(event);
  const at = event.session === null ? -1 : text.indexOf(event.session);
  if (event.session === null || at < 0) {
    return <><LongText text={text} />{event.session !== null && <> <a href={`/s/${event.session}`}>{a.session} {event.session.slice(0, SHORT_ID)}</a></>}</>;
  }
  return <><LongText text={text.slice(0, at)} /><a href={`/s/${event.session}`}>{event.session.slice(0, SHORT_ID)}</a><LongText text={text.slice(at + event.session.length)} /></>;
}

function Line({ line }: { line: TrailLine }) {
  const { event } = line;
  return (
    <tr>
      <td class="nowrap"><Time at={event.at} /></td>
      <td class="nowrap">{event.person ? <Recorded text={event.person.name} /> : <span class="ink-3">{a.nobody}</span>}</td>
      <td class="t-text"><What line={line} /></td>
      <td class="nowrap"><code class="ink-2">{briefly(event.code)}</code>{line.events > 1 && <span class="ink-3"> × {line.events}</span>}</td>
      <td class="nowrap ink-3">{briefly(event.address ?? '')}</td>
    </tr>
  );
}

const FILTERS = ['person', 'code', 'target', 'session', 'text'] as const;
const DAYS = ['', '1', '7', '30', '365'] as const;
const DAY_MILLIS = 86_400_000;

/** What is asked for, as the address of the page has it. */
function Filters({ asked, days }: { asked: Record<string, string>; days: string }) {
  return (
    <form class="trail-filters filters" role="search" onSubmit={(event) => {
      event.preventDefault();
      const given = new FormData(event.currentTarget);
      go(withQuery('/audit', Object.fromEntries([...FILTERS, 'days'].map((name) => [name, String(given.get(name) ?? '').trim()]))));
    }}>
      {FILTERS.map((name) => <label key={name}><span>{a.filters[name]}</span><input type="search" name={name} defaultValue={asked[name] ?? ''} placeholder={a.hints[name]} spellcheck={false} autocomplete="off" maxLength={200} /></label>)}
      <label><span>{a.since}</span><select name="days" defaultValue={days}>{DAYS.map((each) => <option key={each} value={each}>{a.days[each]}</option>)}</select></label>
      <button type="submit" class="plain">{a.apply}</button>
      {(days !== '' || FILTERS.some((name) => asked[name] !== '')) && <a class="pill small" href="/audit">{a.clear}</a>}
    </form>
  );
}

function Trail() {
  const { query } = usePlace();
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? '']));
  const days = DAYS.find((each) => each === query.get('days')) ?? '';
  const key = JSON.stringify([asked, days]);
  const from = useMemo(() => (days === '' ? '' : new Date(Date.now() - Number(days) * DAY_MILLIS).toISOString()), [key]);
  const isAsked = days !== '' || FILTERS.some((name) => asked[name] !== '');
  const { listing, more, reload } = useListing<AuditEvent>(key, (cursor) => api.audit({ ...asked, from, cursor, limit: 100 }));
  const lines = useMemo(() => foldTrail(listing.items), [listing.items]);
  return (
    <>
      <Filters key={key} asked={asked} days={days} />
      {isAsked && listing.items.length > 0 && <p class="ink-3" role="status">{totalWords(listing, a.count)}</p>}
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={a.title} />}
      {listing.state === 'ready' && listing.items.length === 0 && <Empty title={isAsked ? a.noneFound : a.empty} />}
      {listing.items.length > 0 && (
        <table class="list trail">
          <thead><tr><th scope="col">{a.time}, {t.common.utc}</th><th scope="col">{a.who}</th><th scope="col">{a.what}</th><th scope="col">{a.code}</th><th scope="col">{a.from}</th></tr></thead>
          <tbody>{lines.map((line) => <Line key={line.event.id} line={line} />)}</tbody>
        </table>
      )}
      {listing.nextCursor !== null && <MoreButton loading={listing.state === 'loading'} more={more} />}
    </>
  );
}

export function Audit() {
  const { me } = useSignedIn();
  return (
    <div class="page">
      <header class="page-head"><h1>{a.title}</h1><p class="ink-3">{a.about}</p></header>
      {me.rights.seeAllSessions ? <Trail /> : <Empty title={t.errors.denied}><p>{a.denied}</p></Empty>}
    </div>
  );
}
