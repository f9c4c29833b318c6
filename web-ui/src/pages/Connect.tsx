import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Access, DatabaseRole, Session, Target } from '../api/types';
import { connectForms } from '../model/connect';
import { duration } from '../model/format';
import { useSignedIn } from '../model/me';
import { Command, copyText, Empty, Failure, Loading, Recorded, Time } from '../parts/basics';
import { EndDialog } from '../parts/EndDialog';
import { useListing, useLoaded, usePolling } from '../parts/load';
import { Menu } from '../parts/Menu';
import { RequestDrawer } from '../parts/RequestDrawer';
import { useSaid } from '../parts/said';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';

const c = t.connect;
const GLYPHS: Record<Access, string> = { open: '✓', granted: '◷', request: '◇' };

function AccessWord({ access }: { access: Access }) {
  return <span class={`access-${access}`} title={c.accessAbout[access]}><span class="glyph" aria-hidden="true">{GLYPHS[access]}</span>{c.access[access]}</span>;
}

function Role({ target, role }: { target: Target; role: DatabaseRole }) {
  const grant = target.grants.find((each) => each.databaseRole === role.name);
  return (
    <li class="target-role"><code><Recorded text={role.name} /></code> <AccessWord access={role.access} />
      {grant && <span class="ink-2">{c.ends} <Countdown to={grant.endsAt} /> · <a href={`/requests?id=${grant.request}`}>{c.grant}</a></span>}
      {role.access === 'request' && <a href={withQuery('/connect', { request: target.name, role: role.name })}>{c.request}</a>}</li>
  );
}

/** Time left, a second at a time. */
function Countdown({ to }: { to: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => { const timer = setInterval(() => setNow(Date.now()), 1000); return () => clearInterval(timer); }, []);
  return <span class="num-left">{duration(Math.max(0, Math.round((new Date(to).getTime() - now) / 1000)))}</span>;
}

function Row({ target, say }: { target: Target; say: (text: string) => void }) {
  const usable = target.databaseRoles.filter((role) => role.access !== 'request');
  // The role of a running grant is why somebody comes here.
  const role = usable.find((each) => each.access === 'granted')?.name ?? null;
  const forms = connectForms(target, role);
  const copy = (text: string, name: string) => () => { void copyText(text).then((done) => say(done ? c.formCopied(name) : t.common.copyFailed)); };
  const asks = target.databaseRoles.find((each) => each.access === 'request');
  return (
    <article class="target">
      <div>
        <div class="target-name"><h2><Recorded text={target.name} /></h2>
          {Object.entries(target.labels).map(([key, value]) => <span key={key} class="label"><Recorded text={`${key}=${value}`} /></span>)}</div>
        <ul class="target-roles">{target.databaseRoles.map((each) => <Role key={each.name} target={target} role={each} />)}</ul>
        <p class="target-facts ink-3">{c.databases}: <Recorded text={target.databases.join(', ')} /> · {c.address}: <span class="code"><Recorded text={target.host} />:{target.port}</span> · {c.durability}: <Recorded text={target.durability} /></p>
      </div>
      <div class="target-side">
        {usable.length > 0 ? <>
          <button type="button" class="strong" title={forms[0]?.text} onClick={copy(forms[0]?.text ?? '', c.forms.psql)}>{c.copyPsql}</button>
          <Menu label={c.other} kind="plain" items={forms.slice(1).map((form) => ({ label: c.forms[form.id], act: copy(form.text, c.forms[form.id]) }))} />
        </> : <a class="button strong" href={withQuery('/connect', { request: target.name, role: asks?.name })}>{c.request}</a>}
      </div>
    </article>
  );
}

function MyLive() {
  const { me } = useSignedIn();
  const [ending, setEnding] = useState<Session | null>(null);
  const { listing, reload } = useListing<Session>('mine', () => api.sessions({ f: 'state:live', limit: 50 }));
  usePolling(listing.state !== 'loading', 5000, reload);
  const own = listing.items.filter((session) => session.person.id === me.person.id);
  return (
    <section class="section">
      <h2>{c.live}</h2>
      {listing.state === 'failed' && <Failure failure={listing.failure} retry={reload} />}
      {own.length === 0 && listing.state === 'ready' && <p class="quiet-line">{c.noLive}</p>}
      <ul>{own.map((session) => <li key={session.id} class="live-line"><a href={`/s/${session.id}`}><Recorded text={session.target} />/<Recorded text={session.database} /></a> <span class="ink-2">{t.replay.as} <Recorded text={session.databaseRole} /> · <Recorded text={session.application === '' ? t.replay.noApplication : session.application} /> · {c.since} <Time at={session.startedAt} withDate={false} /> {t.common.utc} · {duration(session.durationSeconds)}</span>
        <button type="button" class="quiet small" onClick={() => setEnding(session)}>{t.replay.end}</button></li>)}</ul>
      {ending !== null && <EndDialog session={ending} close={() => setEnding(null)} ended={reload} />}
    </section>
  );
}

export function Connect() {
  const { info } = useSignedIn();
  const { query } = usePlace();
  const asked = query.get('request');
  const { said, say } = useSaid();
  const targets = useLoaded('targets', () => api.targets());
  const items = targets.value?.items ?? [];
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{c.title}</h1><p class="ink-3">{c.intro}</p></header>
      <div class="first-step"><span class="ink-2">{c.login}</span><Command text={`postern login --proxy ${info?.publicUrl ?? location.origin}`} /></div>
      {targets.state === 'failed' && <Failure failure={targets.failure} retry={targets.reload} />}
      {targets.state === 'loading' && items.length === 0 && <Loading what={c.title} />}
      {targets.state === 'ready' && items.length === 0 && <Empty title={c.emptyTitle}><p>{c.empty}</p></Empty>}
      <div class="section targets">{items.map((target) => <Row key={target.name} target={target} say={say} />)}</div>
      <MyLive />
      {said !== '' && <p class="said" role="status">{said}</p>}
      {asked !== null && items.length > 0 && <RequestDrawer targets={items} target={asked} role={query.get('role') ?? ''} close={() => go('/connect')} created={(request) => go(`/requests?id=${request.id}`)} />}
    </div>
  );
}
