import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { SeenIn, WhoSawAnswer, WhoSawQuestion } from '../api/types';
import { count, oneLine, visible } from '../model/format';
import { takeHanded } from '../model/handed';
import { seesOthers, useSignedIn, whoseSessions } from '../model/me';
import { bodyOf, canBeExact, EMPTY_QUESTION, goneOn, limitsOf, LONGEST_REASON, LONGEST_VALUE, missing, momentPath, scopeProblem, seersOf, STRETCHES, summaryOf, TYPES, whereWords, type Question, type Seer } from '../model/whosaw';
import { Empty, Failure, Loading, Recorded, Time } from '../parts/basics';
import { Glyph } from '../parts/glyphs';
import { SqlLine } from '../parts/Sql';
import { t } from '../strings';

const w = t.whoSaw;
const FIRST_SHOWN = 10;

/** The last answer, so that the way back from a statement leads to it: for this tab and person, and without the value. */
let kept: { person: string; question: Question; answer: WhoSawAnswer } | null = null;

/** The value: covered unless it is asked for, in no form's data and in no history of the browser. */
function ValueField({ value, change }: { value: string; change: (value: string) => void }) {
  const [shown, setShown] = useState(false);
  const id = useId();
  const same = { id, value, maxLength: LONGEST_VALUE, spellcheck: false, autocapitalize: 'off', required: true, 'aria-describedby': `${id}-help`, 'data-slash': 'true', onInput: (event: Event) => change((event.currentTarget as HTMLInputElement).value) } as const;
  return (
    <div class="who-value">
      <label for={id}>{w.value}</label>
      <span class="who-input">
        {shown ? <input type="text" autocomplete="off" {...same} /> : <input type="password" autocomplete="one-time-code" {...same} />}
        <button type="button" class="plain" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? w.hide : w.show}<span class="sr"> {w.value}</span></button>
      </span>
      <small id={`${id}-help`}>{w.valueHelp}</small>
    </div>
  );
}

function QuestionForm({ question, change, asking, ask }: { question: Question; change: (question: Question) => void; asking: boolean; ask: (value: string) => void }) {
  const [value, setValue] = useState(() => takeHanded() ?? '');
  const [lack, setLack] = useState<'value' | 'scope' | 'reason' | null>(null);
  const set = (part: Partial<Question>) => change({ ...question, ...part });
  const problem = scopeProblem(question.filter);
  const scopeSays = useId();
  return (
    <form class="form who-form" method="post" noValidate onSubmit={(event) => {
      event.preventDefault();
      const now = missing(question, value.trim() !== '');
      setLack(now);
      if (now === null) ask(value);
      else event.currentTarget.querySelector<HTMLElement>({ value: '.who-value input', scope: '.who-scope input', reason: 'textarea' }[now])?.focus();
    }}>
      <ValueField value={value} change={setValue} />
      <div class="who-type">
        <label><span>{w.type}</span><select value={question.type} onChange={(event) => set({ type: event.currentTarget.value as Question['type'] })}>{TYPES.map((each) => <option key={each} value={each}>{w.types[each]}</option>)}</select><small>{w.typeHelp[question.type]}</small></label>
        {canBeExact(question.type) && <label class="check"><input type="checkbox" checked={question.exact} onChange={(event) => set({ exact: event.currentTarget.checked })} /> {w.exact}</label>}
      </div>
      <label class="who-scope"><span>{w.scope}</span><input type="search" class={problem === null ? 'code' : 'code invalid'} value={question.filter} aria-invalid={problem !== null} aria-describedby={scopeSays} placeholder={w.scopeHint} spellcheck={false} autocomplete="off" onInput={(event) => set({ filter: event.currentTarget.value })} />
        <small id={scopeSays} class={problem === null ? '' : 'error-ink'}>{problem ?? ''}</small></label>
      <label><span>{w.time}</span><select value={question.stretch} onChange={(event) => set({ stretch: event.currentTarget.value as Question['stretch'] })}>{STRETCHES.map((each) => <option key={each} value={each}>{w.times[each]}</option>)}</select></label>
      {question.stretch === 'between' && <div class="who-between">
        <label><span>{w.from}</span><input type="datetime-local" value={question.from} onInput={(event) => set({ from: event.currentTarget.value })} /></label>
        <label><span>{w.to}</span><input type="datetime-local" value={question.to} onInput={(event) => set({ to: event.currentTarget.value })} /></label>
      </div>}
      <label class="who-wide"><span>{w.reason}</span><textarea rows={2} maxLength={LONGEST_REASON} required value={question.reason} onInput={(event) => set({ reason: event.currentTarget.value })} /><small>{w.reasonHelp}</small></label>
      <p class="actions who-wide"><button type="submit" class="strong" disabled={asking}>{w.button}</button><span class="error-ink" role="status">{lack !== null && w.needs[lack]}</span></p>
    </form>
  );
}

function Moment({ item }: { item: SeenIn }) {
  const { session, statement } = item;
  return (
    <li><a class="who-moment" href={momentPath(item)}>
      <span class="ink-2"><Time at={statement.startedAt} /></span>
      <span class="who-where"><Recorded text={session.target} />/<Recorded text={session.database} /> <span class="ink-3">#{statement.ordinal} · <Recorded text={whereWords(item)} /></span></span>
      <span class="snippet"><SqlLine sql={oneLine(statement.sql)} /></span>
    </a></li>
  );
}

