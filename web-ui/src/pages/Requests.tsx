import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { AccessRequest, RequestState } from '../api/types';
import { termFor } from '../model/filter';
import { duration, isoDuration } from '../model/format';
import { useSignedIn } from '../model/me';
import { Dialog, Failure, Loading, MoreButton, Recorded, Time } from '../parts/basics';
import { useListing, useLoaded, usePolling } from '../parts/load';
import { DurationChoice, RequestDrawer, shorterDurations } from '../parts/RequestDrawer';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';

const GLYPHS: Record<RequestState, string> = { pending: '◷', active: '●', denied: '✕', expired: '○', revoked: '⊘' };
const r = t.requests;

function StateOfRequest({ state }: { state: RequestState }) {
  return <span class={`state state-${state}`}><span class="glyph" aria-hidden="true">{GLYPHS[state]}</span>{r.states[state]}</span>;
}

function secondsLeft(request: AccessRequest): number | null {
  if (request.state !== 'active' || request.grantEndsAt === null) return null;
  return Math.max(0, (new Date(request.grantEndsAt).getTime() - Date.now()) / 1000);
}

type Deciding = 'shorter' | 'deny' | 'revoke';

function DecisionDialog({ request, what, close, decided }: { request: AccessRequest; what: Deciding; close: () => void; decided: () => void }) {
  const offered = shorterDurations(request.ttlSeconds);
  const [seconds, setSeconds] = useState(offered[offered.length - 1] ?? request.ttlSeconds);
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const title = { shorter: r.approveTitle, deny: r.denyTitle, revoke: r.revokeTitle }[what];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget as HTMLFormElement).get('reason') ?? '').trim();
    setSending(true);
    const answer = what === 'deny' ? api.deny(request.id, reason) : what === 'revoke' ? api.revoke(request.id, reason)
      : api.approve(request.id, { ttl: isoDuration(seconds), ...(reason === '' ? {} : { reason }) });
    answer.then(() => { close(); decided(); }, (refusal: unknown) => { setFailure(refusal); setSending(false); });
  };
  return (
    <Dialog title={title} close={close}>
      <form class="form" onSubmit={submit}>
        <p class="ink-2"><Recorded text={request.requester.name} /> · <Recorded text={request.databaseRole} /> {r.on} <Recorded text={request.target} /> {r.for} {duration(request.ttlSeconds)}</p>
        {what === 'revoke' && <p>{r.revokeAbout}</p>}
        {what === 'shorter' && <DurationChoice value={seconds} choose={setSeconds} below={request.ttlSeconds} />}
        <label><span>{what === 'shorter' ? r.approveReason : r.denyReason}</span><textarea name="reason" rows={3} required={what !== 'shorter'} autofocus /></label>
        {failure !== null && <Failure failure={failure} />}
        <p class="actions"><button type="submit" class={what === 'shorter' ? 'strong' : 'plain danger'} disabled={sending}>{{ shorter: r.confirmApprove, deny: r.confirmDeny, revoke: r.confirmRevoke }[what]}</button></p>
      </form>
    </Dialog>
  );
}

