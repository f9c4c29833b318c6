import { useEffect, useState } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import type { Queued, ReviewOutcome, ReviewRule } from '../api/types';
import { chosenOf, markAll, toggled } from '../model/bulk';
import { count, duration, visible } from '../model/format';
import { useSignedIn } from '../model/me';
import { totalWords } from '../model/paging';
import { ASSIGNEES, assigneeOf, groupsOf, spanOfIso, walkText, withoutQuestions, type Assignee, type QueueGroup } from '../model/reviews';
import { ActDialog } from '../parts/ActDialog';
import { Behind, Empty, Failure, ListEnd, Loading, Recorded, Time } from '../parts/basics';
import { DueWords, useNow } from '../parts/DueWords';
import { FilterBar } from '../parts/FilterBar';
import { Glyph } from '../parts/glyphs';
import { useListing, usePolling } from '../parts/load';
import { Menu } from '../parts/Menu';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';
import { WALK_KEPT } from './replay/walk';

const q = t.reviews;
const c = t.sessions.columns;
const OUTCOMES: readonly ReviewOutcome[] = ['ok', 'follow-up', 'incident'];
const POLL_MILLIS = 30_000;

function Row({ session, chosen, choose }: { session: Queued; chosen: boolean; choose: () => void }) {
  const { me } = useSignedIn();
  const { due } = session;
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td class="c-choose"><label class="choose"><input type="checkbox" checked={chosen} onChange={choose} /><span class="sr">{t.sessions.bulk.choose(`${visible(session.person.name)}, ${visible(session.target)}, ${session.startedAt}`)}</span></label></td>
      <td class="c-due"><DueWords due={due} /></td>
      <td class="c-time"><a class="row-link" href={`/s/${session.id}`}><Time at={session.startedAt} /><span class="sr"> {t.sessions.openSession(visible(session.person.name), visible(session.target))}</span></a></td>
      <td class="c-person"><Recorded text={session.person.name} /></td>
      <td class="c-target"><span class="strong"><Recorded text={session.target} /></span><span class="ink-3">/<Recorded text={session.database} /></span></td>
      <td class="c-role"><Recorded text={session.databaseRole} /></td>
      <td class="num c-duration">{duration(session.durationSeconds)}</td>
      <td class="num c-statements" data-word={c.statements.toLowerCase()}>{count(session.statements)}</td>
      <td class="c-rule ink-2">{due.rule !== null && <span class="clip" title={visible(due.rule)}><Recorded text={due.rule} /></span>}{due.checklist.length > 0 && <span class="ink-3"> · {q.questions(due.checklist.length)}</span>}</td>
      <td class="c-assignee">{due.assignee === null ? <span class="ink-3">{q.nobody}</span> : due.assignee.id === me.person.id ? <strong>{q.you}</strong> : <Recorded text={due.assignee.name} />}</td>
      <td class="c-flags">
        {session.errors > 0 && <span class="flag error"><Glyph name="error" />{count(session.errors)} {t.sessions.errorsWord(session.errors)}</span>}
        {session.writes > 0 && <span class="flag write"><Glyph name="write" />{count(session.writes)} {t.sessions.writesWord(session.writes)}</span>}
      </td>
    </tr>
  );
}

function Group({ group, chosen, choose, chooseAll }: { group: QueueGroup; chosen: ReadonlySet<string>; choose: (id: string) => void; chooseAll: (group: QueueGroup, on: boolean) => void }) {
  return (
    <section class="section queue-group">
      <h2 class={group.name === 'breakGlass' || group.name === 'overdue' ? 'urgent' : ''}>{q.groups[group.name]} <span class="tab-count">{count(group.items.length)}</span></h2>
      <table class="list sessions queue">
        <thead><tr>
          <th scope="col" class="c-choose"><label class="choose"><input type="checkbox" checked={group.items.every((each) => chosen.has(each.id))} onChange={(event) => chooseAll(group, event.currentTarget.checked)} /><span class="sr">{q.allOf(q.groups[group.name])}</span></label></th>
          <th scope="col" class="c-due">{q.due}</th><th scope="col" class="c-time">{c.time}, {t.common.utc}</th><th scope="col" class="c-person">{c.person}</th><th scope="col" class="c-target">{c.target}</th><th scope="col" class="c-role">{c.role}</th><th scope="col" class="num c-duration">{c.duration}</th><th scope="col" class="num c-statements">{c.statements}</th><th scope="col" class="c-rule">{q.rule}</th><th scope="col" class="c-assignee">{q.assignee}</th><th scope="col" class="c-flags"><span class="sr">{c.errors}, {c.writes}</span></th>
        </tr></thead>
        <tbody>{group.items.map((session) => <Row key={session.id} session={session} chosen={chosen.has(session.id)} choose={() => choose(session.id)} />)}</tbody>
      </table>
    </section>
  );
}

