import { useCallback, useEffect, useState } from 'preact/hooks';
import { api, ApiError, whenSignedOut } from './api/client';
import type { Info, Me } from './api/types';
import { charactersAct } from './model/keys';
import { SignedInContext } from './model/me';
import { Empty, Failure, Loading } from './parts/basics';
import { Shell } from './parts/Shell';
import { Admin } from './pages/Admin';
import { Audit } from './pages/Audit';
import { Connect } from './pages/Connect';
import { Live } from './pages/Live';
import { OpenLink } from './pages/OpenLink';
import { OpenSaved } from './pages/OpenSaved';
import { Replay } from './pages/replay/Replay';
import { Requests } from './pages/Requests';
import { Reviews } from './pages/Reviews';
import { Search } from './pages/search/Search';
import { Sessions } from './pages/sessions/Sessions';
import { SIGNED_IN, SignedInBeside, SignedOutOverlay, SignIn } from './pages/SignIn';
import { WhoSaw } from './pages/WhoSaw';
import { go, usePlace } from './router';
import { t } from './strings';

function NotFound() {
  return <div class="page"><Empty title={t.common.notFoundTitle}><p>{t.common.notFound}</p><p><a class="button plain" href="/sessions">{t.common.toSessions}</a></p></Empty></div>;
}

function pageOf(path: string) {
  switch (path) {
    case '/': case '/sessions': return { title: t.sessions.title, page: <Sessions /> };
    case '/search': return { title: t.search.title, page: <Search /> };
    case '/live': return { title: t.live.title, page: <Live /> };
    case '/requests': return { title: t.requests.title, page: <Requests /> };
    case '/reviews': return { title: t.reviews.title, page: <Reviews /> };
    case '/connect': return { title: t.connect.title, page: <Connect /> };
    case '/admin': return { title: t.admin.title, page: <Admin /> };
    case '/audit': return { title: t.audit.title, page: <Audit /> };
    case '/who-saw': return { title: t.whoSaw.title, page: <WhoSaw /> };
    default: {
      const saved = /^\/q\/([0-9A-Za-z]{1,64})\/?$/.exec(path)?.[1];
      if (saved) return { title: t.saved.one, page: <OpenSaved key={saved} id={saved} /> };
      const short = /^\/m\/([0-9A-Za-z]{8})\/?$/.exec(path)?.[1];
      if (short) return { title: t.links.one, page: <OpenLink key={short} id={short} /> };
      const session = /^\/s\/([0-9A-Za-z]{8,26})\/?$/.exec(path)?.[1];
      return session ? { title: t.replay.session, page: <Replay key={session} id={session} /> } : { title: t.common.notFoundTitle, page: <NotFound /> };
    }
  }
}

/** "/" focuses the page's filter, or the search in the bar, from anywhere but a field. */
function useSlashKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || !charactersAct() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.matches('input, textarea, select')) return;
      const fields = document.querySelectorAll<HTMLInputElement>('#content [data-slash]');
      const field = fields[0] ?? document.querySelector<HTMLInputElement>('[data-slash]');
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

export function App() {
  const [me, setMe] = useState<Me | null>(null);
  const [info, setInfo] = useState<Info | null>(null);
  const [gate, setGate] = useState<'asking' | 'open' | 'signed-out' | { failure: unknown }>('asking');
  const place = usePlace();
  const ask = useCallback(() => {
    api.me().then(
      (answer) => { setMe(answer); setGate('open'); },
      (failure: unknown) => setGate(failure instanceof ApiError && failure.status === 401 ? 'signed-out' : { failure }),
    );
  }, []);
  useEffect(() => {
    whenSignedOut(() => setGate('signed-out'));
    ask();
    // Its absence costs a sentence on two pages, so it is no reason to stop.
    api.info().then(setInfo, () => undefined);
  }, [ask]);
  useEffect(() => { if (place.path === '/' || (me !== null && place.path === '/signin')) go('/sessions', 'replace'); }, [place.path, me]);
  useSlashKey();
  const { title, page } = pageOf(place.path);
  const shown = place.path === SIGNED_IN ? t.signIn.besideTitle : title;
  useEffect(() => { document.title = `${shown} · ${t.brand}`; }, [shown]);

  if (me === null) {
    if (gate === 'signed-out') return <SignIn info={info} />;
    if (typeof gate === 'object') return <main class="page"><Failure failure={gate.failure} retry={ask} /></main>;
    return <main class="page"><Loading what={t.brand} /></main>;
  }
  if (place.path === SIGNED_IN && gate === 'open') return <SignedInBeside />;
  const signOut = () => {
    api.signOut().then((next) => {
      if (next !== null) { location.assign(next); return; }
      setMe(null);
      setGate('signed-out');
      go('/signin', 'replace');
    }, (failure: unknown) => setGate({ failure }));
  };
  return (
    <SignedInContext.Provider value={{ me, info }}>
      <Shell signOut={signOut} full={place.path.startsWith('/s/')}>{page}</Shell>
      {gate === 'signed-out' && <SignedOutOverlay recheck={ask} />}
      {typeof gate === 'object' && <div class="toast"><Failure failure={gate.failure} retry={ask} /></div>}
    </SignedInContext.Provider>
  );
}
