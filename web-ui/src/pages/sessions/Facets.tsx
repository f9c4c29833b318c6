import type { SessionFacets } from '../../api/types';
import { count, visible } from '../../model/format';
import { chooseTerm, isChosen } from '../../model/filter';
import { t } from '../../strings';

const ORDER = ['state', 'has', 'user', 'target', 'db', 'role', 'app'] as const;
const f = t.sessions.facets;
/** What sessions can contain that nobody counted. */
const MORE = ['has:ddl', 'has:copy', 'tx:rolledback', 'has:grant', 'has:bulk', 'has:outside', 'has:hold', 'verb:delete'] as const;

/** What the sessions have in common, with how many have it. */
export function Facets({ facets, filter, apply }: { facets: SessionFacets; filter: string; apply: (filter: string) => void }) {
  return (
    <nav class="facets" aria-label={f.label}>
      {ORDER.filter((key) => (facets.facets[key]?.length ?? 0) > 0).map((key) => (
        <section key={key}><h2>{f.names[key]}</h2>
          <ul>{facets.facets[key]?.map(({ value, sessions }) => (
            <li key={value}><button type="button" class="facet" aria-pressed={isChosen(filter, key, value)} title={visible(value)} onClick={() => apply(chooseTerm(filter, key, value))}>
              <span class="facet-value">{f.values[`${key}:${value}`] ?? visible(value)}</span><span class="num ink-3">{count(sessions)}</span></button></li>
          ))}
            {key === 'has' && MORE.map((term) => {
              const [of = '', value = ''] = term.split(':');
              return <li key={term}><button type="button" class="facet" aria-pressed={isChosen(filter, of, value)} onClick={() => apply(chooseTerm(filter, of, value))}><span class="facet-value">{f.values[term]}</span></button></li>;
            })}</ul></section>
      ))}
      {facets.partial && <p class="ink-3 facet-note">{f.partial(count(facets.counted))}</p>}
    </nav>
  );
}
