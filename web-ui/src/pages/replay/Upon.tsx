// What was done to the session while it ran: held, let go on, cancelled, made longer, ended.
import type { ActKind, Outline, OutlineAct, Statement } from '../../api/types';
import { duration, offset, uriPart, visible } from '../../model/format';
import { holdOf } from '../../model/outline';
import { isWaiting } from '../../model/replay';
import { Recorded } from '../../parts/basics';
import { Glyph, type GlyphName } from '../../parts/glyphs';
import { t } from '../../strings';

const GLYPHS: Record<ActKind, GlyphName> = {
  access: 'grant', held: 'pause', resumed: 'play', cancelled: 'cancel', 'client-cancelled': 'cancel', withdrawn: 'withdrawn', extended: 'clock', 'ends-soon': 'clock', limit: 'clock', 'end-ordered': 'power', ended: 'power', lost: 'lost',
};

/** The sign of an act; a later broker may know kinds that this page does not. */
export function glyphOf(act: OutlineAct): GlyphName {
  return GLYPHS[act.kind] ?? 'open';
}

/** Who did what, in plain words. */
export function whatOf(act: OutlineAct): string {
  const who = visible(act.by?.name ?? '');
  const words = t.upon[act.kind] as ((who: string) => string) | undefined;
  return words === undefined ? t.upon.other(visible(act.kind)) : words(who);
}

/** Who, what and why. */
export function sentenceOf(act: OutlineAct): string {
  const why = [act.text, act.reason].filter((each) => each !== '').map(visible).join('; ');
  return why === '' ? whatOf(act) : `${whatOf(act)}: ${why}`;
}

const GRANT = /^let in by access request (\S+)/;

function Why({ act }: { act: OutlineAct }) {
  const grant = act.kind === 'access' ? GRANT.exec(act.text)?.[1] : undefined;
  return (
    <>
      {act.text !== '' && (grant === undefined ? <span class="act-why"><Recorded text={act.text} /></span> : <a href={`/requests?id=${uriPart(grant)}`}>{t.upon.request} {grant.slice(-8)}</a>)}
      {act.reason !== '' && <span class="act-why"><Recorded text={act.reason} /></span>}
    </>
  );
}

/** An act among the statements, at its place. */
export function ActRow({ act, index }: { act: OutlineAct; index: number }) {
  return (
    <div role="row" class={`st st-act act-${act.kind}`} aria-rowindex={index + 2}>
      <span role="gridcell" class="bracket" />
      <span role="gridcell" class="act-cell" title={sentenceOf(act)}><span class="act-glyph"><Glyph name={glyphOf(act)} /></span><span class="code act-at">{offset(act.atSeconds)}</span><span class="act-what">{whatOf(act)}</span><Why act={act} /></span>
    </div>
  );
}

/** All acts, where there is no list of statements that they could stand in. */
export function ActList({ acts }: { acts: readonly OutlineAct[] }) {
  if (acts.length === 0) return null;
  return (
    <section class="act-list"><h3 class="pane-title">{t.upon.list}</h3>
      <ul>{acts.map((act) => <li key={act.number}><span class="act-glyph"><Glyph name={glyphOf(act)} /></span> <span class="code ink-2">{offset(act.atSeconds)}</span> {whatOf(act)} <Why act={act} /></li>)}</ul>
    </section>
  );
}

/** How long a statement waited and by whom, and that it did not run meanwhile; null if it did not wait. */
export function heldAbout(outline: Outline, statement: Statement): string | null {
  const hold = holdOf(outline, statement);
  const held = statement.heldSeconds ?? null;
  if (held === null && !isWaiting(statement)) return null;
  return t.replay.heldAbout(visible(hold?.by?.name ?? ''), held === null ? '' : duration(held), visible(hold?.reason ?? ''));
}

/** The same in a few characters, in the row of the statement. */
export function HeldChip({ outline, statement }: { outline: Outline; statement: Statement }) {
  const about = heldAbout(outline, statement);
  if (about === null) return null;
  return <span class="held-chip" title={about}><Glyph name="pause" />{statement.heldSeconds == null ? t.replay.stillHeld : t.replay.heldFor(duration(statement.heldSeconds))}<span class="sr"> {about}</span></span>;
}
