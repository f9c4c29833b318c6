import { useEffect, useId, useState } from 'preact/hooks';
import { parseFilter, type Term } from '../model/filter';
import { t } from '../strings';

/** The filter in words, as it was understood. */
export function filterWords(terms: readonly Term[]): string {
  return terms.map((term) => term.key === '' && term.value === 'OR' ? t.filter.or : `${term.negated ? t.filter.not : ''}${(t.filter.words[term.key] ?? ((v: string) => v))(term.value)}`).join(', ');
}

export function FilterBar({ value, apply, label, placeholder, button }: {
  value: string; apply: (filter: string) => void; label: string; placeholder: string; button: string;
}) {
  const [draft, setDraft] = useState(value);
  const says = useId();
  useEffect(() => setDraft(value), [value]);
  const terms = parseFilter(draft);
  const problem = terms.find((term) => term.problem !== null);
  return (
    <form class="filter-bar" onSubmit={(event) => { event.preventDefault(); apply(draft.trim()); }}>
      <input type="search" class={problem ? 'code invalid' : 'code'} value={draft} aria-label={label} aria-invalid={problem !== undefined}
        aria-describedby={says} placeholder={placeholder} spellcheck={false} autocomplete="off" data-slash="true"
        onInput={(event) => setDraft(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') { setDraft(value); event.currentTarget.blur(); } }} />
      <button type="submit" class="plain">{button}</button>
      {problem !== undefined && draft.length < 90 && <span class="filter-caret code" aria-hidden="true">{' '.repeat(problem.wrongAt)}^</span>}
      <p id={says} class={problem ? 'filter-says problem' : 'filter-says'}>
        {problem?.problem ? t.filter.problems[problem.problem](problem.raw) : draft !== value && terms.length > 0 ? `${t.filter.understood} ${filterWords(terms)}` : ''}
      </p>
    </form>
  );
}
