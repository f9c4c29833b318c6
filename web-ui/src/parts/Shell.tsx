import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { mayAdminister } from '../model/admin';
import { initials, utc } from '../model/format';
import { seesOthers, useSignedIn } from '../model/me';
import { go, usePlace, withQuery } from '../router';
import { t } from '../strings';
import { chooseTheme, chosenTheme, type Theme } from '../theme';
import { visible } from '../model/format';
import { KeysSheet } from './Keys';
import { Palette } from './Palette';

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M2 15V7a6 6 0 0 1 12 0v8h-2.6V7.2a3.4 3.4 0 0 0-6.8 0V15z" /><path d="M7 9h2v6H7z" />
    </svg>
  );
}

function NavLink({ to, label, path }: { to: string; label: string; path: string }) {
  const current = path === to || (to === '/sessions' && path.startsWith('/s/'));
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the row of pages is longer than the screen.
  useEffect(() => { if (current) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [current]);
  return <a ref={link} href={to} aria-current={current ? 'page' : undefined}>{label}</a>;
}

function SearchBox() {
  const place = usePlace();
  const shown = place.path === '/search' ? (place.query.get('q') ?? '') : '';
  return (
    <form class="top-search" role="search" onSubmit={(event) => {
      event.preventDefault();
      go(withQuery('/search', { q: String(new FormData(event.currentTarget).get('q') ?? '') }));
    }}>
      <input key={shown} type="search" name="q" class="code" defaultValue={shown} aria-label={t.search.label} placeholder={t.search.title} data-slash="true" autocomplete="off" spellcheck={false} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <fieldset class="choice"><legend>{t.account.theme}</legend>
      {(['system', 'light', 'dark'] as const).map((each) => (
        <label key={each}><input type="radio" name="theme" checked={theme === each} onChange={() => { chooseTheme(each); setTheme(each); }} /><span>{t.account.themes[each]}</span></label>
      ))}
    </fieldset>
  );
}

function AccountMenu({ signOut }: { signOut: () => void }) {
  const { me } = useSignedIn();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const away = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', away);
    addEventListener('keydown', away);
    return () => { removeEventListener('pointerdown', away); removeEventListener('keydown', away); };
  }, [open]);
  const until = utc(me.expiresAt);
  return (
    <div class="account" ref={box}>
      <button type="button" class="account-button" aria-expanded={open} aria-haspopup="true" onClick={() => setOpen(!open)}>{initials(me.person.name)}<span class="sr"> {t.account.menu}: {visible(me.person.name)}</span></button>
      {open && (
        <div class="account-panel">
          <p class="account-name">{visible(me.person.name)}</p>
          <p class="ink-2">{visible(me.person.email)}</p>
          <dl class="facts">
            <dt>{t.account.roles}</dt><dd>{me.roles.join(', ') || t.common.none}</dd>
            <dt>{t.account.groups}</dt><dd>{me.person.groups.join(', ') || t.common.none}</dd>
            <dt>{t.account.signedUntil}</dt><dd class="num-left">{until.date} {until.clock} {t.common.utc}</dd>
          </dl>
          <ThemeChoice />
          <button type="button" class="plain wide" onClick={signOut}>{t.account.signOut}</button>
        </div>
      )}
    </div>
  );
}

export function Shell({ children, signOut, full }: { children: ComponentChildren; signOut: () => void; full: boolean }) {
  const { me } = useSignedIn();
  const { path } = usePlace();
  return (
    <div class={full ? 'shell shell-full' : 'shell'}>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>{t.common.skip}</a>
      <header class="top">
        <a class="brand" href="/sessions"><Mark />{t.brand}</a>
        <nav aria-label={t.nav.main}>
          <NavLink to="/sessions" label={t.nav.sessions} path={path} />
          <NavLink to="/search" label={t.nav.search} path={path} />
          <NavLink to="/live" label={t.nav.live} path={path} />
          <NavLink to="/connect" label={t.nav.connect} path={path} />
          <NavLink to="/requests" label={t.nav.requests} path={path} />
          {me.rights.seeAllSessions && <NavLink to="/reviews" label={t.nav.reviews} path={path} />}
          {seesOthers(me) && <NavLink to="/who-saw" label={t.nav.whoSaw} path={path} />}
          {me.rights.seeAllSessions && <NavLink to="/audit" label={t.nav.audit} path={path} />}
          {mayAdminister(me) && <NavLink to="/admin" label={t.nav.admin} path={path} />}
        </nav>
        <SearchBox />
        <AccountMenu signOut={signOut} />
      </header>
      <main id="content" tabIndex={-1}>{children}</main>
      <KeysSheet />
      <Palette />
    </div>
  );
}
