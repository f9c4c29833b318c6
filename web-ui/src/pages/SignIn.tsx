import { useEffect, useRef } from 'preact/hooks';
import type { Info } from '../api/types';
import { Mark } from '../parts/Shell';
import { t } from '../strings';

const POSITION_KEY = 'postern.position';

/** Remembers the fragment, which no server ever sees, for the return from the identity provider. */
function rememberPosition(): void {
  try {
    sessionStorage.setItem(POSITION_KEY, JSON.stringify({ path: location.pathname, hash: location.hash }));
  } catch {
    // Without storage the page comes back at its start.
  }
}

export function restorePosition(): void {
  try {
    const stored = sessionStorage.getItem(POSITION_KEY);
    sessionStorage.removeItem(POSITION_KEY);
    if (stored === null || location.hash !== '') return;
    const { path, hash } = JSON.parse(stored) as { path: string; hash: string };
    if (path === location.pathname && hash.startsWith('#')) history.replaceState(null, '', location.pathname + location.search + hash);
  } catch {
    // As above.
  }
}

function loginPath(): string {
  const next = location.pathname === '/signin' ? '/sessions' : location.pathname + location.search;
  return `/login?next=${encodeURIComponent(next)}`;
}

export function SignIn({ info }: { info: Info | null }) {
  return (
    <main class="sign-in">
      <Mark />
      <h1>{t.signIn.title}</h1>
      <p class="lede">{t.signIn.about}</p>
      <p><a class="button strong" href={loginPath()} onClick={rememberPosition}>{t.signIn.button}</a></p>
      {info && <p class="ink-3">{t.signIn.by(info.issuer)}</p>}
      {info?.demoPeople && info.demoPeople.length > 0 && (
        <section class="demo-people">
          <p>{t.signIn.demo}</p>
          <dl class="facts">{info.demoPeople.map((person) => [<dt key={person.login}><code>{person.login}</code></dt>, <dd key={`${person.login}-about`}>{person.name} <span class="ink-3">· {person.about}</span></dd>])}</dl>
        </section>
      )}
    </main>
  );
}

const CHANNEL = 'postern.signed-in';
/** Where a sign-in in a window of its own ends. */
export const SIGNED_IN = '/signed-in';
const OTHER_WINDOW = `/login?next=${SIGNED_IN}`;

/** A window of its own for the sign-in; where the browser refuses one, the link opens a tab. */
function inWindow(event: MouseEvent): void {
  if (window.open(OTHER_WINDOW, CHANNEL, 'popup,width=520,height=720') !== null) event.preventDefault();
}

/** The end of a sign-in beside another page: tells that page, and closes if the browser lets it. */
export function SignedInBeside() {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage('signed-in');
    channel.close();
    window.close();
  }, []);
  return (
    <main class="sign-in">
      <Mark />
      <h1>{t.signIn.besideTitle}</h1>
      <p class="lede">{t.signIn.beside}</p>
      <p><a class="button plain" href="/sessions">{t.common.toSessions}</a></p>
    </main>
  );
}

/** Lies over a page whose sign-in ended; goes away when another window signed in. */
export function SignedOutOverlay({ recheck }: { recheck: () => void }) {
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    first.current?.focus();
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = recheck;
    addEventListener('focus', recheck);
    return () => { channel.close(); removeEventListener('focus', recheck); };
  }, [recheck]);
  return (
    <div class="overlay" role="dialog" aria-modal="true" aria-label={t.signIn.expiredTitle}>
      <div class="overlay-body">
        <h2>{t.signIn.expiredTitle}</h2>
        <p>{t.signIn.expired}</p>
        <p class="actions">
          <a ref={first} class="button strong" href={OTHER_WINDOW} target="_blank" rel="opener" onClick={inWindow}>{t.signIn.otherWindow}</a>
          <a class="button plain" href={loginPath()} onClick={rememberPosition}>{t.signIn.here}</a>
        </p>
        <p class="ink-3">{t.signIn.back}</p>
      </div>
    </div>
  );
}
