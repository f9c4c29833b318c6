import { useState } from 'preact/hooks';
import { api, ApiError, packPath } from '../../api/client';
import type { ReviewOutcome, Session } from '../../api/types';
import { markAll, reviewable } from '../../model/bulk';
import { count } from '../../model/format';
import { useSignedIn } from '../../model/me';
import { mayWrite } from '../../model/notes';
import { copyText } from '../../parts/basics';
import { Menu } from '../../parts/Menu';
import { t } from '../../strings';

const b = t.sessions.bulk;
const OUTCOMES: readonly ReviewOutcome[] = ['ok', 'follow-up', 'incident'];

function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}

/** What can be done with the chosen sessions, and what came of it. */
export function Bulk({ sessions, clear, done }: { sessions: readonly Session[]; clear: () => void; done: () => void }) {
  const { me } = useSignedIn();
  const [said, say] = useState('');
  const [busy, setBusy] = useState(false);
  const mark = async (outcome: ReviewOutcome) => {
    const open = reviewable(sessions, me);
    const left = sessions.length - open.length;
    setBusy(true);
    const { done: marked, refusals } = await markAll(open, (id) => api.reviewSession(id, outcome), (n) => say(b.marking(count(n + 1), count(open.length))));
    setBusy(false);
    const [refusal] = refusals;
    say([b.marked(marked, count(marked)), left > 0 ? b.left(left, count(left)) : '', refusals.length > 0 ? b.refused(refusals.length, count(refusals.length), refusal instanceof ApiError ? refusal.message : t.errors.unknown) : ''].filter((each) => each !== '').join(' '));
    if (marked > 0) done();
  };
  const packs = () => {
    for (const session of sessions) download(packPath(session.id));
    say(b.packsStarted(sessions.length, count(sessions.length)));
  };
  const links = async () => say((await copyText(sessions.map((each) => `${location.origin}/s/${each.id}`).join('\n'))) ? b.linksCopied : t.common.copyFailed);
  if (sessions.length === 0 && said === '') return null;
  return (
    <div class="bulk" role="group" aria-label={b.label}>
      {sessions.length > 0 && <>
        <strong>{b.chosen(sessions.length, count(sessions.length))}</strong>
        {mayWrite(me) && !busy && <Menu label={b.review} kind="plain" items={OUTCOMES.map((each) => ({ label: t.requests.outcomes[each], act: () => void mark(each) }))} />}
        <button type="button" class="plain" disabled={busy} onClick={packs}>{b.packs}</button>
        <button type="button" class="plain" disabled={busy} onClick={() => void links()}>{b.links}</button>
        <button type="button" class="quiet" onClick={() => { say(''); clear(); }}>{b.none}</button>
      </>}
      <span class="ink-2" role="status">{said}</span>
    </div>
  );
}