function Card({ request, decided, named }: { request: AccessRequest; decided: () => void; named: boolean }) {
  const { me } = useSignedIn();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const left = secondsLeft(request);
  const own = request.requester.id === me.person.id;
  const decide = request.state === 'pending' && request.canDecide;
  const approve = () => { setFailure(null); api.approve(request.id, {}).then(decided, setFailure); };
  return (
    <article class={named ? 'card named' : 'card'} id={`request-${request.id}`}>
      <div>
        <p class="card-line"><strong><Recorded text={request.requester.name} /></strong> {r.asksFor} <strong><Recorded text={request.databaseRole} /></strong> {r.on} <strong><Recorded text={request.target} /></strong> {r.for} <span class="nowrap">{duration(request.ttlSeconds)}</span></p>
        <p class="card-reason"><Recorded text={request.reason} /></p>
        <p class="card-foot"><code>{request.shortId}</code> · {r.asked} <Time at={request.createdAt} /> {t.common.utc}
          {request.decidedBy && <> · {r.decidedBy[request.state]} <Recorded text={request.decidedBy.name} />{request.decidedAt !== null && <> <Time at={request.decidedAt} withDate={false} /></>}{request.decisionReason && <>: “<Recorded text={request.decisionReason} />”</>}</>}
          {request.revokedBy && <> · {r.revokedBy} <Recorded text={request.revokedBy.name} />{request.revokedAt != null && <> <Time at={request.revokedAt} withDate={false} /></>}{request.revocationReason && <>: “<Recorded text={request.revocationReason} />”</>}</>}
          {request.state === 'expired' && request.grantEndsAt !== null && <> · {r.ended} <Time at={request.grantEndsAt} withDate={false} /></>}
          {request.sessions.length > 0 && <> · {r.sessions}: {request.sessions.map((session, index) => <span key={session}>{index > 0 && ', '}<a href={`/s/${session}`}>{session.slice(0, 10)}</a></span>)}</>}</p>
        {request.state === 'pending' && request.why !== '' && <p class="card-foot">{request.why}</p>}
        {decide && me.rights.seeAllSessions && <p class="card-foot"><a href={withQuery('/sessions', { f: `${termFor('user', request.requester.email)} ${termFor('target', request.target)}` })}>{r.theirSessions}</a></p>}
        {failure !== null && <Failure failure={failure} />}
      </div>
      <div class="card-side">
        <p><StateOfRequest state={request.state} />{left !== null && <span class="ink-3"> · {r.left(duration(left))}</span>}</p>
        {!decide && <p class="ink-3 card-next">{(own ? r.nextStep : r.nextStepOfOther)[request.state]}</p>}
        {decide && <>
          <button type="button" class="strong" onClick={approve}>{r.approve}</button>
          {shorterDurations(request.ttlSeconds).length > 0 && <button type="button" class="plain" onClick={() => setDeciding('shorter')}>{r.shorter}</button>}
          <button type="button" class="plain" onClick={() => setDeciding('deny')}>{r.deny}</button>
        </>}
        {request.state === 'active' && (own || me.rights.approve) && <button type="button" class="plain danger" onClick={() => setDeciding('revoke')}>{r.revoke}</button>}
      </div>
      {deciding && <DecisionDialog request={request} what={deciding} close={() => setDeciding(null)} decided={decided} />}
    </article>
  );
}

function Section({ title, none, requests, decided, named }: { title: string; none: string; requests: readonly AccessRequest[]; decided: () => void; named: string | null }) {
  return (
    <section class="section">
      <h2>{title} {requests.length > 0 && <span class="tab-count">{requests.length}</span>}</h2>
      {requests.length === 0 && <p class="quiet-line">{none}</p>}
      {requests.map((request) => <Card key={request.id} request={request} decided={decided} named={request.id === named} />)}
    </section>
  );
}

export function Requests() {
  const { me } = useSignedIn();
  const { query } = usePlace();
  const { listing, more, reload } = useListing<AccessRequest>('requests', (cursor) => api.requests({ cursor, limit: 100 }));
  const creating = query.get('new');
  const targets = useLoaded(creating === null ? null : 'targets', () => api.targets());
  usePolling(listing.state === 'ready' && listing.items.length <= 100, 10_000, reload);
  const items = listing.items;
  const toDecide = items.filter((each) => each.state === 'pending' && each.canDecide);
  const mine = items.filter((each) => each.requester.id === me.person.id && (each.state === 'pending' || each.state === 'active'));
  const history = items.filter((each) => !toDecide.includes(each) && !mine.includes(each));
  const named = query.get('id');
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{r.title}</h1><span class="grow" /><a class="button plain" href="/requests?new=">{r.create}</a></header>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && items.length === 0 ? <Loading what={r.title} /> : (
        <>
          {(me.rights.approve || toDecide.length > 0) && <Section title={r.toDecide} none={r.noneToDecide} requests={toDecide} decided={reload} named={named} />}
          <Section title={r.mine} none={r.noneMine} requests={mine} decided={reload} named={named} />
          <Section title={r.history} none={r.noneHistory} requests={history} decided={reload} named={named} />
        </>
      )}
      {listing.nextCursor !== null && <MoreButton loading={listing.state === 'loading'} more={more} />}
      {creating !== null && targets.state === 'failed' && <Failure failure={targets.failure} retry={targets.reload} />}
      {creating !== null && targets.value && <RequestDrawer targets={targets.value.items} target={creating} role={query.get('role') ?? ''} close={() => go('/requests')} created={() => { go('/requests'); reload(); }} />}
    </div>
  );
}
