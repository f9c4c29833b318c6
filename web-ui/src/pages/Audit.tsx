import { api } from '../api/client';
import type { AuditEvent } from '../api/types';
import { visible } from '../model/format';
import { useSignedIn } from '../model/me';
import { Empty, Failure, Loading, MoreButton, Recorded, Time } from '../parts/basics';
import { useListing } from '../parts/load';
import { t } from '../strings';

const a = t.audit;

function Trail() {
  const { listing, more, reload } = useListing<AuditEvent>('audit', (cursor) => api.audit({ cursor, limit: 100 }));
  return (
    <>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {listing.state === 'loading' && listing.items.length === 0 && <Loading what={a.title} />}
      {listing.state === 'ready' && listing.items.length === 0 && <Empty title={a.empty} />}
      {listing.items.length > 0 && (
        <table class="list trail">
          <thead><tr><th scope="col">{a.time}, {t.common.utc}</th><th scope="col">{a.who}</th><th scope="col">{a.what}</th><th scope="col">{a.code}</th><th scope="col">{a.from}</th></tr></thead>
          <tbody>{listing.items.map((event) => (
            <tr key={event.id}>
              <td class="nowrap"><Time at={event.at} /></td>
              <td class="nowrap">{event.person ? <Recorded text={event.person.name} /> : <span class="ink-3">{a.nobody}</span>}</td>
              <td class="t-text">{visible(event.text)} {event.session && <a href={`/s/${event.session}`}>{a.session}</a>}</td>
              <td class="nowrap"><code class="ink-2">{event.code}</code></td>
              <td class="nowrap ink-3">{visible(event.address ?? '')}</td>
            </tr>
          ))}</tbody>
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
