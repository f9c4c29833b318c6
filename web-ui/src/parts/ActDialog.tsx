import { useState } from 'preact/hooks';
import { t } from '../strings';
import { Dialog, Failure, Recorded } from './basics';

export interface ActField {
  readonly name: string; readonly label: string; readonly kind: 'line' | 'lines' | 'choice'; readonly required: boolean;
  readonly value?: string;
  /** Characters of a line at most. */
  readonly most?: number; readonly options?: readonly { value: string; label: string }[];
}

function Field({ field, first }: { field: ActField; first: boolean }) {
  const { name, label, kind, required, value = '', most } = field;
  return (
    <label><span>{label}</span>
      {kind === 'choice' ? <select name={name} required={required} autofocus={first}>{(field.options ?? []).map((each) => <option key={each.value} value={each.value}>{each.label}</option>)}</select>
        : kind === 'lines' ? <textarea name={name} rows={3} required={required} autofocus={first} /> : <input type="text" name={name} required={required} maxLength={most} defaultValue={value} autocomplete="off" spellcheck={false} autofocus={first} />}
    </label>
  );
}

/** Asks for what an act needs, mostly a reason, does it, and shows why if it was refused. */
export function ActDialog({ title, about, confirm, danger, fields, send, close, done }: {
  title: string; about: string; confirm: string; danger: boolean; fields: readonly ActField[];
  send: (values: Record<string, string>) => Promise<unknown>; close: () => void; done: () => void;
}) {
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(event.currentTarget as HTMLFormElement)].map(([name, value]) => [name, String(value).trim()]));
    setSending(true);
    send(values).then(() => { close(); done(); }, (refusal: unknown) => { setFailure(refusal); setSending(false); });
  };
  return (
    <Dialog title={title} close={close}>
      <form class="form" onSubmit={submit}>
        <p class="ink-2"><Recorded text={about} /></p>
        {fields.map((field, index) => <Field key={field.name} field={field} first={index === 0} />)}
        {failure !== null && <Failure failure={failure} />}
        <p class="actions"><button type="submit" class={danger ? 'plain danger' : 'strong'} disabled={sending}>{confirm}</button><button type="button" class="quiet" onClick={close}>{t.common.cancel}</button></p>
      </form>
    </Dialog>
  );
}
