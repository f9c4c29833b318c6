import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { chosenOf, toggled } from '../../model/bulk';
import { chooseTerm, conditionsOf, isChosen, parseFilter } from '../../model/filter';
import { briefly, count, duration, utc, visible } from '../../model/format';
import { lastSeconds } from '../../model/histogram';
import { isIncomplete } from '../../model/losses';
import { useSignedIn, whoseSessions } from '../../model/me';
import { totalWords } from '../../model/paging';
import { isHighRisk, riskWords } from '../../model/risk';
import { SPARK, sparkPaths, sparkWords } from '../../model/spark';
import { Behind, Command, Empty, Failure, ListEnd, Loading, Recorded, StateWord, Time } from '../../parts/basics';
import { Glyph } from '../../parts/glyphs';
import { FilterBar, filterWords } from '../../parts/FilterBar';
import { useListing, useLoaded, usePolling } from '../../parts/load';
import { Relax, type Without } from '../../parts/Relax';
import { SavedMenu } from '../../parts/Saved';
import { go, usePlace, withQuery } from '../../router';
import { t } from '../../strings';
import { OutcomeOf } from '../replay/ReviewChip';
import { Bulk } from './Bulk';
import { Facets } from './Facets';
import { Histogram } from './Histogram';

const POLL_MILLIS = 5000;

const c = t.sessions.columns;

function Activity({ session }: { session: Session }) {
  if (session.spark == null) return null;
  const { bars, errors, writes } = sparkPaths(session.spark);
  const words = sparkWords(session.spark, session);
  return (
    <svg class="spark" role="img" aria-label={words} width={SPARK.width} height={SPARK.height} viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}>
      <title>{words}</title><path class="spark-base" d={`M0 ${SPARK.base}h${SPARK.width}`} /><path class="spark-bars" d={bars} />{errors !== '' && <path class="spark-errors" d={errors} />}{writes !== '' && <path class="spark-writes" d={writes} />}
    </svg>
  );
}

function HighRisk({ session }: { session: Session }) {
  if (!isHighRisk(session)) return null;
  const why = riskWords(session.risk);
  return <span class="flag risk" title={why}><Glyph name="risk" />{t.sessions.risk.high}<span class="sr">: {why}</span></span>;
}

function Row({ session, chosen, choose }: { session: Session; chosen: boolean; choose: () => void }) {
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td class="c-choose"><label class="choose"><input type="checkbox" checked={chosen} onChange={choose} /><span class="sr">{t.sessions.bulk.choose(`${visible(session.person.name)}, ${visible(session.target)}, ${session.startedAt}`)}</span></label></td>
      <td class="c-state"><StateWord state={session.state} /></td>
      <td class="c-time"><a class="row-link" href={`/s/${session.id}`}><Time at={session.startedAt} /><span class="sr"> {t.sessions.openSession(visible(session.person.name), visible(session.target))}</span></a></td>
      <td class="c-person"><Recorded text={session.person.name} /></td>
      <td class="c-target"><span class="strong"><Recorded text={session.target} /></span><span class="ink-3">/<Recorded text={session.database} /></span></td>
      <td class="c-role"><Recorded text={session.databaseRole} /></td>
      <td class="c-app ink-2"><span class="clip"><Recorded text={session.application} /></span></td>
      <td class="num c-duration">{duration(session.durationSeconds)}</td>
      <td class="c-spark"><Activity session={session} /></td>
      <td class="num c-statements" data-word={t.sessions.columns.statements.toLowerCase()}>{count(session.statements)}</td>
      <td class="num c-rows" data-word={t.sessions.columns.rows.toLowerCase()}>{count(session.rowsReturned)}</td>
      <td class="c-flags">
        <HighRisk session={session} />
        {session.errors > 0 && <span class="flag error"><Glyph name="error" />{count(session.errors)} {t.sessions.errorsWord(session.errors)}</span>}
        {session.writes > 0 && <span class="flag write"><Glyph name="write" />{count(session.writes)} {t.sessions.writesWord(session.writes)}</span>}
        {isIncomplete(session) && <span class="flag gap" title={session.verdict}><span aria-hidden="true">⚠</span> {t.sessions.incomplete}</span>}
        {session.review != null && <span class={`flag review-${session.review.outcome}`} title={briefly(`${t.notes.reviewedBy} ${session.review.by.name}`)}><OutcomeOf review={session.review} /></span>}
      </td>
    </tr>
  );
}

