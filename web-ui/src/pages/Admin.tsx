import { useEffect, useState, type Dispatch, type StateUpdater } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { api } from '../api/client';
import type { Erasure, LegalHold, Lock, PlainDeed, RetentionRule } from '../api/types';
import { linesOf, mayAdminister, verdictOf, whyNotDecide, type Tone } from '../model/admin';
import { duration, isoDuration } from '../model/format';
import { useSignedIn } from '../model/me';
import { ActDialog, type ActField } from '../parts/ActDialog';
import { Empty, Failure, Loading, Recorded, Time } from '../parts/basics';
import { useLoaded, usePolling } from '../parts/load';
import { go, usePlace } from '../router';
import { t } from '../strings';

const a = t.admin;
const POLL_MILLIS = 5000;
const SHORT_ID = 10;
const TONES: Record<Tone, string> = { good: '✓', warn: '◐', bad: '▲', plain: '·' };

/** An act that waits for its reason. */
interface Asked { title: string; about: string; confirm: string; danger: boolean; fields: readonly ActField[]; send: (values: Record<string, string>) => Promise<unknown> }
interface PartProps { ask: Dispatch<StateUpdater<Asked | null>>; turn: number }

const REASON: ActField = { name: 'reason', label: a.reason, kind: 'lines', required: true };
const OPTIONAL_REASON: ActField = { ...REASON, label: a.optionalReason, required: false };

function Part<T>({ title, load, turn, none, acts, children }: {
  title: string; load: () => Promise<{ items: T[] }>; turn: number; none: string; acts?: ComponentChildren; children: (items: readonly T[]) => ComponentChildren;
}) {
  const loaded = useLoaded(`${title}/${turn}`, load);
  return (
    <section class="admin-part" aria-label={title}>
      <header class="admin-head"><h2>{title}</h2>{acts}</header>
      {loaded.state === 'failed' && <Failure failure={loaded.failure} retry={loaded.reload} />}
      {loaded.value === null ? loaded.state === 'loading' && <Loading what={title} /> : loaded.value.items.length === 0 ? <p class="ink-3">{none}</p> : children(loaded.value.items)}
    </section>
  );
}

function Store() {
  const loaded = useLoaded('store', () => api.store());
  usePolling(loaded.state !== 'loading', POLL_MILLIS, loaded.reload);
  const store = loaded.value;
  const verdict = store === null ? null : verdictOf(store);
  return (
    <section class="admin-part" aria-label={a.store}>
      <header class="admin-head"><h2>{a.store}</h2>{verdict !== null && <p class={`tone tone-${verdict.tone}`} role="status"><span class="glyph" aria-hidden="true">{TONES[verdict.tone]}</span>{verdict.text}</p>}</header>
      {loaded.state === 'failed' && <Failure failure={loaded.failure} retry={loaded.reload} />}
      {store === null ? loaded.state === 'loading' && <Loading what={a.store} /> : (
        <dl class="health">{linesOf(store).map((line) => (
          <div key={line.name} class="health-line"><dt>{line.name}</dt>
            <dd><span class={`tone tone-${line.tone}`}><span class="glyph" aria-hidden="true">{TONES[line.tone]}</span><span class="sr">{a.tones[line.tone]} </span></span><Recorded text={line.value} />{line.also !== '' && <span class="health-also"><Recorded text={line.also} /></span>}</dd></div>
        ))}</dl>
      )}
    </section>
  );
}

function Deed({ verb, deed }: { verb: string; deed: PlainDeed }) {
  return <span class="deed">{verb} <Recorded text={deed.by.name} /> <Time at={deed.at} /> {t.common.utc}{deed.reason !== null && deed.reason !== '' && <>: “<Recorded text={deed.reason} />”</>}</span>;
}

function Entry({ title, state, deeds, note, acts, ended = false }: { title: ComponentChildren; state: ComponentChildren; deeds: ComponentChildren; note?: string | null; acts?: ComponentChildren; ended?: boolean }) {
  return (
    <li class={ended ? 'entry entry-ended' : 'entry'}>
      <div><p class="entry-line">{title} <span class="ink-3">{state}</span></p><p class="card-foot">{deeds}</p>{note && <p class="card-foot">{note}</p>}</div>
      {acts && <p class="actions">{acts}</p>}
    </li>
  );
}

