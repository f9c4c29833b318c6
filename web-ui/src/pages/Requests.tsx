import { api } from '../api/client';
import type { AccessRequest, RequestState } from '../api/types';
import { useSignedIn } from '../model/me';
import { Failure, Loading, MoreButton } from '../parts/basics';
import { useListing, useLoaded, usePolling } from '../parts/load';
import { canReview, RequestCard } from '../parts/RequestCard';
import { RequestDrawer } from '../parts/RequestDrawer';
import { go, usePlace } from '../router';
import { t } from '../strings';

const OPEN: readonly RequestState[] = ['pending', 'approved', 'active'];
const r = t.requests;

/** Links name a request by its id or by the short one that people say to each other. */
function isNamed(request: AccessRequest, name: string | null): boolean {
  return name !== null && name.length >= 4 && (request.id.startsWith(name.toUpperCase()) || request.shortId === name.toUpperCase());
}

function Section({ title, none, requests, decided, named }: { title: string; none: string; requests: readonly AccessRequest[]; decided: () => void; named: string | null }) {
  return (
    <section class="section">
      <h2>{title} {requests.length > 0 && <span class="tab-count">{requests.length}</span>}</h2>
      {requests.length === 0 && <p class="quiet-line">{none}</p>}
      {requests.map((request) => <RequestCard key={request.id} request={request} decided={decided} named={isNamed(request, named)} />)}
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
  const toReview = items.filter((each) => canReview(each, me.person.id, me.rights.approve));
  const mine = items.filter((each) => each.requester.id === me.person.id && OPEN.includes(each.state));
  const history = items.filter((each) => !toDecide.includes(each) && !toReview.includes(each) && !mine.includes(each));
  const named = query.get('id');
  const isLost = named !== null && listing.state === 'ready' && listing.nextCursor === null && !items.some((each) => isNamed(each, named));
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{r.title}</h1><span class="grow" /><a class="button plain" href="/requests?new=">{r.create}</a></header>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && items.length === 0 ? <Loading what={r.title} /> : (
        <>
          {isLost && <p class="quiet-line" role="status">{r.notAmong(named.slice(0, 26))}</p>}
          {(me.rights.approve || toDecide.length > 0) && <Section title={r.toDecide} none={r.noneToDecide} requests={toDecide} decided={reload} named={named} />}
          {toReview.length > 0 && <Section title={r.toReview} none="" requests={toReview} decided={reload} named={named} />}
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