function Table({ sessions, total, chosen, choose, chooseAll }: { sessions: readonly Session[]; total: number | null; chosen: ReadonlySet<string>; choose: (id: string) => void; chooseAll: (on: boolean) => void }) {
  return (
    <table class="list sessions" aria-rowcount={total ?? -1}>
      <thead><tr>
        <th scope="col" class="c-choose"><label class="choose"><input type="checkbox" checked={sessions.every((each) => chosen.has(each.id))} onChange={(event) => chooseAll(event.currentTarget.checked)} /><span class="sr">{t.sessions.bulk.all}</span></label></th><th scope="col">{c.state}</th><th scope="col">{c.time}, {t.common.utc}</th><th scope="col">{c.person}</th><th scope="col">{c.target}</th><th scope="col">{c.role}</th><th scope="col" class="c-app">{c.application}</th>
        <th scope="col" class="num">{c.duration}</th><th scope="col" class="c-spark">{c.activity}</th><th scope="col" class="num">{c.statements}</th><th scope="col" class="num">{c.rows}</th><th scope="col"><span class="sr">{c.errors}, {c.writes}, {c.review}</span></th>
      </tr></thead>
      <tbody>{sessions.map((session) => <Row key={session.id} session={session} chosen={chosen.has(session.id)} choose={() => choose(session.id)} />)}</tbody>
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

function NoHit({ filter, from, to }: { filter: string; from: string; to: string }) {
  const timed = from !== '' || to !== '';
  const when = t.sessions.between(from === '' ? '' : shortTime(from), to === '' ? '' : shortTime(to));
  const without = (label: string, query: { f: string; from: string; to: string }): Without => ({ label, href: withQuery('/sessions', query), ask: () => api.sessions({ ...query, limit: 1 }) });
  const conditions = conditionsOf(filter).map(({ raw, rest }) => without(raw, { f: rest, from, to }));
  const terms = parseFilter(filter);
  return (
    <Empty title={t.sessions.noHitTitle}>
      <p>{t.sessions.noHit} {filterWords(terms)}{timed && <>{terms.length > 0 && ','} {when}</>}.</p>
      <Relax conditions={timed ? [...conditions, without(when, { f: filter, from: '', to: '' })] : conditions} words={t.sessions.count} />
      <p class="actions">{timed && <a class="button plain" href={withQuery('/sessions', { f: filter })}>{t.sessions.wholeTime}</a>}<a class="button plain" href="/sessions">{t.sessions.removeAll}</a></p>
      <p class="ink-3">{t.sessions.notSearched}</p>
    </Empty>
  );
}

function shortTime(time: string): string {
  const { date, clock } = utc(time);
  return `${date} ${clock}`;
}

function Stretches({ f, from, to }: { f: string; from: string; to: string }) {
  return (
    <span class="stretches">
      {from === '' && to === '' ? t.sessions.spans.map(([seconds, label]) => <a key={seconds} class="pill small" href={withQuery('/sessions', { f, from: lastSeconds(seconds, Date.now()) })}>{label}</a>)
        : <a class="pill small chosen" href={withQuery('/sessions', { f })}>{from === '' ? '…' : shortTime(from)} – {to === '' ? t.sessions.now : shortTime(to)} <span aria-hidden="true">✕</span><span class="sr">{t.sessions.wholeTime}</span></a>}
    </span>
  );
}

/** Sessions that wait for a review, or had one, in one press. */
function ByReview({ filter, apply }: { filter: string; apply: (filter: string) => void }) {
  return (
    <span class="stretches" role="group" aria-label={t.sessions.quickLabel}>{t.sessions.quick.map(([term, label]) => {
      const value = term.slice('review:'.length);
      return <button key={term} type="button" class="pill small" aria-pressed={isChosen(filter, 'review', value)} onClick={() => apply(chooseTerm(filter, 'review', value))}>{label}</button>;
    })}</span>
  );
}

export function Sessions() {
  const { me } = useSignedIn();
  const { query } = usePlace();
  const f = query.get('f') ?? '';
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const apply = (filter: string) => go(withQuery('/sessions', { f: filter, from, to }));
  const key = `${f}\n${from}\n${to}`;
  const { listing, more, reload } = useListing<Session>(key, (cursor) => api.sessions({ f, from, to, cursor }));
  const facets = useLoaded(key, (signal) => api.facets({ f, from, to }, signal));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setChosen(new Set()), [key]);
  const picked = chosenOf(listing.items, chosen);
  const anyLive = listing.items.some((session) => session.state === 'live');
  usePolling(anyLive && listing.state === 'ready' && listing.items.length <= 50, POLL_MILLIS, reload);
  const none = listing.state === 'ready' && listing.items.length === 0;
  const unasked = f === '' && from === '' && to === '';
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t.sessions.title}</h1>
        <p class="ink-3">{whoseSessions(me)}{listing.total !== null && <> · {totalWords(listing, t.sessions.count)}</>}</p>
      </header>
      {!(none && unasked) && <div class="filters"><FilterBar value={f} apply={apply} label={t.sessions.filter} placeholder={t.sessions.placeholder} button={t.sessions.apply} /><SavedMenu kind="sessions" filter={f} /><Stretches f={f} from={from} to={to} />{me.rights.seeAllSessions && <ByReview filter={f} apply={apply} />}</div>}
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={t.sessions.title} />}
      <Behind millis={listing.behind} again={reload} />
      {none && (unasked ? <NoSessions /> : listing.nextCursor === null ? <NoHit filter={f} from={from} to={to} /> : <Empty title={t.search.noneYet}><p>{t.search.noneYetAbout}</p><ListEnd listing={listing} more={more} /></Empty>)}
      {!none && listing.items.length > 0 && (
        <div class="sessions-body">
          {facets.value !== null && <Facets facets={facets.value} filter={f} apply={apply} />}
          <div class="sessions-main">
            {facets.value !== null && facets.value.counted > 1 && <Histogram bars={facets.value.histogram} zoom={(stretch) => go(withQuery('/sessions', { f, ...stretch }))} />}
            <Bulk key={key} sessions={picked} clear={() => setChosen(new Set())} done={() => { setChosen(new Set()); reload(); }} />
            <Table sessions={listing.items} total={listing.total} chosen={chosen} choose={(id) => setChosen(toggled(chosen, id))} chooseAll={(on) => setChosen(new Set(on ? listing.items.map((each) => each.id) : []))} />
            <ListEnd listing={listing} more={more} />
          </div>
        </div>
      )}
    </div>
  );
}
