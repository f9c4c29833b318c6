import { useEffect, useState } from 'preact/hooks';
import { parseFilter, type Term } from '../model/filter';
import { t } from '../strings';

/** The filter in words, as it was understood. */
export function filterWords(terms: readonly Term[]): string {
  return terms.map((term) => (t.filter.words[term.key] ?? ((v: string) => v))(term.value)).join(', ');
}

export function FilterBar({ value, apply, label, placeholder, button }: {
  value: string; apply: (filter: string) => void; label: string; placeholder: string; button: string;
}) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const problem = parseFilter(draft).find((term) => term.problem !== null);
  return (
    <form class="filter-bar" onSubmit={(event) => { event.preventDefault(); apply(draft.trim()); }}>
      <input type="search" class={problem ? 'code invalid' : 'code'} value={draft} aria-label={label} aria-invalid={problem !== undefined}
        aria-describedby="filter-says" placeholder={placeholder} spellcheck={false} autocomplete="off" data-slash="true"
        onInput={(event) => setDraft(event.currentTarget.value)} />
      <button type="submit" class="plain">{button}</button>
      <p id="filter-says" class={problem ? 'filter-says problem' : 'filter-says'}>
        {problem?.problem ? t.filter.problems[problem.problem](problem.raw) : ''}
      </p>
    </form>
  );
}