/** What can be done with the chosen sessions of the queue, and what came of it. */
function QueueBulk({ sessions, clear, done }: { sessions: readonly Queued[]; clear: () => void; done: () => void }) {
  const [said, say] = useState('');
  const [busy, setBusy] = useState(false);
  const [naming, setNaming] = useState(false);
  const each = async (some: readonly Queued[], act: (id: string) => Promise<unknown>, words: (n: number) => string, more: string) => {
    setBusy(true);
    const { done: changed, refusals } = await markAll(some, act, (n) => say(q.progress(count(n + 1), count(some.length))));
    setBusy(false);
    const [refusal] = refusals;
    say([words(changed), more, refusals.length > 0 ? t.sessions.bulk.refused(refusals.length, count(refusals.length), refusal instanceof ApiError ? refusal.message : t.errors.unknown) : ''].filter((part) => part !== '').join(' '));
    if (changed > 0) done();
  };
  const assign = (to: string | null) => each(sessions, (id) => api.assignReview(id, to), q.assigned, '');
  const plain = withoutQuestions(sessions);
  const left = sessions.length - plain.length;
  const mark = (outcome: ReviewOutcome) => each(plain, (id) => api.reviewSession(id, outcome), (n) => t.sessions.bulk.marked(n, count(n)), left > 0 ? q.leftWithQuestions(left) : '');
  if (sessions.length === 0 && said === '') return null;
  return (
    <div class="bulk" role="group" aria-label={t.sessions.bulk.label}>
      {sessions.length > 0 && <>
        <strong>{t.sessions.bulk.chosen(sessions.length, count(sessions.length))}</strong>
        {!busy && <Menu label={q.assign} kind="plain" items={[{ label: q.toMe, act: () => void assign('me') }, { label: q.toSomebody, act: () => setNaming(true) }, { label: q.toNobody, act: () => void assign(null) }]} />}
        {!busy && <Menu label={t.sessions.bulk.review} kind="plain" items={plain.length === 0 ? [{ label: q.onlyQuestions, act: null }] : OUTCOMES.map((outcome) => ({ label: t.requests.outcomes[outcome], act: () => void mark(outcome) }))} />}
        <button type="button" class="quiet" onClick={() => { say(''); clear(); }}>{t.sessions.bulk.none}</button>
        {left > 0 && plain.length > 0 && <span class="ink-2">{q.willLeave(left)}</span>}
      </>}
      <span class="ink-2" role="status">{said}</span>
      {naming && <ActDialog title={q.assignTitle} about={q.assignAbout} confirm={q.assign} danger={false} fields={[{ name: 'to', label: q.email, kind: 'line', required: true }]}
        send={(values) => (sessions.length === 1 ? api.assignReview(sessions[0]?.id ?? '', values['to'] ?? '') : assign(values['to'] ?? ''))} close={() => setNaming(false)} done={done} />}
    </div>
  );
}

