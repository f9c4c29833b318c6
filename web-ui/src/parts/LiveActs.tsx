import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { LiveAct, Session } from '../api/types';
import { briefly, visible } from '../model/format';
import { actsOn } from '../model/live';
import { useSignedIn } from '../model/me';
import { t } from '../strings';
import { ActDialog } from './ActDialog';
import { EndDialog } from './EndDialog';
import { Glyph } from './glyphs';

const a = t.live.acts;

/** The buttons that tell a running session to wait, to go on, to leave its statement, or to end; each asks for the reason. */
export function LiveActs({ session, small, done }: { session: Session; small: boolean; done: () => void }) {
  const { me } = useSignedIn();
  const [act, setAct] = useState<LiveAct | null>(null);
  const close = () => setAct(null);
  const acts = actsOn(session, me);
  if (acts.length === 0) return null;
  const of = `${visible(session.person.name)}, ${visible(session.target)}`;
  return (
    <>
      <span class="live-acts" role="group" aria-label={a.label}>
        {acts.map((each) => <button key={each} type="button" class={`${small ? 'quiet small' : each === 'end' ? 'plain danger' : 'quiet'} act-${each}`} onClick={() => setAct(each)}>{each === 'end' ? t.replay.end : a.buttons[each]}<span class="sr"> {of}</span></button>)}
      </span>
      {act === 'end' && <EndDialog session={session} close={close} ended={done} />}
      {act !== null && act !== 'end' && (
        <ActDialog title={a.titles[act]} about={a.about(session.person.name, act)} confirm={a.confirms[act]} danger={act === 'cancel'} close={close} done={done}
          fields={[{ name: 'reason', label: a.reason, kind: 'lines', required: true }]} send={(values) => api.orderSession(session.id, act, values.reason ?? '')} />
      )}
    </>
  );
}

/** Since when a session is held, by whom, and why. */
export function HeldLine({ session }: { session: Session }) {
  const { held } = session;
  return held ? <p class="held-line" role="status"><Glyph name="pause" />{a.held(briefly(held.by.name, 60), briefly(held.reason))}</p> : null;
}
