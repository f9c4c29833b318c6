import { Fragment } from 'preact';
import { api } from '../api/client';
import type { Access, Session, Target } from '../api/types';
import { duration } from '../model/format';
import { useSignedIn } from '../model/me';
import { Command, CopyButton, Empty, Failure, Loading, Recorded, Time } from '../parts/basics';
import { useListing, useLoaded, usePolling } from '../parts/load';
import { RequestDrawer } from '../parts/RequestDrawer';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';

const c = t.connect;
const GLYPHS: Record<Access, string> = { open: '✓', granted: '◷', request: '◇' };

function AccessWord({ access }: { access: Access }) {
  return <span class={`access-${access}`} title={c.accessAbout[access]}><span class="glyph" aria-hidden="true">{GLYPHS[access]}</span>{c.access[access]}</span>;
}

function Row({ target }: { target: Target }) {
  const asks = target.databaseRoles.filter((role) => role.access === 'request');
  const command = `psql service=postern-${target.name}`;
  return (
    <article class="target">
      <div>
        <div class="target-name"><h3><Recorded text={target.name} /></h3><AccessWord access={target.access} />
          {Object.entries(target.labels).map(([key, value]) => <span key={key} class="label">{key}={value}</span>)}</div>
        <dl class="facts">
          <dt>{c.databases}</dt><dd>{target.databases.join(', ')}</dd>
          <dt>{c.roles}</dt><dd>{target.databaseRoles.map((role) => <span key={role.name} class="role"><Recorded text={role.name} /> <span class="ink-3">{c.access[role.access]}</span></span>)}</dd>
          {target.grants.map((grant) => <Fragment key={grant.request}><dt>{grant.databaseRole}</dt><dd><span class="access-granted">{c.ends} {duration(Math.max(0, (new Date(grant.endsAt).getTime() - Date.now()) / 1000))}</span></dd></Fragment>)}
        </dl>
      </div>
      <div class="target-side">
        {asks.length > 0 && <a class="button plain" href={withQuery('/connect', { request: target.name, role: asks[0]?.name })}>{c.request}</a>}
        {target.access !== 'request' && <CopyButton text={command} label={c.copyPsql} kind="strong" title={command} />}
      </div>
    </article>
  );
}

function MyLive() {
  const { me } = useSignedIn();
  const { listing, reload } = useListing<Session>('mine', () => api.sessions({ f: 'state:live', limit: 50 }));
  usePolling(listing.state !== 'loading', 5000, reload);
  const own = listing.items.filter((session) => session.person.id === me.person.id);
  return (
    <section class="section">
      <h2>{c.live}</h2>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {own.length === 0 && listing.state === 'ready' && <p class="quiet-line">{c.noLive}</p>}
      <ul>{own.map((session) => <li key={session.id} class="live-line"><a href={`/s/${session.id}`}><Recorded text={session.target} />/<Recorded text={session.database} /></a> <span class="ink-2"><Recorded text={session.application} /> · <Time at={session.startedAt} withDate={false} /> {t.common.utc} · {duration(session.durationSeconds)}</span></li>)}</ul>
    </section>
  );
}

export function Connect() {
  const { info } = useSignedIn();
  const { query } = usePlace();
  const asked = query.get('request');
  const targets = useLoaded('targets', () => api.targets());
  const items = targets.value?.items ?? [];
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{c.title}</h1><p class="ink-3">{c.intro}</p></header>
      <div class="first-step"><span class="ink-2">{c.login}</span><Command text={`postern login --proxy ${info?.publicUrl ?? location.origin}`} /></div>
      {targets.state === 'failed' && <Failure failure={targets.failure} retry={targets.reload} />}
      {targets.state === 'loading' && items.length === 0 && <Loading what={c.title} />}
      {targets.state === 'ready' && items.length === 0 && <Empty title={c.emptyTitle}><p>{c.empty}</p></Empty>}
      <div class="section targets">{items.map((target) => <Row key={target.name} target={target} />)}</div>
      <MyLive />
      {asked !== null && items.length > 0 && <RequestDrawer targets={items} target={asked} role={query.get('role') ?? ''} close={() => go('/connect')} created={(request) => go(`/requests?id=${request.id}`)} />}
    </div>
  );
}
