import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Info, Me } from '../api/types';

export interface SignedIn { me: Me; info: Info | null }

export const SignedInContext = createContext<SignedIn | null>(null);

/** The signed-in person; only pages behind the sign-in ask. */
export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (signedIn === null) throw new Error('a page was shown before the sign-in was known');
  return signedIn;
}
