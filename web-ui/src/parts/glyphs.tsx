// Drawn marks, 10 px, always beside a word.

import type { ComponentChildren } from 'preact';

function Drawn({ children, of }: { children: ComponentChildren; of: string }) {
  return <svg class={`drawn drawn-${of}`} viewBox="0 0 10 10" aria-hidden="true">{children}</svg>;
}

export type GlyphName = 'error' | 'write' | 'ddl' | 'undone' | 'done' | 'open' | 'gap' | 'play' | 'pause' | 'noise' | 'transaction' | 'note' | 'bookmark' | 'mark' | 'identity' | 'grant' | 'copy' | 'bulk' | 'new' | 'masked' | 'sensitive' | 'unscoped' | 'withdrawn' | 'cancel' | 'clock' | 'power' | 'risk' | 'lost';

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
  withdrawn: <path d="M2 1h2.2v8H2zM5.8 1H8v8H5.8z" />,
  cancel: <path class="line" d="M2 2l6 6M8 2l-6 6" />,
  clock: <path class="line" d="M5 1.2a3.8 3.8 0 1 0 .01 0zM5 2.8V5l1.8 1.2" />,
  lost: <path class="line" d="M1.5 9l3-8M5.5 9l3-8" />,
  power: <path class="line" d="M5 .8v4M2.6 2.4a3.6 3.6 0 1 0 4.8 0" />,
  risk: <path d="M1.5.6h1.2v.6h6L7.2 3.6l1.5 2.4h-6v3.4H1.5z" />,
  noise: <path class="line" d="M1 2.5h8M1 5h8M1 7.5h5" />,
  note: <path class="line" d="M1 1.5h8v5.6H5L2.8 9V7.1H1z" />,
  bookmark: <path d="M2.2.8h5.6v8.6L5 7.2 2.2 9.4z" />,
  mark: <path d="M1.5.8h7v8.6L5 7.2 1.5 9.4z" />,
  identity: <path class="line" d="M5 5.2a2.1 2.1 0 1 0-.01 0zM1.4 9.4C1.8 7 3.2 6 5 6s3.2 1 3.6 3.4" />,
  grant: <path class="line" d="M3.2 3.2a1.9 1.9 0 1 0 1.4 3.2L9 2M7 4l1.6 1.6" />,
  copy: <path class="line" d="M1 3.5h8M1 6.5h8M6.5 1L9 3.5M3.5 9L1 6.5" />,
  bulk: <path d="M1 1.5h8v1.6H1zM1 4.2h8v1.6H1zM1 6.9h8v1.6H1z" />,
  new: <path class="line" d="M5 1v8M1 5h8" />,
  sensitive: <path class="line" d="M.8 5C2.2 2.6 3.6 1.8 5 1.8S7.8 2.6 9.2 5C7.8 7.4 6.4 8.2 5 8.2S2.2 7.4.8 5zM5 3.8v2.4M3.8 5h2.4" />,
  unscoped: <path class="line" d="M6 1H1v8h5M3.6 5H9M7 3l2 2-2 2" />,
  masked: <path class="line" d="M1 2h8v6H1zM3 2v6M5 2v6M7 2v6" />,
  transaction: <path class="line" d="M7.5 1.2H3v7.6h4.5" />,
};

export function Glyph({ name }: { name: GlyphName }) {
  return <Drawn of={name}>{PATHS[name]}</Drawn>;
}
