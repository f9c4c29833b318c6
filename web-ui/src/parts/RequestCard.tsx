import { useState } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import type { AccessRequest, RequestState, ReviewOutcome } from '../api/types';
import { termFor } from '../model/filter';
import { duration, isoDuration } from '../model/format';
import { useSignedIn } from '../model/me';
import { withQuery } from '../router';
import { t } from '../strings';
import { Dialog, Failure, LongText, Recorded, Time } from './basics';
import { DurationChoice, shorterDurations } from './RequestDrawer';

const GLYPHS: Record<RequestState, string> = { pending: '◷', approved: '◔', active: '●', used: '◉', denied: '✕', expired: '○', revoked: '⊘' };
const OUTCOMES: readonly ReviewOutcome[] = ['ok', 'follow-up', 'incident'];
const EXTENSION_SECONDS = 1800;
const r = t.requests;

type Deciding = 'shorter' | 'deny' | 'revoke' | 'extend' | 'review';

function StateOfRequest({ state }: { state: RequestState }) {
  return <span class={`state state-${state}`}><span class="glyph" aria-hidden="true">{GLYPHS[state]}</span>{r.states[state]}</span>;
}

const secondsUntil = (time: string) => Math.max(0, (new Date(time).getTime() - Date.now()) / 1000);

/** How long it lasts, how long until it begins, or how long it waits for a decision. */
function TimeLeft({ request }: { request: AccessRequest }) {
  if (request.state === 'active' && request.grantEndsAt !== null) return <span class="ink-3"> · {r.left(duration(secondsUntil(request.grantEndsAt)))}</span>;
  if (request.state === 'approved' && request.notBefore) return <span class="ink-3"> · {r.begins(duration(secondsUntil(request.notBefore)))}</span>;
  if (request.state === 'pending' && request.decideBy != null) return <span class="ink-3"> · {r.decideWithin(duration(secondsUntil(request.decideBy)))}</span>;
  return null;
}

/** A refusal; where a fresh sign-in is what is missing, the way to it and back. */
function Refusal({ failure, request }: { failure: unknown; request: AccessRequest }) {
  const isStale = failure instanceof ApiError && failure.code === 'fresh_login_needed';
  return <><Failure failure={failure} />{isStale && <p><a class="button strong" href={`/login?fresh=true&next=${encodeURIComponent(`/requests?id=${request.id}`)}`}>{r.freshLogin}</a></p>}</>;
}

function send(request: AccessRequest, what: Deciding, reason: string, seconds: number, outcome: ReviewOutcome): Promise<AccessRequest> {
  switch (what) {
    case 'deny': return api.deny(request.id, reason);
    case 'revoke': return api.revoke(request.id, reason);
    case 'extend': return api.extend(request.id, { ttl: isoDuration(seconds), reason });
    case 'review': return api.review(request.id, { outcome, reason });
    case 'shorter': return api.approve(request.id, { ttl: isoDuration(seconds), ...(reason === '' ? {} : { reason }) });
  }
}

