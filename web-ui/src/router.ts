import { useEffect, useState } from 'preact/hooks';

export interface Place { path: string; query: URLSearchParams; hash: string }

const listeners = new Set<() => void>();
const here = (): Place => ({
  path: location.pathname, query: new URLSearchParams(location.search), hash: location.hash,
});

function tell(): void {
  noteLeaving();
  listeners.forEach((listener) => listener());
}

const beforeLeaving = new Set<() => void>();

/** Calls back whenever another path is about to be shown. */
export function whenLeaving(listener: () => void): void {
  beforeLeaving.add(listener);
}

let shownPath = location.pathname;
function noteLeaving(): void {
  if (location.pathname === shownPath) return;
  shownPath = location.pathname;
  beforeLeaving.forEach((listener) => listener());
}

export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === location.pathname + location.search + location.hash) return;
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  tell();
}

/** The current address; the component renders again whenever it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const listener = () => setPlace(here());
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, []);
  return place;
}

/** The address with some query values changed; an empty value leaves the key out. */
export function withQuery(path: string, values: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value) query.set(key, value);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

const SERVED_BY_THE_BROKER = /^\/(api|login|logout)(\/|$)/;

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (SERVED_BY_THE_BROKER.test(link.pathname)) return;
  event.preventDefault();
  const leavesPage = link.pathname !== location.pathname;
  go(link.pathname + link.search + link.hash);
  if (leavesPage) scrollTo(0, 0);
}

export function startRouter(): void {
  addEventListener('popstate', tell);
  addEventListener('hashchange', tell);
  document.addEventListener('click', followLink);
}
