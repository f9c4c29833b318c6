import { useId } from 'preact/hooks';
import { ApiError } from '../../api/client';
import type { Outline, Statement } from '../../api/types';
import { parseFilter, problemIn, toggleTerm } from '../../model/filter';
import { count } from '../../model/format';
import { placeIn } from '../../model/matches';
import { pillsOf, termOf } from '../../model/pills';
import type { Replay, ReplayEvent } from '../../model/replay';
import { Behind, Failure } from '../../parts/basics';
import { FilterSays, filterWords } from '../../parts/FilterBar';
import { t } from '../../strings';
import { useDraft, type ListFilter } from './useFilter';
import { WHOLE_STATEMENTS } from './useReplay';

const r = t.replay;

/** The field of the list's filter: what is typed is asked after a moment's rest, and with Enter gone through. */
function FilterField({ filter }: { filter: ListFilter }) {
  const { draft, type, apply, begin } = useDraft(filter);
  const says = useId();
  const terms = parseFilter(draft);
  const problem = problemIn(draft);
  // Bare words need no explanation.
  const understood = terms.some((term) => term.key !== '') ? r.understood(filterWords(terms)) : '';
  return (
    <div class="list-filter">
      <input type="search" class={problem === null ? 'code' : 'code invalid'} value={draft} data-slash="true" aria-label={r.filter} aria-invalid={problem !== null} aria-describedby={says} placeholder={r.filterPlaceholder} spellcheck={false} autocomplete="off"
        onInput={(event) => type(event.currentTarget.value)} onFocus={begin} onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === 'Enter') { event.preventDefault(); apply(); filter.found(event.shiftKey ? -1 : 1); }
          // The text stays, so that n and N go through its hits; by themselves browsers empty a search field.
          if (event.key === 'Escape') { event.preventDefault(); event.currentTarget.blur(); }
        }} />
      <FilterSays id={says} draft={draft} understood={understood} />
    </div>
  );
}

/** Whether the broker understood the question and refuses it: asking again would not help. */
const isRefused = (failure: unknown): boolean => failure instanceof ApiError && failure.status >= 400 && failure.status < 500;

/** How much fits, and whether only that is listed. */
function Fitting({ filter, replay }: { filter: ListFilter; replay: Replay }) {
  const { fit } = filter;
  if (filter.filter === '' || problemIn(filter.filter) !== null) return null;
  const place = fit === null || replay.position.q === null ? -1 : placeIn(fit, replay.position.q);
  return (
    <span class="list-fits">
      <span class="ink-2 nowrap" role="status">{fit === null ? filter.asking ? r.asking : '' : r.fits(fit.partial ? t.common.orMore(count(fit.count)) : count(fit.count), count(replay.total))}</span>
      {place >= 0 && <span class="ink-3 nowrap">{r.fitPlace(count(place + 1))}</span>}
      <button type="button" class="pill small" aria-pressed={filter.onlyThese} title={r.onlyTheseAbout} onClick={() => filter.setOnlyThese(!filter.onlyThese)}>{r.onlyThese}</button>
    </span>
  );
}

export interface ListBarProps {
  replay: Replay; outline: Outline; live: boolean; tell: (event: ReplayEvent) => void; filter: ListFilter;
  noise: number; foldNoise: boolean; setFoldNoise: (fold: boolean) => void;
}

export function ListBar({ replay, outline, live, tell, filter, noise, foldNoise, setFoldNoise }: ListBarProps) {
  const whole: ReadonlyMap<number, Statement> | null = replay.total <= WHOLE_STATEMENTS && replay.statements.size >= replay.total ? replay.statements : null;
  const pills = pillsOf(outline, filter.filter, whole);
  const isWhole = filter.fit === null || !filter.onlyThese;
  return (
    <div class="list-bar">
      <FilterField filter={filter} />
      <Fitting filter={filter} replay={replay} />
      <span class="list-pills" role="group" aria-label={r.pillsLabel}>
        {pills.map(({ pill, count: n, atLeast, chosen }) => (
          <button key={pill.name} type="button" class="pill small" aria-pressed={chosen} title={termOf(pill)} onClick={() => filter.change((now) => toggleTerm(now, termOf(pill)))}>{r.pills[pill.name]} <span class="tab-count">{count(n)}{atLeast && '+'}</span></button>
        ))}
        {noise > 0 && isWhole && <button type="button" class="pill small" aria-pressed={foldNoise} title={`${r.noiseAbout} (z)`} onClick={() => setFoldNoise(!foldNoise)}>{r.foldNoise} <span class="tab-count">{count(noise)}</span></button>}
        {live && <button type="button" class="pill small" aria-pressed={replay.following} title="l" onClick={() => tell({ kind: 'followed', following: !replay.following })}>{replay.following ? r.following : r.follow}</button>}
      </span>
      {filter.failure !== null && <div class="list-problem"><p class="ink-2">{r.filterFailed}</p><Failure failure={filter.failure} {...(isRefused(filter.failure) ? {} : { retry: filter.again })} /></div>}
      {filter.fit?.index != null && <Behind millis={filter.fit.index.behindMillis} again={filter.again} />}
    </div>
  );
}

/** Why nothing is listed, and the ways out. */
export function NothingFits({ filter }: { filter: ListFilter }) {
  const terms = parseFilter(filter.filter);
  return (
    <div class="pane-pad list-none">
      <h2>{filter.fit?.partial === true ? t.search.noneYet : r.noneFits}</h2>
      <p>{r.lookedFor(filterWords(terms))}{filter.fit?.partial === true && <> {r.notAllSearched}</>}</p>
      {terms.length > 1 && <><p>{t.relax.title}</p><p class="relax">{terms.filter((term) => term.raw !== 'OR').map((term) => <button key={term.at} type="button" class="pill" onClick={() => filter.change((now) => toggleTerm(now, term.raw))}><s>{term.raw}</s></button>)}</p></>}
      <p class="actions"><button type="button" class="plain" onClick={() => filter.change(() => '')}>{r.takeAway}</button></p>
      <p class="ink-3">{t.sessions.notSearched}</p>
    </div>
  );
}
