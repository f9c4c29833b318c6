import type { Outline, Statement } from '../../api/types';
import { count } from '../../model/format';
import { countMarks } from '../../model/outline';
import type { Replay, ReplayEvent } from '../../model/replay';
import { t } from '../../strings';
import { WHOLE_STATEMENTS } from './useReplay';

export type Only = 'all' | 'error' | 'write' | 'ddl';

/** Finds in what is loaded of the SQL and the errors. */
export function matcher(find: string): (statement: Statement) => boolean {
  const needle = find.toLowerCase();
  if (needle === '') return () => false;
  return (statement) => statement.sql.toLowerCase().includes(needle) || (statement.error?.message.toLowerCase().includes(needle) ?? false);
}

export interface ListBarProps {
  replay: Replay; outline: Outline; live: boolean; tell: (event: ReplayEvent) => void; find: string; setFind: (find: string) => void;
  found: (direction: 1 | -1) => void; matches: (statement: Statement) => boolean; only: Only; setOnly: (only: Only) => void;
  noise: number; foldNoise: boolean; setFoldNoise: (fold: boolean) => void;
}

export function ListBar({ replay, outline, live, tell, find, setFind, found, matches, only, setOnly, noise, foldNoise, setFoldNoise }: ListBarProps) {
  const hits = find === '' ? 0 : [...replay.statements.values()].filter(matches).length;
  const marks = countMarks(outline);
  const pills: readonly (readonly [Only, string, number])[] = [['error', t.replay.onlyErrors, marks.errors], ['write', t.replay.onlyWrites, marks.writes], ['ddl', t.replay.onlyDdl, marks.ddl]];
  return (
    <div class="list-bar">
      <input type="search" value={find} data-slash="true" aria-label={t.replay.find} placeholder={t.replay.findPlaceholder} spellcheck={false} autocomplete="off"
        onInput={(event) => setFind(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') { event.preventDefault(); found(event.shiftKey ? -1 : 1); }
          // The text stays, so that n and N go through its hits; by themselves browsers empty a search field.
          if (event.key === 'Escape') { event.preventDefault(); event.currentTarget.blur(); }
        }} />
      {find !== '' && <span class="ink-2 nowrap" role="status">{t.replay.matches(hits)}{replay.total > WHOLE_STATEMENTS && replay.statements.size < replay.total && ` ${t.replay.inLoaded(count(replay.statements.size))}`}</span>}
      <span class="list-pills">
        {pills.filter(([which, , n]) => n > 0 || only === which).map(([which, label, n]) => <button key={which} type="button" class="pill small" aria-pressed={only === which} onClick={() => setOnly(only === which ? 'all' : which)}>{label} <span class="tab-count">{count(n)}</span></button>)}
        {noise > 0 && only === 'all' && <button type="button" class="pill small" aria-pressed={foldNoise} title={`${t.replay.noiseAbout} (z)`} onClick={() => setFoldNoise(!foldNoise)}>{t.replay.foldNoise} <span class="tab-count">{count(noise)}</span></button>}
        {live && <button type="button" class="pill small" aria-pressed={replay.following} title="l" onClick={() => tell({ kind: 'followed', following: !replay.following })}>{replay.following ? t.replay.following : t.replay.follow}</button>}
      </span>
    </div>
  );
}
