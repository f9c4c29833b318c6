import { api } from '../../api/client';
import { formatPosition, type Position } from '../../model/position';
import { Command, Dialog, Failure, Loading, Time } from '../../parts/basics';
import { useLoaded } from '../../parts/load';
import { QrCode } from '../../parts/QrCode';
import { t } from '../../strings';

/** A short link to the moment that one stands on, to read out or to scan. */
export function LinkDialog({ session, position, close }: { session: string; position: Position; close: () => void }) {
  const place = formatPosition(position).replace(/^#/, '');
  const { state, value, failure, reload } = useLoaded(`${session}#${place}`, () => api.makeShortLink({ session, position: place }));
  return (
    <Dialog title={t.links.one} close={close}>
      {state === 'failed' ? <Failure failure={failure} retry={reload} /> : value === null ? <Loading what={t.links.making} /> : (
        <div class="short-link">
          <Command text={value.url} />
          <QrCode text={value.url} label={t.links.code(value.url)} />
          <p class="ink-2">{t.links.until} <Time at={value.endsAt} />. {t.links.about}</p>
        </div>
      )}
    </Dialog>
  );
}
