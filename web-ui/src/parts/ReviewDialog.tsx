import { useReducer, useState } from 'preact/hooks';
import type { ChecklistAnswer, Due, ReviewAnswer, ReviewOutcome } from '../api/types';
import { allows, answersOf, beginAnswering, openQuestions, reduceAnswering } from '../model/reviews';
import { t } from '../strings';
import { Dialog, Failure, Recorded } from './basics';
import { DueWords } from './DueWords';

const q = t.reviews;
const ANSWERS: readonly ChecklistAnswer[] = ['yes', 'no', 'n/a'];
const OUTCOMES: readonly ReviewOutcome[] = ['ok', 'follow-up', 'incident'];

/** Asks the questions of the rule that took a session, and for the outcome. */
export function ReviewDialog({ due, outcome, confirm, send, close }: {
  due: Due; outcome: ReviewOutcome; confirm: string; send: (outcome: ReviewOutcome, answers: readonly ReviewAnswer[]) => Promise<unknown>; close: () => void;
}) {
  const [state, tell] = useReducer(reduceAnswering, beginAnswering(due.checklist, outcome));
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const answers = answersOf(state);
  const open = openQuestions(state);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (answers === null) return;
    setSending(true);
    send(state.outcome, answers).then(close, (refusal: unknown) => { setFailure(refusal); setSending(false); });
  };
  return (
    <Dialog title={q.checklistTitle} close={close}>
      <form class="form" onSubmit={submit}>
        <p class="ink-2">{due.rule !== null && <>{q.rule} <strong><Recorded text={due.rule} /></strong> · </>}<DueWords due={due} /></p>
        <ol class="checklist">
          {state.items.map((item, index) => (
            <li key={item}><fieldset class="asked"><legend><Recorded text={item} whole /></legend><div class="choice">
              {ANSWERS.map((answer) => <label key={answer}><input type="radio" name={`item-${index}`} value={answer} required autofocus={index === 0 && answer === 'yes'} checked={state.answers[index] === answer} onChange={() => tell({ kind: 'answered', index, answer })} /><span>{q.answers[answer]}</span></label>)}
            </div></fieldset></li>
          ))}
        </ol>
        <fieldset class="asked"><legend>{q.outcome}</legend><div class="choice">
          {OUTCOMES.map((each) => <label key={each}><input type="radio" name="outcome" value={each} checked={state.outcome === each} disabled={!allows(state, each)} onChange={() => tell({ kind: 'chose', outcome: each })} /><span>{t.requests.outcomes[each]}</span></label>)}
        </div></fieldset>
        {!allows(state, 'ok') && <p class="ink-2" role="status">{q.noIsNotOk}</p>}
        {failure !== null && <Failure failure={failure} />}
        <p class="actions"><button type="submit" class="strong" disabled={sending || answers === null}>{confirm}</button><button type="button" class="quiet" onClick={close}>{t.common.cancel}</button>{open > 0 && <span class="ink-3" role="status">{q.open(open)}</span>}</p>
      </form>
    </Dialog>
  );
}
