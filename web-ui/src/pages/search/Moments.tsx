import { api } from '../../api/client';
import type { GroupedBy, Moment } from '../../api/types';
import { conditionsOf, parseFilter } from '../../model/filter';
import { briefly, count, offset, oneLine } from '../../model/format';
import { GROUPINGS } from '../../model/groups';
import { Empty, Recorded, Time } from '../../parts/basics';
import { filterWords } from '../../parts/FilterBar';
import { Relax } from '../../parts/Relax';
import { withQuery } from '../../router';
import { t } from '../../strings';
import { OutcomeWord } from '../replay/StatementList';

export function Hit({ moment, by }: { moment: Moment; by: GroupedBy }) {
  const { statement, snippet } = moment;
  return (
    <a class="moment" href={`/s/${statement.session}#q=${statement.ordinal}`}>
      <span class="num ink-3">{statement.ordinal}</span>
      <span class="code ink-2">{by === 'session' ? offset(statement.atSeconds) : <Time at={statement.startedAt} />}</span>
      <span class="snippet">
        {snippet.length === 0 ? oneLine(statement.sql) : snippet.map((piece, index) => piece.hit ? <mark key={index}>{briefly(piece.text)}</mark> : <span key={index}>{briefly(piece.text)}</span>)}
        {by !== 'session' && <span class="moment-where ink-3"><Recorded text={moment.session.target} />/<Recorded text={moment.session.database} /> · <Recorded text={moment.session.person.name} /></span>}
        {statement.error && <span class="moment-error">▲ {briefly(statement.error.sqlState)} {briefly(statement.error.message)}</span>}
      </span>
      <span class="num ink-2">{statement.rows !== null && statement.rows > 0 ? `${count(statement.rows)} ${t.replay.rowCount(statement.rows)}` : ''}</span>
      <span class="m-outcome st-outcome">{statement.error === null && <OutcomeWord statement={statement} brief />}</span>
    </a>
  );
}

export function Groupings({ q, by }: { q: string; by: GroupedBy }) {
  return (
    <nav class="groupings" aria-label={t.search.groupBy}><span class="ink-3">{t.search.groupBy}</span>
      {GROUPINGS.map((each) => <a key={each} class={each === by ? 'pill small chosen' : 'pill small'} aria-current={each === by ? 'true' : undefined} href={withQuery('/search', { q, group: each === 'session' ? '' : each })}>{t.search.groupings[each]}</a>)}</nav>
  );
}

/** Nothing was found, in all there is or so far. */
export function NoMoment({ q, by, whole }: { q: string; by: GroupedBy; whole: boolean }) {
  const group = by === 'session' ? '' : by;
  return (
    <Empty title={whole ? t.search.noHitTitle : t.search.noneYet}>
      <p>{t.search.lookedFor} {filterWords(parseFilter(q))}.</p>
      {whole && <Relax conditions={conditionsOf(q).map(({ raw, rest }) => ({ label: raw, href: withQuery('/search', { q: rest, group }), ask: () => api.search({ q: rest, limit: 1 }) }))} words={t.search.count} />}
      <p class="ink-3">{whole ? t.search.noHit : t.search.noneYetAbout}</p>
    </Empty>
  );
}
