import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { DEFAULT_MINUTES, unmaskBody } from '../../model/mask';
import type { Position } from '../../model/position';
import { ActDialog } from '../../parts/ActDialog';
import { t } from '../../strings';

/** Asks to see masked values: of the chosen column or of the whole session. The page is read anew when they are shown. */
export function UnmaskDialog({ session, position, close, say }: { session: Session; position: Position; close: () => void; say: (text: string) => void }) {
  const what = [
    ...(position.c === null ? [] : [{ value: `column ${position.c}`, label: t.mask.columnChoice(position.c) }]),
    { value: 'session', label: t.mask.session },
  ];
  const send = async (values: Record<string, string>) => {
    const unmasking = await api.unmask(session.id, unmaskBody(values['what'] ?? 'session', values['minutes'] ?? '', values['restricted'] ?? 'no', values['reason'] ?? ''));
    if (unmasking.state === 'pending') say(t.mask.waiting);
    else location.reload();
  };
  return (
    <ActDialog title={t.mask.title} about={t.mask.about} confirm={t.mask.confirm} danger={false} close={close} done={() => undefined} send={send} fields={[
      { name: 'reason', label: t.mask.reason, kind: 'lines', required: true },
      { name: 'what', label: t.mask.what, kind: 'choice', required: true, options: what },
      { name: 'minutes', label: t.mask.minutes, kind: 'line', required: true, value: String(DEFAULT_MINUTES) },
      { name: 'restricted', label: t.mask.restricted, kind: 'choice', required: true, options: [{ value: 'no', label: t.mask.no }, { value: 'yes', label: t.mask.yes }] },
    ]} />
  );
}
