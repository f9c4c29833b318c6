import { api, verificationPath } from '../../api/client';
import type { Session, Verification } from '../../api/types';
import { chainSentences, chainState } from '../../model/chain';
import { Glyph } from '../../parts/glyphs';
import { useLoaded } from '../../parts/load';
import { t } from '../../strings';

const c = t.chain;

/** The check of a recording that has its end; null while there is no answer. */
export function useChain(session: Session): Verification | null {
  const { value } = useLoaded(session.seal === 'sealed' ? session.id : null, (signal) => api.verification(session.id, signal));
  return value;
}

export function ChainChip({ chain }: { chain: Verification | null }) {
  if (chain === null) return null;
  switch (chainState(chain)) {
    case 'intact': return <span class="chip chip-ok" title={c.intactAbout}><Glyph name="done" />{c.intact}</span>;
    case 'broken': return <span class="chip chip-bad"><Glyph name="error" />{c.broken}</span>;
    case 'unsigned': return <span class="chip chip-gap" title={c.unsignedAbout}>⚠ {c.unsigned}</span>;
    case 'unchecked': return null;
  }
}

/** What is wrong with a recording that is not what was written; the replay stays possible. */
export function BrokenChain({ chain }: { chain: Verification | null }) {
  if (chain === null || chainState(chain) !== 'broken') return null;
  return (
    <div class="incomplete broken-chain" role="alert"><p><span aria-hidden="true">▲ </span><strong>{c.title}</strong></p>
      <ul>{chainSentences(chain).map((each) => <li key={each}>{each}</li>)}</ul>
      <p class="ink-2">{c.rest} <a href={verificationPath(chain.session)} download={`verification-${chain.session}.json`}>{c.report}</a></p></div>
  );
}
