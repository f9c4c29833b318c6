import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Session } from '../api/types';
import { useSignedIn } from '../model/me';
import { t } from '../strings';
import { Dialog, Failure, Recorded } from './basics';

const r = t.replay;

/** Ends a session. Of somebody else's, the person's name has to be typed, so that it is not the wrong one. */
export function EndDialog({ session, close, ended }: { session: Session; close: () => void; ended: () => void }) {
  const { me } = useSignedIn();
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const foreign = session.person.id !== me.person.id;
  return (
    <Dialog title={r.endTitle} close={close}>
      <form class="form" onSubmit={(event) => {
        event.preventDefault();
        setSending(true);
        api.endSession(session.id, String(new FormData(event.currentTarget).get('reason') ?? '')).then(() => { close(); ended(); }, (refusal: unknown) => { setFailure(refusal); setSending(false); });
      }}>
        <p class="ink-2"><Recorded text={session.person.name} /> · <Recorded text={session.target} />/<Recorded text={session.database} /> {r.as} <Recorded text={session.databaseRole} /></p>
        <p>{r.endAbout}</p>
        {foreign && <label><span>{r.endConfirm(session.person.name)}</span><input type="text" autocomplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} /></label>}
        <label><span>{r.endReason}</span><textarea name="reason" rows={3} required /></label>
        {failure !== null && <Failure failure={failure} />}
        <p class="actions"><button type="submit" class="plain danger" disabled={sending || (foreign && typed.trim() !== session.person.name)}>{r.endButton}</button></p>
      </form>
    </Dialog>
  );
}