function Erasures({ ask, turn }: PartProps) {
  const { me } = useSignedIn();
  const subject = (each: Erasure) => `${each.session.slice(0, SHORT_ID)}, ${each.person}, ${each.target}`;
  const confirm = (each: Erasure) => ask({ title: a.confirmErasure, about: a.confirmAbout(subject(each)), confirm: a.erase, danger: true, fields: [OPTIONAL_REASON], send: ({ reason }) => api.confirmErasure(each.id, reason ?? '') });
  const reject = (each: Erasure) => ask({ title: a.rejectErasure, about: subject(each), confirm: a.reject, danger: false, fields: [REASON], send: ({ reason }) => api.rejectErasure(each.id, reason ?? '') });
  const add = () => ask({
    title: a.askErasure, about: a.askErasureAbout, confirm: a.askErasureConfirm, danger: true,
    fields: [{ name: 'session', label: a.sessionId, kind: 'line', required: true }, REASON, { name: 'legalBasis', label: a.legalBasis, kind: 'line', required: true }],
    send: (values) => api.askErasure({ session: values['session'] ?? '', reason: values['reason'] ?? '', legalBasis: values['legalBasis'] ?? '' }),
  });
  return (
    <Part<Erasure> title={a.erasures} load={() => api.erasures()} turn={turn} none={a.noErasures} acts={me.rights.eraseRecordings && <button type="button" class="plain" onClick={add}>{a.askErasure}…</button>}>
      {(items) => <ul class="entries">{items.map((each) => {
        const isPending = each.state === 'pending';
        const why = isPending ? whyNotDecide(each, me) : null;
        return (
          <Entry key={each.id} ended={!isPending} state={<span class={`state state-${isPending ? 'pending' : 'ended'}`}>{a.erasureStates[each.state] ?? each.state}</span>} note={why}
            title={<><a href={`/s/${each.session}`}><code>{each.session.slice(0, SHORT_ID)}</code></a> <Recorded text={each.person} /> · <Recorded text={each.target} /> · <Time at={each.startedAt} /></>}
            deeds={<><Deed verb={a.askedBy} deed={each.asked} /> · {a.basis} <Recorded text={each.legalBasis} />{each.decided !== null && <> · <Deed verb={each.state === 'rejected' ? a.rejectedBy : a.confirmedBy} deed={each.decided} /></>}</>}
            acts={isPending && why === null && <><button type="button" class="plain danger" onClick={() => confirm(each)}>{a.confirmErasure}…</button><button type="button" class="plain" onClick={() => reject(each)}>{a.reject}…</button></>} />
        );
      })}</ul>}
    </Part>
  );
}

function Holds({ ask, turn }: PartProps) {
  const { me } = useSignedIn();
  const { query } = usePlace();
  const session = query.get('hold') ?? '';
  const place = () => ask({
    title: a.placeHold, about: a.holdAbout, confirm: a.placeHold, danger: false,
    fields: [{ name: 'scope', label: a.scope, kind: 'choice', required: true, options: (['session', 'person', 'target'] as const).map((each) => ({ value: each, label: a.scopes[each] })) }, { name: 'subject', label: a.subject, kind: 'line', required: true, value: session }, REASON],
    send: (values) => api.placeHold({ scope: values['scope'] ?? '', subject: values['subject'] ?? '', reason: values['reason'] ?? '' }),
  });
  // A session page leads here to hold that session.
  useEffect(() => { if (session !== '' && me.rights.seeAllSessions) place(); }, []);
  const lift = (each: LegalHold) => ask({ title: a.liftHold, about: a.liftHoldAbout(each.subject), confirm: a.lift, danger: true, fields: [REASON], send: ({ reason }) => api.liftHold(each.id, reason ?? '') });
  return (
    <Part<LegalHold> title={a.holds} load={() => api.holds()} turn={turn} none={a.noHolds} acts={me.rights.seeAllSessions && <button type="button" class="plain" onClick={place}>{a.placeHold}…</button>}>
      {(items) => <ul class="entries">{items.map((each) => (
        <Entry key={each.id} ended={each.lifted !== null} title={<>{a.scopes[each.scope]} {each.scope === 'session' ? <a href={`/s/${each.subject}`}><code>{each.subject.slice(0, SHORT_ID)}</code></a> : <strong><Recorded text={each.subject} /></strong>}</>} state={each.lifted === null ? a.inForce : a.lifted}
          deeds={<><Deed verb={a.placedBy} deed={each.placed} />{each.lifted !== null && <> · <Deed verb={a.liftedBy} deed={each.lifted} /></>}</>}
          note={each.lifted === null && me.rights.eraseRecordings !== true ? a.needsLift : null}
          acts={each.lifted === null && me.rights.eraseRecordings === true && <button type="button" class="plain" onClick={() => lift(each)}>{a.lift}…</button>} />
      ))}</ul>}
    </Part>
  );
}

