import type { SessionFacets } from '../../api/types';
import { count, visible } from '../../model/format';
import { chooseRange, chooseTerm, isChosen, isRangeChosen } from '../../model/filter';
import { t } from '../../strings';

const ORDER = ['state', 'end', 'review', 'risk', 'has', 'user', 'group', 'target', 'db', 'role', 'app', 'request', 'ticket', 'length', 'returned', 'bytes'] as const;
/** Facets that tell what sessions contain: shown as one. */
const CONTENTS = ['has', 'tx', 'error'] as const;
const RANGES: readonly string[] = ['length', 'returned', 'bytes'];
const LEVELS = ['high', 'some', 'none'] as const;
const f = t.sessions.facets;
/** What sessions can contain that was not counted in those that were indexed before it was. */
const UNCOUNTED = ['has:ddl', 'has:copy', 'tx:rolledback', 'error:42501', 'has:grant', 'has:bulk', 'has:sensitive', 'has:outside', 'has:hold'] as const;

interface Choice { readonly key: string; readonly value: string; readonly sessions: number | null }

function choicesOf(facets: SessionFacets, key: string): Choice[] {
  const counted = (of: string): Choice[] => (facets.facets[of] ?? []).map((each) => ({ key: of, ...each }));
  if (key === 'risk' && (facets.undigested ?? 0) > 0) return LEVELS.map((value) => ({ key, value, sessions: facets.facets[key]?.find((each) => each.value === value)?.sessions ?? null }));
  if (key !== 'has') return counted(key);
  const there = CONTENTS.flatMap(counted);
  const terms = there.map((each) => `${each.key}:${each.value}`);
  const also = [...((facets.undigested ?? 0) > 0 ? UNCOUNTED.filter((term) => !terms.includes(term)) : []), 'verb:delete'];
  return [...there, ...also.map((term) => ({ key: term.slice(0, term.indexOf(':')), value: term.slice(term.indexOf(':') + 1), sessions: null }))];
}

/** What the sessions have in common, with how many have it. */
export function Facets({ facets, filter, apply }: { facets: SessionFacets; filter: string; apply: (filter: string) => void }) {
  const undigested = facets.undigested ?? 0;
  return (
    <nav class="facets" aria-label={f.label}>
      {ORDER.map((key) => ({ key, choices: choicesOf(facets, key) })).filter(({ choices }) => choices.length > 0).map(({ key, choices }) => (
        <section key={key}><h2>{f.names[key]}</h2>
          <ul>{choices.map(({ key: of, value, sessions }) => {
            const isRange = RANGES.includes(of);
            const label = f.values[isRange ? value : `${of}:${value}`] ?? visible(value);
            return (
              <li key={`${of}:${value}`}><button type="button" class="facet" aria-pressed={isRange ? isRangeChosen(filter, of, value) : isChosen(filter, of, value)} title={f.abouts[`${of}:${value}`] ?? label} onClick={() => apply(isRange ? chooseRange(filter, of, value) : chooseTerm(filter, of, value))}>
                <span class="facet-value">{label}</span>{sessions !== null && <span class="num ink-3">{count(sessions)}</span>}</button></li>
            );
          })}</ul></section>
      ))}
      {facets.partial && <p class="ink-3 facet-note">{f.partial(count(facets.counted))}</p>}
      {undigested > 0 && <p class="ink-3 facet-note">{f.undigested(undigested, count(undigested))}</p>}
    </nav>
  );
}