function Rules({ rules, open = false }: { rules: readonly ReviewRule[]; open?: boolean }) {
  if (rules.length === 0) return <p class="ink-3">{q.noRules}</p>;
  return (
    <details class="queue-rules" open={open}><summary>{q.rules(rules.length)}</summary>
      <ol>{rules.map((rule) => (
        <li key={rule.name}><strong><Recorded text={rule.name} /></strong> {rule.sessions === '' ? q.allSessions : <code><Recorded text={rule.sessions} /></code>} · {rule.samplePercent === 100 ? q.each : q.sample(String(rule.samplePercent))}{rule.within !== null && <> · {q.within(spanOfIso(rule.within))}</>}{rule.checklist.length > 0 && <> · {q.questions(rule.checklist.length)}</>}</li>
      ))}</ol><p class="ink-3">{q.rulesElsewhere}</p>
    </details>
  );
}

function Nothing({ filter, assignee, rules }: { filter: string; assignee: Assignee; rules: readonly ReviewRule[] }) {
  const narrowed = filter !== '' || assignee !== '';
  return (
    <Empty title={narrowed ? q.noneFits : q.none}>
      <p>{assignee === 'me' ? q.noneMine : q.noneAbout}</p>
      {narrowed && <p><a class="button plain" href="/reviews">{q.wholeQueue}</a></p>}
      <Rules rules={rules} open />
    </Empty>
  );
}

function Queue() {
  const { query } = usePlace();
  const f = query.get('f') ?? '';
  const assignee = assigneeOf(query.get('assignee'));
  const key = `${f}\n${assignee}`;
  const [rules, setRules] = useState<readonly ReviewRule[]>([]);
  const { listing, more, reload } = useListing<Queued>(key, (cursor) => api.reviews({ f, assignee, cursor }).then((page) => { setRules(page.rules); return page; }));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setChosen(new Set()), [key]);
  usePolling(listing.state === 'ready' && listing.items.length <= 50 && chosen.size === 0, POLL_MILLIS, reload);
  const groups = groupsOf(listing.items, useNow());
  const [first] = listing.items;
  const none = listing.state === 'ready' && listing.items.length === 0;
  const start = () => {
    sessionStorage.setItem(WALK_KEPT, walkText({ f, assignee }));
    if (first !== undefined) go(`/s/${first.id}`);
  };
  const chooseAll = (group: QueueGroup, on: boolean) => setChosen(new Set([...chosen].filter((id) => !group.items.some((each) => each.id === id)).concat(on ? group.items.map((each) => each.id) : [])));
  return (
    <div class="page">
      <header class="page-head">
        <h1>{q.title}</h1><p class="ink-3">{listing.total !== null && totalWords(listing, q.count)}</p>
        <span class="grow" />{first !== undefined && <button type="button" class="strong" onClick={start}>{q.start}</button>}
      </header>
      <div class="filters">
        <FilterBar value={f} apply={(filter) => go(withQuery('/reviews', { f: filter, assignee }))} label={t.sessions.filter} placeholder={q.placeholder} button={t.sessions.apply} />
        <span class="stretches" role="group" aria-label={q.assignee}>{ASSIGNEES.map((each) => <button key={each} type="button" class="pill small" aria-pressed={assignee === each} onClick={() => go(withQuery('/reviews', { f, assignee: each }))}>{q.assignees[each]}</button>)}</span>
      </div>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={q.title} />}
      <Behind millis={listing.behind} again={reload} />
      {none && (listing.nextCursor === null ? <Nothing filter={f} assignee={assignee} rules={rules} /> : <ListEnd listing={listing} more={more} />)}
      {listing.items.length > 0 && <>
        <QueueBulk key={key} sessions={chosenOf(listing.items, chosen) as Queued[]} clear={() => setChosen(new Set())} done={() => { setChosen(new Set()); reload(); }} />
        {groups.map((group) => <Group key={group.name} group={group} chosen={chosen} choose={(id) => setChosen(toggled(chosen, id))} chooseAll={chooseAll} />)}
        <ListEnd listing={listing} more={more} />
        <Rules rules={rules} />
      </>}
    </div>
  );
}

/** Sessions that wait for a review, the most urgent first. */
export function Reviews() {
  const { me } = useSignedIn();
  return me.rights.seeAllSessions ? <Queue /> : <div class="page"><Empty title={t.errors.denied}><p>{q.denied}</p></Empty></div>;
}
