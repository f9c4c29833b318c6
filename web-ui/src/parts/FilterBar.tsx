import { useEffect, useId, useState } from 'preact/hooks';
import { parseFilter, problemIn, type Term } from '../model/filter';
import { t } from '../strings';

/** The filter in words, as it was understood. */
export function filterWords(terms: readonly Term[]): string {
  return terms.map((term) => term.key === '' && term.value === 'OR' ? t.filter.or : `${term.negated ? t.filter.not : ''}${(t.filter.words[term.key] ?? ((v: string) => v))(term.value)}`).join(', ');
}

/** Below the field of a filter: where it is wrong, with what would be right, or else what it is understood as. */
export function FilterSays({ id, draft, understood }: { id: string; draft: string; understood: string }) {
  const problem = problemIn(draft);
  return (
    <>
      {problem !== null && draft.length < 90 && <span class="filter-caret code" aria-hidden="true">{' '.repeat(problem.wrongAt)}^</span>}
      <p id={id} class={problem === null ? 'filter-says' : 'filter-says problem'}>{problem?.problem ? t.filter.problems[problem.problem](problem.raw) : understood}</p>
    </>
  );
}

export function FilterBar({ value, apply, label, placeholder, button }: {
  value: string; apply: (filter: string) => void; label: string; placeholder: string; button: string;
}) {
  const [draft, setDraft] = useState(value);
  const says = useId();
  useEffect(() => setDraft(value), [value]);
  const terms = parseFilter(draft);
  const problem = problemIn(draft);
  return (
    <form class="filter-bar" onSubmit={(event) => { event.preventDefault(); apply(draft.trim()); }}>
      <input type="search" class={problem === null ? 'code' : 'code invalid'} value={draft} aria-label={label} aria-invalid={problem !== null}
        aria-describedby={says} placeholder={placeholder} spellcheck={false} autocomplete="off" data-slash="true"
        onInput={(event) => setDraft(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') { setDraft(value); event.currentTarget.blur(); } }} />
      <button type="submit" class="plain">{button}</button>
      <FilterSays id={says} draft={draft} understood={draft !== value && terms.length > 0 ? `${t.filter.understood} ${filterWords(terms)}` : ''} />
    </form>
  );
}
