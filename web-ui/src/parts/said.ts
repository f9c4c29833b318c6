import { useEffect, useState } from 'preact/hooks';

const SAID_MILLIS = 1800;

/** A sentence that goes away by itself. */
export function useSaid(): { said: string; say: (text: string) => void } {
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => say(''), SAID_MILLIS);
    return () => clearTimeout(timer);
  }, [said]);
  return { said, say };
}
