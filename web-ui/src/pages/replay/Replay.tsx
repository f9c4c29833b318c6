import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { api, ApiError } from '../../api/client';
import type { Outline, Session, Statement } from '../../api/types';
import { count, duration, visible } from '../../model/format';
import { gapsOf, IDLE_SECONDS, secondsAt, type Heat } from '../../model/outline';
import { withLosses } from '../../model/losses';
import { reducePlayer, STOPPED, waitFor } from '../../model/player';
import { selecting, type Position } from '../../model/position';
import type { Missing, Replay as ReplayState } from '../../model/replay';
import { fitRows, placeIn, textTest, type Fit } from '../../model/matches';
import { foldedRows, noiseRuns, plainRows, stepRow, withActs, type Rows } from '../../model/rows';
import { Command, Empty, Failure, Loading } from '../../parts/basics';
import { openKeys } from '../../parts/Keys';
import { useLoaded } from '../../parts/load';
import { useCommands } from '../../parts/Palette';
import { useSaid } from '../../parts/said';
import { t } from '../../strings';
import { Compare } from './Compare';
import { ConnectionFacts } from './ConnectionFacts';
import { DeepPane } from './DeepPane';
import { Detail } from './Detail';
import { Header } from './Header';
import { LinkDialog } from './LinkDialog';
import { ListBar, NothingFits } from './ListBar';
import { NoteDialog, NotesPane } from './NotesPane';
import { actsOf } from './acts';
import { StatementList } from './StatementList';
import { Timeline } from './Timeline';
import { Transport } from './Transport';
import { UnmaskDialog } from './UnmaskDialog';
import { useFilter } from './useFilter';
import { useKeys } from './useKeys';
import { useNotes } from './useNotes';
import { ActList, heldAbout } from './Upon';
import { useReplay, WHOLE_STATEMENTS, type ReplayHandle } from './useReplay';
import { useValueMenu, ValueMenus } from './ValueMenu';

const ANNOUNCE_MILLIS = 2000;

function noticeOf(missing: Missing, replay: ReplayState): string {
  switch (missing.what) {
    case 'statement': return t.replay.unknownPosition(missing.wanted, replay.total);
    case 'message': return t.replay.unknownMessage(missing.wanted);
    case 'time': return t.replay.unknownTime(missing.wanted);
  }
}

/** The rows of the list: what fits a filter, or else all, with noise folded. */
function useRows({ replay, outline }: ReplayHandle, only: Fit | null, foldNoise: boolean, opened: ReadonlySet<number>): { rows: Rows; noise: number } {
  const whole = replay.total <= WHOLE_STATEMENTS && replay.statements.size >= replay.total;
  const runs = useMemo(() => (whole ? noiseRuns(replay.statements, replay.total) : []), [whole, replay.statements, replay.total]);
  const rows = useMemo(() => {
    if (only !== null) return fitRows(only);
    return withActs(foldNoise && runs.length > 0 ? foldedRows(replay.total, runs, opened) : plainRows(replay.total), outline.acts);
  }, [only, outline, foldNoise, runs, opened, replay.total]);
  return { rows, noise: runs.reduce((sum, run) => sum + run.to - run.from + 1, 0) };
}

/** Moves on by itself while the player plays. */
function usePlaying(handle: ReplayHandle, rows: Rows, fold: boolean) {
  const [player, tellPlayer] = useReducer(reducePlayer, STOPPED);
  const { replay, outline, tell } = handle;
  const { q } = replay.position;
  useEffect(() => {
    if (!player.playing || q === null) return undefined;
    const next = stepRow(rows, q, 1);
    if (next === q) { tellPlayer({ kind: 'stopped' }); return undefined; }
    const at = (ordinal: number) => replay.statements.get(ordinal)?.atSeconds ?? secondsAt(outline, ordinal);
    const timer = setTimeout(() => tell({ kind: 'selected', ordinal: next }), waitFor(player, at(next) - at(q), fold) * 1000);
    return () => clearTimeout(timer);
  }, [player, q, rows, fold]);
  return { player, tellPlayer };
}

/** One line at most in two seconds, for those who hear the page. */
function useAnnounced(text: string): string {
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + ANNOUNCE_MILLIS - performance.now());
    const timer = setTimeout(() => { last.current = performance.now(); setSaid(text); }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return said;
}

function announcement(current: Statement | undefined, outline: Outline): string {
  if (current === undefined) return '';
  const what = current.error === null ? current.rows !== null && current.rows > 0 ? `${count(current.rows)} ${t.replay.rowCount(current.rows)}` : '' : `${t.replay.failedWord} ${current.error.sqlState}`;
  return [`${t.replay.columns.sql} ${current.ordinal}`, current.verb ?? '', what, heldAbout(outline, current) ?? ''].filter((each) => each !== '').join(', ');
}