function SeerRows({ seer }: { seer: Seer }) {
  const [all, setAll] = useState(false);
  const shown = all ? seer.statements : seer.statements.slice(0, FIRST_SHOWN);
  const left = seer.statements.length - shown.length;
  const c = w.columns;
  return (
    <tbody>
      <tr class="who-person">
        <th scope="row"><Recorded text={seer.person.name} /> <span class="ink-3"><Recorded text={seer.person.email} /></span></th>
        <td data-word={c.first}><Time at={seer.first} /></td><td data-word={c.last}><Time at={seer.last} /></td>
        <td class="num" data-word={c.sessions}>{count(seer.sessions)}</td><td class="num" data-word={c.statements}>{count(seer.statements.length)}</td><td class="num" data-word={c.places}>{count(seer.places)}</td>
      </tr>
      <tr class="who-moments"><td colSpan={6}>
        <ul aria-label={w.statementsOf(visible(seer.person.name))}>{shown.map((item) => <Moment key={`${item.session.id}/${item.statement.ordinal}`} item={item} />)}</ul>
        {left > 0 && <button type="button" class="quiet" onClick={() => setAll(true)}>{w.more(count(left))}</button>}
      </td></tr>
    </tbody>
  );
}

/** How far a question came that has not ended, and how it goes on. */
function GoOn({ answer, asking, more }: { answer: WhoSawAnswer; asking: boolean; more: (() => void) | null }) {
  if (!answer.nextCursor) return null;
  const back = answer.searchedBackTo;
  return (
    <div class="who-on">
      <p><strong>{w.soFar(answer.items.length, count(answer.items.length))}</strong>{back && <>, {w.backTo} <Time at={back} /> {t.common.utc}</>}. {more === null && w.askAgain}</p>
      {more !== null && <p class="actions"><button type="button" class="strong" disabled={asking} onClick={more}>{w.goOn}</button><span class="ink-3">{asking ? w.goingOn : w.onAbout}</span></p>}
    </div>
  );
}

function Answer({ answer, whose, narrowed, asking, more }: { answer: WhoSawAnswer; whose: string; narrowed: boolean; asking: boolean; more: (() => void) | null }) {
  const seers = seersOf(answer.items);
  const limits = limitsOf(answer);
  const c = w.columns;
  return (
    <section class="who-answer">
      <GoOn answer={answer} asking={asking} more={more} />
      {limits.map((each) => <p key={each} class="who-limit"><Glyph name="gap" /> {each}</p>)}
      {seers.length === 0
        ? <Empty title={summaryOf(answer)}><p>{limits.length === 0 ? w.none(whose, narrowed) : w.noneMaybe}</p><p class="ink-3">{w.noneHelp}</p></Empty>
        : <>
          <h2>{summaryOf(answer)}</h2>
          <table class="list who-saw">
            <thead><tr><th scope="col">{c.person}</th><th scope="col">{c.first}, {t.common.utc}</th><th scope="col">{c.last}, {t.common.utc}</th><th scope="col" class="num">{c.sessions}</th><th scope="col" class="num">{c.statements}</th><th scope="col" class="num">{c.places}</th></tr></thead>
            {seers.map((seer) => <SeerRows key={seer.person.id} seer={seer} />)}
          </table>
        </>}
      <p class="ink-3">{w.howFound(answer.filtersAsked, count(answer.filtersAsked), answer.sessionsRead, count(answer.sessionsRead))}</p>
    </section>
  );
}

export function WhoSaw() {
  const { me } = useSignedIn();
  const own = kept?.person === me.person.id ? kept : null;
  const [question, setQuestion] = useState<Question>(own?.question ?? EMPTY_QUESTION);
  const [state, setState] = useState<{ asking: boolean; answer: WhoSawAnswer | null; failure: unknown }>({ asking: false, answer: own?.answer ?? null, failure: null });
  const [asked, setAsked] = useState<Question>(question);
  const turn = useRef(0);
  /** What the last answer answers, so that it goes on with the same: it ends with this page. */
  const body = useRef<WhoSawQuestion | null>(null);
  useEffect(() => () => { turn.current++; }, []);
  const send = (sent: WhoSawQuestion, about: Question, known: WhoSawAnswer | null) => {
    const mine = ++turn.current;
    setState({ asking: true, answer: known, failure: null });
    api.whoSaw(known?.nextCursor ? { ...sent, cursor: known.nextCursor } : sent).then((found) => {
      if (mine !== turn.current) return;
      const answer = known === null ? found : goneOn(known, found);
      kept = { person: me.person.id, question: about, answer };
      body.current = answer.nextCursor ? sent : null;
      setAsked(about);
      setState({ asking: false, answer, failure: null });
    }, (failure: unknown) => { if (mine === turn.current) setState({ asking: false, answer: known, failure }); });
  };
  const ask = (value: string) => send(bodyOf(question, value, Date.now()), question, null);
  const more = () => { if (body.current !== null) send(body.current, asked, state.answer); };
  const { asking, answer, failure } = state;
  return (
    <div class="page narrow-page">
      <header class="page-head"><h1>{w.title}</h1><p class="ink-3">{whoseSessions(me)}</p></header>
      <p class="ink-2 who-about">{w.about}{!seesOthers(me) && <> {w.ownOnly}</>}</p>
      <QuestionForm question={question} change={setQuestion} asking={asking} ask={ask} />
      <p class="sr" role="status">{answer !== null && summaryOf(answer)}</p>
      {asking && answer === null && <Loading what={w.looking} />}
      {failure !== null && <Failure failure={failure} />}
      {answer !== null && <Answer answer={answer} whose={whoseSessions(me)} narrowed={asked.filter !== '' || asked.stretch !== ''} asking={asking} more={body.current === null ? null : more} />}
    </div>
  );
}
