import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Info, Me } from '../api/types';
import { t } from '../strings';

export interface SignedIn { me: Me; info: Info | null }

export const SignedInContext = createContext<SignedIn | null>(null);

/** Whether somebody may look at sessions of other people. */
export function seesOthers({ rights }: Me): boolean {
  return rights.seeAllSessions || (rights.seeSessionsOf ?? []).length > 0;
}

/** Whose sessions somebody may look at, in words. */
export function whoseSessions({ rights }: Me): string {
  const targets = rights.seeSessionsOf ?? [];
  if (rights.seeAllSessions || targets.includes('*')) return t.sessions.all;
  return targets.length === 0 ? t.sessions.mine : t.sessions.mineAndOn(targets.join(', '));
}

/** The signed-in person; only pages behind the sign-in ask. */
export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (signedIn === null) throw new Error('a page was shown before the sign-in was known');
  return signedIn;
}
