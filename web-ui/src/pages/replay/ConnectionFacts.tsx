import type { Session } from '../../api/types';
import { bytes, count, briefly } from '../../model/format';
import { Recorded, Time } from '../../parts/basics';
import { t } from '../../strings';

const r = t.replay;

/** What is known of a connection besides its statements. */
export function ConnectionFacts({ session }: { session: Session }) {
  return (
    <dl class="facts">
      <dt>{r.started}</dt><dd><Time at={session.startedAt} /> {t.common.utc}</dd>
      <dt>{r.from}</dt><dd><Recorded text={session.clientAddress} /></dd>
      <dt>{r.application}</dt><dd><Recorded text={session.application === '' ? t.common.none : session.application} /></dd>
      <dt>{r.messages}</dt><dd>{count(session.messages)}, {bytes(session.frontendBytes)} {r.sent.toLowerCase()}, {bytes(session.backendBytes)} {r.received.toLowerCase()}</dd>
      {session.endText !== null && <><dt>{r.ended}</dt><dd>{briefly(session.endText)}</dd></>}
      <dt>{r.id}</dt><dd><code>{session.id}</code></dd>
    </dl>
  );
}