function DecisionDialog({ request, what, close, decided }: { request: AccessRequest; what: Deciding; close: () => void; decided: () => void }) {
  const offered = shorterDurations(request.ttlSeconds);
  const [seconds, setSeconds] = useState(what === 'extend' ? EXTENSION_SECONDS : (offered[offered.length - 1] ?? request.ttlSeconds));
  const [outcome, setOutcome] = useState<ReviewOutcome>('ok');
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget as HTMLFormElement).get('reason') ?? '').trim();
    setSending(true);
    send(request, what, reason, seconds, outcome).then(() => { close(); decided(); }, (refusal: unknown) => { setFailure(refusal); setSending(false); });
  };
  return (
    <Dialog title={r.titles[what]} close={close}>
      <form class="form" onSubmit={submit}>
        <p class="ink-2"><Recorded text={request.requester.name} /> · <Recorded text={request.databaseRole} /> {r.on} <Recorded text={request.target} /> {r.for} {duration(request.ttlSeconds)}</p>
        {r.about[what] !== '' && <p>{r.about[what]}</p>}
        {what === 'shorter' && <DurationChoice value={seconds} choose={setSeconds} below={request.ttlSeconds} />}
        {what === 'extend' && <DurationChoice value={seconds} choose={setSeconds} />}
        {what === 'review' && <fieldset class="choice durations"><legend>{r.outcome}</legend>
          {OUTCOMES.map((each) => <label key={each}><input type="radio" name="outcome" checked={each === outcome} onChange={() => setOutcome(each)} /><span>{r.outcomes[each]}</span></label>)}</fieldset>}
        <label><span>{r.reasons[what]}</span><textarea name="reason" rows={3} required={what !== 'shorter'} autofocus /></label>
        {failure !== null && <Refusal failure={failure} request={request} />}
        <p class="actions"><button type="submit" class={what === 'deny' || what === 'revoke' ? 'plain danger' : 'strong'} disabled={sending}>{r.confirms[what]}</button></p>
      </form>
    </Dialog>
  );
}

/** What is asked for besides target, role and time, each as a word with its value. */
function Marks({ request }: { request: AccessRequest }) {
  return (
    <>
      {request.breakGlass && <span class="wish wish-alarm"><span class="glyph" aria-hidden="true">▲</span>{r.marks.breakGlass}{request.reviewMissing && <>, {r.marks.unreviewed}</>}</span>}
      {request.singleUse && <span class="wish">{r.marks.single}</span>}
      {request.ticket && <span class="wish">{r.marks.ticket} <Recorded text={request.ticket} /></span>}
      {(request.scope ?? []).length > 0 && <span class="wish">{r.marks.scope} <Recorded text={(request.scope ?? []).join(', ')} /></span>}
      {request.database && <span class="wish">{r.marks.database} <Recorded text={request.database} /></span>}
      {request.notBefore && <span class="wish">{r.marks.from} <Time at={request.notBefore} /> {t.common.utc}</span>}
      {request.extends && <span class="wish">{r.marks.extends} <a href={`/requests?id=${request.extends}`}><code>{request.extends.slice(-8)}</code></a></span>}
    </>
  );
}

/** How many of several approvals are there. */
function Progress({ request }: { request: AccessRequest }) {
  const needed = request.approvalsNeeded ?? 1;
  const approvals = request.approvals ?? [];
  if (needed < 2) return null;
  return (
    <p class="card-foot"><progress max={needed} value={Math.min(needed, approvals.length)} aria-label={r.progress(approvals.length, needed)} /> {r.progress(approvals.length, needed)}
      {approvals.length > 0 && <> {r.by} {approvals.map((deed, index) => <span key={deed.by.id}>{index > 0 && ', '}<Recorded text={deed.by.name} /></span>)}</>}
      {request.state === 'pending' && approvals.length < needed && <> · {r.missing(needed - approvals.length)}</>}</p>
  );
}

function Who({ verb, name, at, reason }: { verb: string; name: string; at: string | null | undefined; reason: string | null | undefined }) {
  return <> · {verb} <Recorded text={name} />{at != null && <> <Time at={at} withDate={false} /></>}{reason && <>: “<Recorded text={reason} />”</>}</>;
}