function Loaded({ session, reload }: { session: Session; reload: () => void }) {
  const read = useReplay(session, reload);
  const outline = useMemo(() => withLosses(read.outline, session), [read.outline, session]);
  const handle = { ...read, outline };
  const { replay, tell } = handle;
  const [fold, setFold] = useState(true);
  const [foldNoise, setFoldNoise] = useState(true);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [hex, setHex] = useState(true);
  const [heat, setHeat] = useState<Heat>('rows');
  const { said, say } = useSaid();
  const select = (ordinal: number) => tell({ kind: 'selected', ordinal });
  const filter = useFilter(session, handle, select);
  const { fit } = filter;
  const only = filter.onlyThese ? fit : null;
  const { rows, noise } = useRows(handle, only, foldNoise, opened);
  const { player, tellPlayer } = usePlaying(handle, rows, fold);
  const { position } = replay;
  const current = position.q === null ? undefined : replay.statements.get(position.q);
  // Where all are listed, what fits is marked; where only that is, the words that were looked for are.
  const matches = useMemo(() => (fit === null ? () => false : only === null ? (each: Statement) => placeIn(fit, each.ordinal) >= 0 : textTest(filter.filter)), [fit, only, filter.filter]);
  const menus = useValueMenu(session, filter, replay.statements, say);

  const move = (to: Position) => tell({ kind: 'moved', position: to });
  // Where a selection of several statements began.
  const pivot = useRef<number | null>(null);
  useEffect(() => { if (position.sel === null) pivot.current = null; }, [position.sel]);
  const extend = (to: number) => {
    tellPlayer({ kind: 'stopped' });
    const from = pivot.current ?? position.sel?.from ?? position.q;
    if (from === null) { select(to); return; }
    pivot.current = from;
    move(selecting(position, from, to));
  };
  const choose = (ordinal: number, extending: boolean) => {
    if (extending) { extend(ordinal); return; }
    tellPlayer({ kind: 'stopped' });
    select(ordinal);
  };
  const toggleNoise = (from: number) => setOpened((old) => new Set(old.has(from) ? [...old].filter((each) => each !== from) : [...old, from]));
  // A statement that a link names is never hidden in a fold.
  useEffect(() => {
    if (position.q === null || only !== null) return;
    const index = rows.indexOf(position.q);
    const row = index < 0 ? null : rows.at(index);
    if (row?.kind === 'noise' && !opened.has(row.from)) toggleNoise(row.from);
  }, [position.q, rows, only]);

  const notes = useNotes(session, reload, say);
  const [unmasking, setUnmasking] = useState(false);
  const [shortening, setShortening] = useState(false);
  const acts = actsOf({
    unmask: () => { if (session.masked === true) setUnmasking(true); else say(t.mask.nothing); },
    notes, shorten: () => setShortening(true),
    session, handle, rows, current, found: filter.found, value: () => menus.atFocus(current), select, extend, move, say, hex, setHex, fold, setFold, foldNoise, setFoldNoise,
    play: () => tellPlayer({ kind: 'toggled' }), stop: () => tellPlayer({ kind: 'stopped' }), faster: () => tellPlayer({ kind: 'faster' }), slower: () => tellPlayer({ kind: 'slower' }),
  });
  useKeys(acts.on);
  useCommands('replay', acts.commands, acts.run);
  const announced = useAnnounced(announcement(current, outline));
  const idle = gapsOf(outline, session.durationSeconds, IDLE_SECONDS).length;

  return (
    <ValueMenus.Provider value={menus}><div class="replay" onContextMenu={(event) => { if (menus.atPointer(event)) event.preventDefault(); }}>
      <Header session={session} replay={replay} notes={notes} reload={reload} compare={(id) => move({ ...position, cmp: id })} />
      {session.statements > 0 && <section class="timebox" aria-label={t.timeline.section}>
        <Timeline session={session} outline={outline} fold={fold} current={position.q} select={(ordinal) => choose(ordinal, false)} heat={heat} noted={notes.noted} />
        <Transport session={session} outline={outline} current={position.q} player={player} fold={fold} heat={heat} setHeat={setHeat} setFold={setFold} select={select}
          toggle={() => tellPlayer({ kind: 'toggled' })} mode={(mode) => tellPlayer({ kind: 'mode', mode })} faster={() => tellPlayer({ kind: 'faster' })} slower={() => tellPlayer({ kind: 'slower' })} />
      </section>}
      {replay.missing !== null && <p class="notice" role="status">{noticeOf(replay.missing, replay)}</p>}
      {handle.failure !== null && <div class="notice"><Failure failure={handle.failure} retry={handle.retry} /></div>}
      {session.statements === 0 && replay.total === 0 ? (
        <div class="replay-none"><Empty title={t.replay.noStatementTitle}><p>{session.state === 'live' ? t.replay.waiting : t.replay.noStatement(duration(session.durationSeconds))}</p><ConnectionFacts session={session} /><ActList acts={outline.acts} /><NotesPane ordinal={null} selected={null} notes={notes} /></Empty></div>
      ) : position.cmp !== null ? <Compare session={session} other={position.cmp} close={() => move({ ...position, cmp: null })} /> : (
        <div class="work">
          <section class="list-side" aria-label={t.replay.statements}>
            <ListBar replay={replay} outline={outline} live={session.state === 'live'} tell={tell} filter={filter} noise={noise} foldNoise={foldNoise} setFoldNoise={(on) => { setFoldNoise(on); setOpened(new Set()); }} />
            {only !== null && rows.count === 0 ? <NothingFits filter={filter} />
              : <StatementList replay={replay} session={session} outline={outline} fold={fold} rows={rows} opened={opened} select={choose} toggleNoise={toggleNoise} need={(ordinals) => handle.needEach(ordinals, only !== null)} matches={matches} places={notes.places} noted={notes.noted} left={() => { if (replay.following) tell({ kind: 'followed', following: false }); }} />}
            <footer class="list-foot"><span><kbd>j</kbd> <kbd>k</kbd> <span class="ink-3">{t.replay.footStep}</span></span><span><kbd>w</kbd> <span class="ink-3">{t.replay.footWrite}</span></span><span><kbd>e</kbd> <span class="ink-3">{t.replay.footError}</span></span>
              {idle > 0 && fold && <span class="ink-3">{t.replay.footIdle(idle)}</span>}<button type="button" class="quiet small" onClick={openKeys}>{t.replay.keysButton} <kbd>?</kbd></button></footer>
          </section>
          {current ? <Detail session={session} replay={replay} outline={outline} statement={current} notes={notes} move={move} select={select} say={say} shorten={() => setShortening(true)} /> : <section class="detail"><div class="pane-pad"><Loading what={t.replay.columns.sql} /></div></section>}
        </div>
      )}
      {current !== undefined && position.cmp === null && (position.deep
        ? <DeepPane statement={current} about={notes.about} chosen={position.m} off={position.off} hex={hex} toggleHex={() => setHex(!hex)} close={() => move({ ...position, deep: false, m: null, off: null })} choose={(message, off) => move({ ...position, deep: true, q: message.ordinal ?? position.q, m: message.number, off, r: null, c: null, sel: null })} />
        : <button type="button" class="deep-closed" onClick={() => move({ ...position, deep: true })}>{t.messages.show} <kbd>o</kbd></button>)}
      {notes.writing !== null && <NoteDialog session={session} writing={notes.writing} notes={notes} say={say} />}
      {shortening && <LinkDialog session={session.id} position={position} close={() => setShortening(false)} />}
      {unmasking && <UnmaskDialog session={session} position={position} close={() => setUnmasking(false)} say={say} />}
      <p class="sr" aria-live="polite">{announced}</p>
      {said !== '' && <p class="said" role="status">{said}</p>}
      {menus.menu}
    </div></ValueMenus.Provider>
  );
}

