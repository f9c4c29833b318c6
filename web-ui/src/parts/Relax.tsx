import type { Page } from '../api/types';
import { cutTo } from '../model/format';
import { totalWords } from '../model/paging';
import { t } from '../strings';
import { Recorded } from './basics';
import { useLoaded } from './load';

const MOST = 8;
const MOST_SHOWN = 80;

/** A condition that can be left out: where that leads, and what is found then. */
export interface Without { readonly label: string; readonly href: string; readonly ask: () => Promise<Page<unknown>> }

const found = (page: Page<unknown> | null): boolean => page !== null && (page.items.length > 0 || (page.total ?? 0) > 0);
const isNone = (page: Page<unknown> | null): boolean => page !== null && !found(page) && page.nextCursor === null;

/** What a filter that finds nothing would find without one of its conditions, and which of them is to blame. */
export function Relax({ conditions, words }: { conditions: readonly Without[]; words: (n: number, shown: string) => string }) {
  const asked = conditions.length < 2 ? [] : conditions.slice(0, MOST);
  // What cannot be told of one condition can be of the others.
  const loaded = useLoaded(asked.length === 0 ? null : asked.map((each) => each.href).join('\n'), () => Promise.all(asked.map((each) => each.ask().catch(() => null))));
  if (asked.length === 0) return null;
  const answers = loaded.value ?? [];
  const helpful = asked.filter((_, index) => found(answers[index] ?? null));
  const known = loaded.state === 'ready' && asked.every((_, index) => found(answers[index] ?? null) || isNone(answers[index] ?? null)) && asked.length === conditions.length;
  const only = helpful[0];
  return (
    <>
      <p role="status">{known && helpful.length === 0 ? t.relax.noneHelps : known && helpful.length === 1 && only !== undefined ? t.relax.only(cutTo(only.label, MOST_SHOWN).start) : ''}</p>
      <p>{t.relax.title}</p>
      <ul class="relax">{asked.map((each, index) => {
        const page = answers[index] ?? null;
        return <li key={each.href}><a class="pill" href={each.href}><s><Recorded text={each.label} /></s></a> {page !== null && <span class={found(page) ? '' : 'ink-3'}>{totalWords(page, words)}</span>}</li>;
      })}</ul>
    </>
  );
}