function History({ request }: { request: AccessRequest }) {
  const review = request.review;
  const decided = request.state === 'denied' ? r.deniedBy : request.breakGlass ? r.grantedBy : r.approvedBy;
  return (
    <p class="card-foot"><code><Recorded text={request.shortId} /></code> · {r.asked} <Time at={request.createdAt} /> {t.common.utc}
      {request.decidedBy && <Who verb={decided} name={request.decidedBy.name} at={request.decidedAt} reason={request.decisionReason} />}
      {(request.extensions ?? []).map((each) => <span key={each.grantEndsAt}><Who verb={r.extendedBy} name={each.by.name} at={each.at} reason={each.reason} /> {r.until} <Time at={each.grantEndsAt} withDate={false} /></span>)}
      {request.revokedBy && <Who verb={r.revokedBy} name={request.revokedBy.name} at={request.revokedAt} reason={request.revocationReason} />}
      {request.state === 'expired' && request.grantEndsAt === null && request.decideBy != null && <> · {r.lapsed} <Time at={request.decideBy} /> {t.common.utc}</>}
      {request.state === 'expired' && request.grantEndsAt !== null && <> · {r.ended} <Time at={request.grantEndsAt} withDate={false} /></>}
      {review && <Who verb={`${r.outcomes[review.outcome]}, ${r.reviewedBy}`} name={review.by.name} at={review.at} reason={review.reason} />}
      {request.sessions.length > 0 && <> · {r.sessions}: {request.sessions.map((session, index) => <span key={session}>{index > 0 && ', '}<a href={`/s/${session}`}>{session.slice(0, 10)}</a></span>)}</>}</p>
  );
}

export function canReview(request: AccessRequest, person: string, mayApprove: boolean): boolean {
  return request.reviewMissing === true && mayApprove && request.requester.id !== person;
}

/** A request, what became of it, and what this person can do about it. */
export function RequestCard({ request, decided, named }: { request: AccessRequest; decided: () => void; named: boolean }) {
  const { me } = useSignedIn();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const own = request.requester.id === me.person.id;
  const decide = request.state === 'pending' && request.canDecide;
  const holds = request.state === 'active' || request.state === 'approved' || request.state === 'used';
  const approve = () => { setFailure(null); api.approve(request.id, {}).then(decided, setFailure); };
  const button = (what: Deciding, label: string, kind = 'plain') => <button type="button" class={kind} onClick={() => setDeciding(what)}>{label}</button>;
  return (
    <article class={named ? 'card named' : 'card'} id={`request-${request.id}`}>
      <div>
        <p class="card-line"><strong><Recorded text={request.requester.name} /></strong> {r.asksFor} <strong><Recorded text={request.databaseRole} /></strong> {r.on} <strong><Recorded text={request.target} /></strong> {r.for} <span class="nowrap">{duration(request.ttlSeconds)}</span> <Marks request={request} /></p>
        <p class="card-reason"><LongText text={request.reason} /></p>
        <History request={request} />
        <Progress request={request} />
        {request.state === 'pending' && (request.reviewers ?? []).length > 0 && <p class="card-foot"><Recorded text={r.reviewers((request.reviewers ?? []).join(', '))} /></p>}
        {request.state === 'pending' && request.why !== '' && <p class="card-foot"><Recorded text={request.why} /></p>}
        {decide && me.rights.seeAllSessions && <p class="card-foot"><a href={withQuery('/sessions', { f: `${termFor('user', request.requester.email)} ${termFor('target', request.target)}` })}>{r.theirSessions}</a></p>}
        {failure !== null && <Refusal failure={failure} request={request} />}
      </div>
      <div class="card-side">
        <p><StateOfRequest state={request.state} /><TimeLeft request={request} /></p>
        {!decide && <p class="ink-3 card-next">{(own ? r.nextStep : r.nextStepOfOther)[request.state]}</p>}
        {decide && <>
          <button type="button" class="strong" onClick={approve}>{r.approve}</button>
          {shorterDurations(request.ttlSeconds).length > 0 && button('shorter', r.shorter)}
          {button('deny', r.deny)}
        </>}
        {canReview(request, me.person.id, me.rights.approve) && button('review', r.review, 'strong')}
        {request.state === 'active' && (own || me.rights.approve) && button('extend', r.extend)}
        {holds && (own || me.rights.approve) && button('revoke', r.revoke, 'plain danger')}
      </div>
      {deciding && <DecisionDialog request={request} what={deciding} close={() => setDeciding(null)} decided={decided} />}
    </article>
  );
}