function Locks({ ask, turn }: PartProps) {
  const place = () => ask({
    title: a.placeLock, about: a.lockAbout, confirm: a.lock, danger: true,
    fields: [{ name: 'scope', label: a.scope, kind: 'choice', required: true, options: (['person', 'role', 'target', 'grant', 'session'] as const).map((each) => ({ value: each, label: a.scopes[each] })) },
      { name: 'subject', label: a.lockSubject, kind: 'line', required: true }, { name: 'ttl', label: a.lockTime, kind: 'choice', required: false, options: [{ value: '', label: a.untilLifted }, ...[3600, 28_800, 86_400, 604_800].map((seconds) => ({ value: isoDuration(seconds), label: duration(seconds) }))] }, REASON],
    send: (values) => api.placeLock({ scope: values['scope'] ?? '', subject: values['subject'] ?? '', reason: values['reason'] ?? '', ...(values['ttl'] ? { ttl: values['ttl'] } : {}) }),
  });
  const lift = (each: Lock) => ask({ title: a.liftLock, about: a.liftLockAbout(each.subject), confirm: a.lift, danger: false, fields: [OPTIONAL_REASON], send: ({ reason }) => api.liftLock(each.id, reason ?? '') });
  return (
    <Part<Lock> title={a.locks} load={() => api.locks()} turn={turn} none={a.noLocks} acts={<button type="button" class="plain" onClick={place}>{a.placeLock}…</button>}>
      {(items) => <ul class="entries">{items.map((each) => {
        const isOver = each.lifted !== null || (each.endsAt !== null && Date.parse(each.endsAt) < Date.now());
        return (
          <Entry key={each.id} ended={isOver} title={<>{a.scopes[each.scope]} <strong><Recorded text={each.subject} /></strong></>}
            state={each.lifted !== null ? a.lifted : isOver ? a.over : each.endsAt === null ? a.inForce : <>{t.requests.until} <Time at={each.endsAt} /> {t.common.utc}</>}
            deeds={<><Deed verb={a.placedBy} deed={each.placed} />{each.lifted !== null && <> · <Deed verb={a.liftedBy} deed={each.lifted} /></>}</>}
            acts={!isOver && <button type="button" class="plain" onClick={() => lift(each)}>{a.lift}…</button>} />
        );
      })}</ul>}
    </Part>
  );
}

function Retention() {
  const of = (rule: RetentionRule) => [...rule.targets, ...Object.entries(rule.labels).map(([name, value]) => `${name}=${value}`)];
  return (
    <Part<RetentionRule> title={a.retention} load={() => api.retention()} turn={0} none={a.noRetention}>
      {(items) => <ul class="entries">{items.map((rule, index) => (
        <Entry key={index} title={<strong>{duration(rule.keepSeconds)}</strong>} state={of(rule).length === 0 ? a.everything : <Recorded text={of(rule).join(', ')} />} deeds={<Recorded text={rule.text} />} />
      ))}</ul>}
    </Part>
  );
}

/** Whether the broker records, what is kept from it, and what waits for a second person. */
export function Admin() {
  const { me } = useSignedIn();
  const { query } = usePlace();
  const [asked, ask] = useState<Asked | null>(null);
  const [turn, setTurn] = useState(0);
  const parts = { ask, turn };
  if (!mayAdminister(me)) return <div class="page"><header class="page-head"><h1>{a.title}</h1></header><Empty title={t.errors.denied}><p>{a.denied}</p></Empty></div>;
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{a.title}</h1><p class="ink-3">{a.about}</p></header>
      <Store />
      {me.rights.seeAllSessions && <><Erasures {...parts} /><Holds {...parts} /></>}
      {me.rights.placeLocks === true && <Locks {...parts} />}
      {me.rights.seeAllSessions && <Retention />}
      {asked !== null && <ActDialog {...asked} close={() => { ask(null); if (query.has('hold')) go('/admin', 'replace'); }} done={() => setTurn(turn + 1)} />}
    </div>
  );
}
