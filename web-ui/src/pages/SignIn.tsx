import { useEffect } from 'preact/hooks';
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

/** Lies over a page whose sign-in ended; goes away when another tab signed in. */
export function SignedOutOverlay({ recheck }: { recheck: () => void }) {
  useEffect(() => {
    addEventListener('focus', recheck);
    return () => removeEventListener('focus', recheck);
  }, [recheck]);
  return (
    <div class="overlay" role="dialog" aria-modal="true" aria-label={t.signIn.expiredTitle}>
      <div class="overlay-body">
        <h2>{t.signIn.expiredTitle}</h2>
        <p>{t.signIn.expired}</p>
        <p class="actions">
          <a class="button strong" href={loginPath()} onClick={rememberPosition}>{t.signIn.here}</a>
          <a class="button plain" href="/login?next=/sessions" target="_blank" rel="noopener">{t.signIn.otherTab}</a>
        </p>
        <p class="ink-3">{t.signIn.back}</p>
      </div>
    </div>
  );
}
