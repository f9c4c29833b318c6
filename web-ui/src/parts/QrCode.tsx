import encodeQR from 'qr';
import { useMemo } from 'preact/hooks';

/** Modules of light around the code, as its standard asks for. */
const QUIET = 4;

/** A QR code of a text, black on white in every theme: cameras want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = useMemo(() => encodeQR(text, 'raw', { border: 0 }), [text]);
  const size = modules.length + 2 * QUIET;
  const dark = modules.flatMap((row, y) => row.map((on, x) => (on ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')).filter((piece) => piece !== ''));
  return <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges"><rect width={size} height={size} fill="#fff" /><path d={dark.join('')} fill="#000" /></svg>;
}
