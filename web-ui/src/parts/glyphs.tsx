// Drawn marks, 10 px, always beside a word.

import type { ComponentChildren } from 'preact';

function Drawn({ children, of }: { children: ComponentChildren; of: string }) {
  return <svg class={`drawn drawn-${of}`} viewBox="0 0 10 10" aria-hidden="true">{children}</svg>;
}

export type GlyphName = 'error' | 'write' | 'ddl' | 'undone' | 'done' | 'open' | 'gap' | 'play' | 'pause' | 'noise' | 'transaction';

const PATHS: Record<GlyphName, ComponentChildren> = {
  error: <path d="M5 1l4.5 8h-9z" />,
  write: <path d="M5 .5L9.5 5 5 9.5.5 5z" />,
  ddl: <path d="M1 1h8v8H1z" />,
  undone: <path class="line" d="M2.2 3.6A3.4 3.4 0 1 1 1.7 6M2 1v2.8h2.8" />,
  done: <path class="line" d="M1.5 5.5l2.5 2.5 4.5-6" />,
  open: <circle class="line" cx="5" cy="5" r="3.6" />,
  gap: <path class="line" d="M3 1v8M7 1v8" />,
  play: <path d="M2 .8v8.4L9 5z" />,
  pause: <path d="M2 1h2.2v8H2zM5.8 1H8v8H5.8z" />,
  noise: <path class="line" d="M1 2.5h8M1 5h8M1 7.5h5" />,
  transaction: <path class="line" d="M7.5 1.2H3v7.6h4.5" />,
};

export function Glyph({ name }: { name: GlyphName }) {
  return <Drawn of={name}>{PATHS[name]}</Drawn>;
}
