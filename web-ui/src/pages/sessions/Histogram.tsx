import { useMemo, useRef, useState } from 'preact/hooks';
import type { HistogramBar } from '../../api/types';
import { count, utc } from '../../model/format';
import { heightsOf, stretchOf, type Stretch } from '../../model/histogram';
import { t } from '../../strings';

const HEIGHT = 44;
const BAR = 10;
const h = t.sessions.histogram;

function label(time: string): string {
  const { date, clock } = utc(time);
  return `${date} ${clock.slice(0, 5)}`;
}

/** How many sessions began when. Dragging over it keeps only that stretch. */
export function Histogram({ bars, zoom }: { bars: readonly HistogramBar[]; zoom: (stretch: Stretch) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const heights = useMemo(() => heightsOf(bars), [bars]);
  const first = bars[0];
  const last = bars[bars.length - 1];
  if (first === undefined || last === undefined) return null;
  const width = bars.length * BAR;
  const placeOf = (event: PointerEvent) => {
    const rectangle = box.current?.getBoundingClientRect();
    return rectangle === undefined ? 0 : Math.min(0.9999, Math.max(0, (event.clientX - rectangle.left) / rectangle.width));
  };
  const done = () => {
    const stretch = drag === null || Math.abs(drag.to - drag.from) < 0.003 ? null : stretchOf(bars, drag.from, drag.to);
    setDrag(null);
    if (stretch !== null) zoom(stretch);
  };
  const busiest = bars.reduce((most, bar) => (bar.sessions > most.sessions ? bar : most));
  return (
    <figure class="histogram" aria-label={h.label(label(first.from), label(last.to), count(busiest.sessions), label(busiest.from))}>
      <div ref={box} class="histogram-bars" title={h.drag} onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); const at = placeOf(event); setDrag({ from: at, to: at }); }}
        onPointerMove={(event) => { if (drag !== null) setDrag({ ...drag, to: placeOf(event) }); }} onPointerUp={done} onPointerCancel={() => setDrag(null)}>
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {bars.map((bar, index) => {
            const height = (heights[index] ?? 0) * (HEIGHT - 4);
            const troubled = bar.sessions === 0 ? 0 : Math.max(bar.withErrors > 0 ? 3 : 0, (bar.withErrors / bar.sessions) * height);
            return height > 0 && <g key={index}><title>{`${label(bar.from)}: ${count(bar.sessions)}`}</title><rect class="hist-bar" x={index * BAR + 1} y={HEIGHT - height} width={BAR - 2} height={height} />{troubled > 0 && <rect class="hist-error" x={index * BAR + 1} y={HEIGHT - troubled} width={BAR - 2} height={troubled} />}</g>;
          })}
          {drag !== null && <rect class="hist-drag" x={Math.min(drag.from, drag.to) * width} y="0" width={Math.max(1, Math.abs(drag.to - drag.from) * width)} height={HEIGHT} />}
        </svg>
      </div>
      <figcaption><span>{label(first.from)}</span><span class="ink-3">{h.legend}</span><span>{label(last.to)} {t.common.utc}</span></figcaption>
    </figure>
  );
}
