// What about a session is worth a look, in words.

import type { Risk, Session } from '../api/types';
import { t } from '../strings';

export function isHighRisk(session: Session): session is Session & { risk: Risk } {
  return session.risk?.level === 'high';
}

/** The reasons of a risk, in the order of the broker; a reason that this page does not know stands as its term. */
export function riskWords(risk: Risk): string {
  return risk.reasons.map((reason) => t.sessions.risk.reasons[reason] ?? reason).join(', ');
}
