import { useState } from 'preact/hooks';
import { packPath, textExportPath } from '../../api/client';
import type { Session, Verification } from '../../api/types';
import { bytes, count, duration, briefly } from '../../model/format';
import { useSignedIn } from '../../model/me';
import type { Replay } from '../../model/replay';
import { valuesOfSession } from '../../model/values';
import { Recorded, StateWord, Time } from '../../parts/basics';
import { Glyph } from '../../parts/glyphs';
import { HeldLine, LiveActs } from '../../parts/LiveActs';
import { t } from '../../strings';
import { BrokenChain, ChainChip, useChain } from './Chain';
import { CompareDialog } from './Compare';
import { Incomplete } from './Incomplete';
import { Tags } from './NotesPane';
import { DueChip, ReviewChip, ReviewMenu } from './ReviewChip';
import type { NotesHandle } from './useNotes';
import { Value } from './ValueMenu';
import { WHOLE_STATEMENTS } from './useReplay';

const r = t.replay;
const SHORT_ID = 8;
const MOST_TAGS = 8;

function Verdicts({ session, replay, notes, chain }: { session: Session; replay: Replay; notes: NotesHandle; chain: Verification | null }) {
  return (
    <p class="verdicts">
      {session.grant !== null && <a class="chip chip-request" href={`/requests?id=${session.grant}`}>◷ {r.grant} {session.grant.slice(-SHORT_ID)}</a>}
      {session.complete ? <span class="chip chip-ok"><Glyph name="done" />{briefly(session.verdict)}</span> : <span class="chip chip-gap" title={briefly(session.verdict)}>⚠ {session.state === 'live' || session.seal === 'not-yet-sealed' ? r.running : r.incomplete}</span>}
      <ChainChip chain={chain} />
      {session.masked === true && <span class="chip" title={t.mask.about}><Glyph name="masked" />{t.mask.badge}</span>}
      <ReviewChip review={notes.review} />
      <DueChip notes={notes} />
      {replay.total > 0 && replay.statements.size < replay.total && replay.total <= WHOLE_STATEMENTS && <span class="chip">{r.reading(count(replay.statements.size), count(replay.total))}</span>}
    </p>
  );
}

export function Header({ session, replay, notes, reload, compare }: { session: Session; replay: Replay; notes: NotesHandle; reload: () => void; compare: (id: string) => void }) {
  const { me } = useSignedIn();
  const [comparing, setComparing] = useState(false);
  const of = valuesOfSession(session);
  const chain = useChain(session);
  return (
    <header class="replay-head">
      <div class="replay-title">
        <h1><Value of={of.target}><Recorded text={session.target} /></Value><span class="ink-3"> / </span><Value of={of.db}><Recorded text={session.database} /></Value> <span class="as-role">{r.as} <Value of={of.role}><Recorded text={session.databaseRole} /></Value></span></h1>
        <StateWord state={session.state} />
        <Verdicts session={session} replay={replay} notes={notes} chain={chain} />
        <Tags tags={notes.about(null).tags} notes={notes} most={MOST_TAGS} />
        <span class="replay-acts">
          <ReviewMenu session={session} notes={notes} />
          <a class="button quiet" href={textExportPath(session.id)} target="_blank" rel="noopener">{r.asText}</a>
          <a class="button quiet" href={packPath(session.id)} download>{r.asPack}</a>
          <button type="button" class="quiet" onClick={() => setComparing(true)}>{t.compare.open}</button>
          {me.rights.seeAllSessions && <a class="button quiet" href={`/admin?hold=${session.id}`}>{r.hold}</a>}
          <LiveActs session={session} small={false} done={reload} />
        </span>
      </div>
      <p class="replay-facts">
        <span><Value of={of.user}><Recorded text={session.person.name} /></Value></span><span><Value of={of.app}><Recorded text={session.application === '' ? r.noApplication : session.application} /></Value> {t.replay.from.toLowerCase()} <Recorded text={session.clientAddress} /></span>
        <span><Time at={session.startedAt} /> {session.endedAt !== null && <>– <Time at={session.endedAt} withDate={session.endedAt.slice(0, 10) !== session.startedAt.slice(0, 10)} /></>} {t.common.utc}</span><span>{duration(session.durationSeconds)}</span>
        <span>{count(session.statements)} {r.statementCount(session.statements)}</span><span>{count(session.rowsReturned)} {r.rowCount(session.rowsReturned)}</span><span>{bytes(session.backendBytes)} {r.received.toLowerCase()}</span>
        {session.grant === null && <span>{r.noGrant}</span>}
        {session.endText && <span class="ink-3">{briefly(session.endText)}</span>}
      </p>
      <BrokenChain chain={chain} />
      <Incomplete session={session} />
      <HeldLine session={session} />
      {comparing && <CompareDialog session={session} close={() => setComparing(false)} choose={(id) => { setComparing(false); compare(id); }} />}
    </header>
  );
}
