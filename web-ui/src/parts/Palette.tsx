import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Me, Target } from '../api/types';
import { mayAdminister } from '../model/admin';
import { seesOthers, useSignedIn } from '../model/me';
import { offered, sessionIn, type Command } from '../model/palette';
import { go, withQuery } from '../router';
import { t } from '../strings';
import { chooseTheme } from '../theme';
import { openKeys } from './Keys';

interface Offer { commands: readonly Command[]; run: (id: string) => void }
const offers = new Map<string, Offer>();

/** Lets the palette offer what a page can do, for as long as the page is shown. */
export function useCommands(page: string, commands: readonly Command[], run: (id: string) => void): void {
  offers.set(page, { commands, run });
  useEffect(() => () => { offers.delete(page); }, [page]);
}

interface Entry extends Command { readonly group: string; readonly run: () => void }

function pages(all: boolean, admin: boolean, others: boolean): Entry[] {
  const to: [string, string, string][] = [['/sessions', t.nav.sessions, 'list'], ['/search', t.nav.search, 'find statements'], ['/live', t.nav.live, 'running open now'], ['/connect', t.nav.connect, 'psql targets'], ['/requests', t.nav.requests, 'access approve'], ...(all ? [['/reviews', t.nav.reviews, 'queue due overdue break-glass checklist assign'] as [string, string, string]] : []), ...(others ? [['/who-saw', t.nav.whoSaw, 'value leak find e-mail phone'] as [string, string, string]] : []), ...(all ? [['/audit', t.nav.audit, 'audit who looked'] as [string, string, string]] : []), ...(admin ? [['/admin', t.nav.admin, 'administration health store locks holds erasures retention'] as [string, string, string]] : [])];
  return to.map(([path, title, also]) => ({ id: path, title: t.palette.goTo(title), keys: null, also, group: t.palette.pages, run: () => go(path) }));
}

function themes(): Entry[] {
  return (['system', 'light', 'dark'] as const).map((theme) => ({ id: `theme-${theme}`, title: t.palette.theme(t.account.themes[theme]), keys: null, also: 'theme colours', group: t.palette.view, run: () => chooseTheme(theme) }));
}

function ofTargets(targets: readonly Target[]): Entry[] {
  return targets.flatMap((target) => [
    { id: `t-${target.name}`, title: t.palette.sessionsOn(target.name), keys: null, also: 'target', group: t.palette.targets, run: () => go(withQuery('/sessions', { f: `target:${target.name}` })) },
    ...(target.databaseRoles.some((role) => role.access === 'request') ? [{ id: `r-${target.name}`, title: t.palette.ask(target.name), keys: null, also: 'request access', group: t.palette.targets, run: () => go(withQuery('/connect', { request: target.name })) }] : []),
  ]);
}

function entriesFor(typed: string, targets: readonly Target[], me: Me): Entry[] {
  const link = sessionIn(typed);
  const direct: Entry[] = link === null ? [] : [{ id: 'session', title: t.palette.open(typed.trim().slice(0, 60)), keys: null, also: '', group: t.palette.session, run: () => go(link) }];
  const page = [...offers.values()].flatMap(({ commands, run }) => commands.map((each) => ({ ...each, group: t.palette.here, run: () => run(each.id) })));
  const help: Entry = { id: 'keys', title: t.keys.title, keys: '?', also: 'help shortcuts', group: t.palette.view, run: openKeys };
  const known = [...page, ...pages(me.rights.seeAllSessions, mayAdminister(me), seesOthers(me)), ...ofTargets(targets), ...themes(), ...(offers.size > 0 ? [] : [help])];
  const search: Entry[] = typed.trim() === '' || link !== null ? [] : [{ id: 'search', title: t.palette.search(typed.trim()), keys: null, also: '', group: t.nav.search, run: () => go(withQuery('/search', { q: typed.trim() })) }];
  return [...direct, ...(offered(known, typed) as Entry[]), ...search];
}

/** Any act, any page, any session, any target, found by typing. */
export function Palette() {
  const { me } = useSignedIn();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [targets, setTargets] = useState<readonly Target[]>([]);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  // Before the next key: what is typed behind Ctrl+K belongs to the palette.
  useLayoutEffect(() => {
    if (!open) return;
    setTyped('');
    setAt(0);
    dialog.current?.showModal();
    // Without its targets the palette still has everything else.
    api.targets().then(({ items }) => setTargets(items), () => undefined);
  }, [open]);
  if (!open) return null;
  const entries = entriesFor(typed, targets, me);
  const chosen = Math.min(at, entries.length - 1);
  const run = (entry: Entry | undefined) => { dialog.current?.close(); entry?.run(); };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') { event.preventDefault(); run(entries[chosen]); return; }
    if (step === 0) return;
    event.preventDefault();
    const next = (chosen + step + entries.length) % entries.length;
    setAt(next);
    document.getElementById(`palette-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <dialog ref={dialog} class="palette" aria-label={t.palette.title} onClose={() => setOpen(false)} onClick={(event) => { if (event.target === dialog.current) dialog.current?.close(); }}>
      <input type="search" class="palette-input" list="" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={entries.length > 0 ? `palette-${chosen}` : undefined} aria-label={t.palette.title}
        autofocus placeholder={t.palette.placeholder} value={typed} spellcheck={false} autocomplete="off" onInput={(event) => { setTyped(event.currentTarget.value); setAt(0); }} onKeyDown={onKey} />
      <ul id="palette-list" class="palette-list" role="listbox" aria-label={t.palette.title}>
        {entries.map((entry, index) => (
          <li key={`${entry.group}/${entry.id}`} id={`palette-${index}`} role="option" aria-selected={index === chosen} class={index === chosen ? 'chosen' : ''} onClick={() => run(entry)} onMouseMove={() => { if (index !== chosen) setAt(index); }}>
            <span>{entry.title}</span><span class="ink-3 palette-group">{entry.group}</span>{entry.keys !== null && <span class="palette-keys">{entry.keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</span>}
          </li>
        ))}
      </ul>
    </dialog>
  );
}
