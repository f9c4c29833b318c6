import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { AccessRequest, Target } from '../api/types';
import { isoDuration, duration } from '../model/format';
import { t } from '../strings';
import { Dialog, Failure } from './basics';

const DURATIONS = [900, 1800, 3600, 14_400, 28_800];
const DEFAULT_SECONDS = 3600;

export function DurationChoice({ value, choose, below }: { value: number; choose: (seconds: number) => void; below?: number }) {
  const offered = DURATIONS.filter((each) => below === undefined || each < below);
  return (
    <fieldset class="choice durations"><legend>{t.requests.howLong}</legend>
      {offered.map((each) => <label key={each}><input type="radio" name="ttl" checked={each === value} onChange={() => choose(each)} /><span>{duration(each)}</span></label>)}
    </fieldset>
  );
}

export function shorterDurations(seconds: number): number[] {
  return DURATIONS.filter((each) => each < seconds);
}

/** The form for temporary access, prefilled with the target that was asked for. */
export function RequestDrawer({ targets, target, role, close, created }: {
  targets: readonly Target[]; target: string; role: string; close: () => void; created: (request: AccessRequest) => void;
}) {
  const asking = targets.filter((each) => each.databaseRoles.some((one) => one.access === 'request'));
  const [chosen, setChosen] = useState(asking.some((each) => each.name === target) ? target : (asking[0]?.name ?? ''));
  const [seconds, setSeconds] = useState(DEFAULT_SECONDS);
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const [breakGlass, setBreakGlass] = useState(false);
  const databases = (asking.find((each) => each.name === chosen)?.databases ?? []).filter((each) => each !== '*');
  const roles = asking.find((each) => each.name === chosen)?.databaseRoles.filter((each) => each.access === 'request') ?? [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setSending(true);
    const given = (name: string) => String(form.get(name) ?? '').trim();
    const begins = given('notBefore');
    const tables = given('scope').split('\n').map((line) => line.trim()).filter((line) => line !== '');
    api.createRequest({
      target: chosen, databaseRole: given('role'), reason: given('reason'), ttl: isoDuration(seconds), breakGlass, singleUse: form.get('singleUse') !== null,
      ...(given('ticket') === '' ? {} : { ticket: given('ticket') }), ...(given('database') === '' ? {} : { database: given('database') }),
      ...(tables.length === 0 ? {} : { scope: tables }),
      ...(begins === '' ? {} : { notBefore: `${begins.length === 16 ? `${begins}:00` : begins}Z` }),
    })
      .then(created, (refusal: unknown) => { setFailure(refusal); setSending(false); });
  };
  return (
    <Dialog title={t.requests.createTitle} close={close} drawer>
      {asking.length === 0 ? <p class="ink-2">{t.requests.noTargets}</p> : (
        <form class="form" onSubmit={submit}>
          <label><span>{t.requests.target}</span><select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>{asking.map((each) => <option key={each.name}>{each.name}</option>)}</select></label>
          <label><span>{t.requests.role}</span><select name="role" key={chosen} defaultValue={role}>{roles.map((each) => <option key={each.name} selected={each.name === role}>{each.name}</option>)}</select></label>
          <label><span>{t.requests.reason}</span><textarea name="reason" rows={4} required autofocus /><small>{t.requests.reasonHelp}</small></label>
          <div><span class="label-line label-strong">{t.requests.howLong}</span><DurationChoice value={seconds} choose={setSeconds} /></div>
          <label><span>{t.requests.scope}</span><textarea name="scope" rows={2} spellcheck={false} /><small>{t.requests.scopeHelp}</small></label>
          <details class="more-fields" key={`more-${chosen}`}>
            <summary>{t.requests.more}</summary>
            <label><span>{t.requests.ticket}</span><input name="ticket" maxLength={1000} /></label>
            <label><span>{t.requests.database}</span><select name="database"><option value="">{t.requests.anyDatabase}</option>{databases.map((each) => <option key={each}>{each}</option>)}</select></label>
            <label><span>{t.requests.notBefore}</span><input name="notBefore" type="datetime-local" /></label>
            <label class="check"><input name="singleUse" type="checkbox" /><span>{t.requests.singleUse}</span></label>
            <label class="check"><input type="checkbox" checked={breakGlass} onChange={(event) => setBreakGlass(event.currentTarget.checked)} /><span>{t.requests.breakGlass}<small>{t.requests.breakGlassAbout}</small></span></label>
          </details>
          {failure !== null && <Failure failure={failure} />}
          <p class="actions"><button type="submit" class={breakGlass ? 'plain danger' : 'strong'} disabled={sending}>{breakGlass ? t.requests.sendBreakGlass : t.requests.send}</button>{!breakGlass && <span class="ink-3">{t.requests.selfNote}</span>}</p>
        </form>
      )}
    </Dialog>
  );
}
