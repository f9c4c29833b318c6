import encodeQR from 'qr';
import { useMemo } from 'preact/hooks';

/** Light modules around the code, as its standard asks for. */
const QUIET = 4;

/** A QR code of a text, black on white in every theme: cameras want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = useMemo(() => encodeQR(text, 'raw', { border: QUIET }), [text]);
  const dark = modules.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${modules.length} ${modules.length}`} shape-rendering="crispEdges"><rect width={modules.length} height={modules.length} fill="#fff" /><path d={dark} fill="#000" /></svg>;
}
