import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Session, Statement } from '../../api/types';
import { duration } from '../../model/format';
import { actOf, type Act } from '../../model/keys';
import type { Position } from '../../model/position';
import { findFrom } from '../../model/replay';
import { effectOf } from '../../model/sql';
import { copyText, Dialog, Empty, Failure, Loading } from '../../parts/basics';
import { useLoaded } from '../../parts/load';
import { t } from '../../strings';
import { Detail, linkTo } from './Detail';
import { Header, Timeline } from './Header';
import { StatementList } from './StatementList';
import { useReplay, type ReplayHandle } from './useReplay';

const failed = (statement: Statement) => statement.error !== null;
const writes = (statement: Statement) => ['write', 'ddl'].includes(effectOf(statement.verb, statement.sql));

function KeysDialog({ close }: { close: () => void }) {
  return (
    <Dialog title={t.keys.title} close={close}>
      <dl class="facts keys">{t.keys.list.map(([keys, what]) => [<dt key={keys}>{keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</dt>, <dd key={`${keys}-what`}>{what}</dd>])}</dl>
    </Dialog>
  );
}

function useKeys(handle: ReplayHandle, session: Session, say: (text: string) => void, help: () => void): void {
  const { replay, tell } = handle;
  const act = (what: Act): void => {
    const current = replay.position.q === null ? undefined : replay.statements.get(replay.position.q);
    const find = (direction: 1 | -1, test: (statement: Statement) => boolean) => {
      const ordinal = findFrom(replay, direction, test);
      if (ordinal !== null) tell({ kind: 'selected', ordinal });
    };
    switch (what) {
      case 'next': return tell({ kind: 'stepped', by: 1 });
      case 'previous': return tell({ kind: 'stepped', by: -1 });
      case 'first': return tell({ kind: 'stepped', by: -replay.total });
      case 'last': return tell({ kind: 'stepped', by: replay.total });
      case 'next-error': return find(1, failed);
      case 'previous-error': return find(-1, failed);
      case 'next-write': return find(1, writes);
      case 'previous-write': return find(-1, writes);
      case 'messages': return tell({ kind: 'moved', position: { ...replay.position, pane: 'messages', r: null } });
      case 'open': return document.getElementById('detail')?.focus();
      case 'follow': return tell({ kind: 'followed', following: session.state === 'live' && !replay.following });
      case 'help': return help();
      case 'copy-sql': if (current) void copyText(current.sql).then((done) => say(done ? t.replay.sqlCopied : t.common.copyFailed)); return;
      case 'copy-link': void copyText(linkTo(session.id, replay.position)).then((done) => say(done ? t.replay.linkCopied : t.common.copyFailed)); return;
      case 'filter': return;
    }
  };
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const what = actOf({
        key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey,
        typing: target.matches('input, textarea, select') || document.querySelector('dialog[open]') !== null,
        onControl: target.closest('button, a, [role=tablist], .pane-scroll, .messages-list') !== null,
      });
      if (what === null || what === 'filter') return;
      event.preventDefault();
      latest.current(what);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function ListBar({ handle, session, find, setFind, found }: { handle: ReplayHandle; session: Session; find: string; setFind: (find: string) => void; found: (direction: 1 | -1) => void }) {
  const { replay, tell } = handle;
  const matches = find === '' ? 0 : [...replay.statements.values()].filter(matcher(find)).length;
  return (
    <div class="list-bar">
      <input type="search" value={find} data-slash="true" aria-label={t.replay.find} placeholder={t.replay.findPlaceholder} spellcheck={false}
        onInput={(event) => setFind(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') { event.preventDefault(); found(event.shiftKey ? -1 : 1); }
          if (event.key === 'Escape') { setFind(''); event.currentTarget.blur(); }
        }} />
      {find !== '' && <span class="ink-2 nowrap" role="status">{t.replay.matches(matches)}</span>}
      {session.state === 'live' && <button type="button" class="pill" aria-pressed={replay.following} onClick={() => tell({ kind: 'followed', following: !replay.following })}>{replay.following ? t.replay.following : t.replay.follow}</button>}
    </div>
  );
}

function matcher(find: string): (statement: Statement) => boolean {
  const needle = find.toLowerCase();
  if (needle === '') return () => false;
  return (statement) => statement.sql.toLowerCase().includes(needle) || (statement.error?.message.toLowerCase().includes(needle) ?? false);
}

function Loaded({ session, reload }: { session: Session; reload: () => void }) {
  const handle = useReplay(session, reload);
  const { replay, tell, need } = handle;
  const [find, setFind] = useState('');
  const [help, setHelp] = useState(false);
  const [said, say] = useState('');
  useEffect(() => { if (said === '') return undefined; const timer = setTimeout(() => say(''), 1800); return () => clearTimeout(timer); }, [said]);
  useKeys(handle, session, say, () => setHelp(true));
  const select = (ordinal: number) => tell({ kind: 'selected', ordinal });
  const move = (position: Position) => tell({ kind: 'moved', position });
  const current = replay.position.q === null ? undefined : replay.statements.get(replay.position.q);
  const found = (direction: 1 | -1) => {
    const ordinal = findFrom(replay, direction, matcher(find)) ?? findFrom({ ...replay, position: { ...replay.position, q: direction > 0 ? 0 : replay.total + 1 } }, direction, matcher(find));
    if (ordinal !== null) select(ordinal);
  };
  const announced = current ? `${t.replay.columns.sql} ${current.ordinal}, ${current.verb ?? ''}` : '';
  return (
    <div class="replay">
      <Header session={session} reload={reload} />
      <Timeline session={session} replay={replay} select={select} />
      {replay.missing !== null && <p class="notice" role="status">{t.replay.unknownPosition(replay.missing, replay.total)}</p>}
      {handle.failure !== null && <div class="notice"><Failure failure={handle.failure} retry={handle.retry} /></div>}
      {session.statements === 0 && replay.total === 0 ? (
        <div class="replay-none"><Empty title={t.replay.noStatementTitle}><p>{session.state === 'live' ? t.replay.waiting : t.replay.noStatement(duration(session.durationSeconds))}</p>{session.endText && <p class="ink-2">{session.endText}</p>}</Empty></div>
      ) : (
        <div class="work">
          <section class="list-side" aria-label={t.replay.statements}>
            <ListBar handle={handle} session={session} find={find} setFind={setFind} found={found} />
            <StatementList replay={replay} select={select} need={need} matches={matcher(find)} />
            <footer class="list-foot"><span><kbd>j</kbd> <kbd>k</kbd> <span class="ink-3">{t.replay.footStep}</span></span><span><kbd>e</kbd> <span class="ink-3">{t.replay.footError}</span></span><span><kbd>Y</kbd> <span class="ink-3">{t.replay.footLink}</span></span><button type="button" class="quiet small" onClick={() => setHelp(true)}>{t.replay.keysButton} <kbd>?</kbd></button></footer>
          </section>
          {current ? <Detail statement={current} position={replay.position} move={move} /> : <section class="detail"><div class="pane-pad"><Loading what={t.replay.columns.sql} /></div></section>}
        </div>
      )}
      <p class="sr" aria-live="polite">{announced}</p>
      {said !== '' && <p class="said" role="status">{said}</p>}
      {help && <KeysDialog close={() => setHelp(false)} />}
    </div>
  );
}

export function Replay({ id }: { id: string }) {
  const loaded = useLoaded(id, (signal) => api.session(id, signal));
  if (loaded.value !== null) return <Loaded key={loaded.value.id} session={loaded.value} reload={loaded.reload} />;
  return <div class="page">{loaded.state === 'failed' ? <Failure failure={loaded.failure} retry={loaded.reload} /> : <Loading what={t.replay.session} />}</div>;
}