/** Why there is nothing to read, and what can be done about it. */
function NoSession({ id, failure, retry }: { id: string; failure: unknown; retry: () => void }) {
  const code = failure instanceof ApiError ? failure.code : '';
  const status = failure instanceof ApiError ? failure.status : 0;
  if (code === 'content_erased') {
    return <><header class="page-head"><h1>{t.replay.erasedTitle}</h1></header><div class="empty"><p>{visible((failure as ApiError).message)}</p><p class="ink-2">{t.replay.erasedAbout}</p><p><code>{id}</code></p></div></>;
  }
  return (
    <>
      <header class="page-head"><h1>{t.replay.session} <code class="ink-3">{id}</code></h1></header>
      <Failure failure={failure} {...(status === 404 || status === 403 ? {} : { retry })} />
      {(status === 404 || status === 403) && <div class="empty"><h2>{t.replay.askTitle}</h2><p>{t.replay.askAbout}</p><Command text={t.replay.askText(location.href)} /></div>}
    </>
  );
}

export function Replay({ id }: { id: string }) {
  const loaded = useLoaded(id, (signal) => api.session(id, signal));
  if (loaded.value !== null) return <Loaded key={loaded.value.id} session={loaded.value} reload={loaded.reload} />;
  return <div class="page">{loaded.state === 'failed' ? <NoSession id={id} failure={loaded.failure} retry={loaded.reload} /> : <><h1 class="sr">{t.replay.session}</h1><Loading what={t.replay.session} /></>}</div>;
}
