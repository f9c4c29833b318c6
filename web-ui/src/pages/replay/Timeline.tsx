import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ActKind, Outline, Session } from '../../api/types';
import { duration, offset } from '../../model/format';
import { lostIn, placeOf, placesOf, spanOf } from '../../model/losses';
import { addressOf, anchorText, type Noted } from '../../model/notes';
import { activity, holdsOf, ordinalAt, scaleOf, secondsAt, signsOf, type Heat, type Scale } from '../../model/outline';
import { go } from '../../router';
import { t } from '../../strings';
import { placeWords } from './NotesPane';
import { sentenceOf } from './Upon';

const HEIGHT = 64;
const BASE = 46;
const BAND = 52;
const BAR = 5;
const CHARACTER = 6.2;
const l = t.timeline;

export interface TimelineProps {
  session: Session; outline: Outline; fold: boolean; current: number | null; select: (ordinal: number) => void;
  heat: Heat; noted: readonly Noted[];
}

/** The width of an element, followed as it changes. */
function useWidth(): { ref: preact.RefObject<HTMLDivElement | null>; width: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1200);
  useEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const measure = () => setWidth(Math.max(200, Math.round(box.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

const MARKS = { error: 'M0-5L5 4H-5z', write: 'M0-5L5 0 0 5-5 0z', ddl: 'M-4-4H4V4H-4z', mark: 'M-4-5H4V5L0 2-4 5z', identity: 'M0-5L5 4H-5z', grant: 'M-4-4H4V4H-4z', copy: 'M-5-2H5V2H-5z', bulk: 'M-5-2H5V2H-5z', new: 'M-2-2H2V2H-2z', sensitive: 'M0-3.5A3.5 3.5 0 1 1 0 3.5A3.5 3.5 0 1 1 0-3.5z', unscoped: 'M-5-3H1V-5L5 0 1 5V3H-5z', withdrawn: 'M-4-5H-1V5H-4zM1-5H4V5H1z' } as const;

function Gaps({ scale, width }: { scale: Scale; width: number }) {
  return (
    <>
      {scale.folded.map((gap) => {
        const from = scale.place(gap.from) * width;
        const to = scale.place(gap.to) * width;
        const short = duration(gap.to - gap.from);
        return (
          <g key={gap.from} class="tl-gap"><title>{l.folded(short)}</title>
            <rect x={from} y="0" width={Math.max(2, to - from)} height={HEIGHT} /><path d={`M${from + 0.5} 0V${HEIGHT}M${to - 0.5} 0V${HEIGHT}`} />
            {to - from > short.length * CHARACTER && <text x={(from + to) / 2} y={BASE - 16}>{short}</text>}
          </g>
        );
      })}
    </>
  );
}

function Picture({ outline, scale, width, heat }: { outline: Outline; scale: Scale; width: number; heat: Heat }) {
  const bars = Math.max(20, Math.floor(width / (BAR + 2)));
  const heights = useMemo(() => activity(outline, scale, bars, heat), [outline, scale, bars, heat]);
  const step = width / bars;
  return (
    <>
      {heights.map((height, index) => height > 0 && <rect key={index} class="tl-bar" x={index * step} y={BASE - height * 30} width={Math.max(2, step - 2)} height={height * 30} />)}
      <path class="tl-base" d={`M0 ${BASE + 0.5}H${width}`} />
      {outline.transactions.map((each) => (
        <rect key={each.from} class={`tl-band ${each.outcome === 'rolled_back' ? 'tl-undone' : ''}`} rx="1.5" x={scale.place(each.atSeconds) * width} y={BAND} height="4"
          width={Math.max(3, (scale.place(each.endSeconds) - scale.place(each.atSeconds)) * width)} />
      ))}
      {signsOf(outline).map((mark) => <path key={`${mark.ordinal} ${mark.kind}`} class={`tl-mark tl-${mark.rolledBack && mark.kind !== 'error' && mark.kind !== 'mark' ? 'undone' : mark.kind === 'mark' ? 'written' : mark.kind}`} d={MARKS[mark.kind]} transform={`translate(${Math.min(width - 5, Math.max(5, scale.place(mark.atSeconds) * width))} 8)`} />)}
    </>
  );
}

/** Drawn below the marks of statements. */
const ACT_AT = 21;
const ACTS: Record<ActKind, string> = {
  access: 'M0-3.5L3.5 0 0 3.5-3.5 0z', held: 'M-4-5H-1V5H-4zM1-5H4V5H1z', resumed: 'M-3-5L5 0-3 5z', cancelled: 'M-5-3L-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0z', 'client-cancelled': 'M-5-3L-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0z',
  withdrawn: 'M-5-2H5V2H-5z', extended: 'M-5-2H1V-5L5 0 1 5V2H-5z', 'ends-soon': 'M-4-5H4L0 0 4 5H-4L0 0z', limit: 'M-4-5H4L0 0 4 5H-4L0 0z', 'end-ordered': 'M-2-5H2L5-2V2L2 5H-2L-5 2V-2z', ended: 'M-2-5H2L5-2V2L2 5H-2L-5 2V-2z',
  lost: 'M-5 5L-1-5H1L-3 5zM-1 5L3-5H5L1 5z',
};

/** Where the recording lacks something: a band as long as that took, and a word beside the sign. */
function Losses({ session, scale, width }: { session: Session; scale: Scale; width: number }) {
  const word = l.lost.length * CHARACTER + 10;
  return (
    <>
      {placesOf(session.gaps ?? []).map((gap, index) => {
        const span = spanOf(gap, session);
        const from = scale.place(span.from) * width;
        const to = scale.place(span.to ?? Math.max(session.durationSeconds, span.from)) * width;
        const x = Math.min(width - 6, Math.max(6, from));
        const isLeft = x + word > width;
        return (
          <g key={index} class="tl-lost"><title>{`${placeOf(gap)}. ${lostIn(gap)}`}</title>
            <rect x={from} y="0" width={Math.max(2, to - from)} height={HEIGHT} /><text x={isLeft ? x - 9 : x + 9} y={ACT_AT + 4} text-anchor={isLeft ? 'end' : 'start'}>{l.lost}</text>
          </g>
        );
      })}
    </>
  );
}

/** What was done to the session: a band where it was held, a sign for each act. */
function Acts({ outline, scale, width, duration: length }: { outline: Outline; scale: Scale; width: number; duration: number }) {
  return (
    <>
      {holdsOf(outline).map(({ act, to }) => {
        const from = scale.place(act.atSeconds) * width;
        const end = scale.place(to ?? Math.max(length, act.atSeconds)) * width;
        return <g key={act.number} class="tl-held"><title>{t.upon.holdBand(act.by?.name ?? '', duration((to ?? length) - act.atSeconds))}</title><rect x={from} y="0" width={Math.max(2, end - from)} height={HEIGHT} /></g>;
      })}
      {outline.acts.map((act) => <g key={act.number} class={`tl-act tl-act-${act.kind}`}><title>{sentenceOf(act)}</title><path d={ACTS[act.kind] ?? 'M-3-3H3V3H-3z'} transform={`translate(${Math.min(width - 6, Math.max(6, scale.place(act.atSeconds) * width))} ${ACT_AT})`} /></g>)}
    </>
  );
}

const NOTE = 'M-4-4H4V2H1L-2 4.5V2H-4z';

/** Where something is written: a mark at its time, a line under a range. */
function Notes({ noted, outline, scale, width }: { noted: readonly Noted[]; outline: Outline; scale: Scale; width: number }) {
  const xOf = (seconds: number) => Math.min(width - 5, Math.max(5, scale.place(seconds) * width));
  return (
    <>{noted.map(({ anchor, statement, count }) => {
      const x = xOf(anchor.kind === 'time' ? anchor.seconds : secondsAt(outline, statement ?? 1));
      const to = anchor.kind === 'range' ? xOf(secondsAt(outline, anchor.to)) : x;
      return (
        <g key={anchorText(anchor)} class="tl-note" data-address={addressOf(anchor)}><title>{t.notes.noted(placeWords(anchor), t.notes.countAt(count))}</title>
          {to > x && <path class="tl-note-range" d={`M${x} ${BASE - 25}H${to}m0-4v8`} />}<path d={NOTE} transform={`translate(${x} ${BASE - 24})`} /></g>
      );
    })}</>
  );
}

/** The session from left to right; the list of chapters says the same in words. */
export function Timeline({ session, outline, fold, current, select, heat, noted }: TimelineProps) {
  const { ref, width } = useWidth();
  const scale = useMemo(() => scaleOf(outline, session.durationSeconds, fold), [outline, session.durationSeconds, fold]);
  const dragging = useRef(false);
  // What does not move with the position is drawn once.
  const still = useMemo(() => <><Gaps scale={scale} width={width} /><Acts outline={outline} scale={scale} width={width} duration={session.durationSeconds} /><Picture outline={outline} scale={scale} width={width} heat={heat} /><Notes noted={noted} outline={outline} scale={scale} width={width} /><Losses session={session} scale={scale} width={width} /></>, [outline, scale, width, heat, noted, session]);
  const seconds = current === null ? 0 : secondsAt(outline, current);
  const x = scale.place(seconds) * width;
  const seek = (event: PointerEvent) => {
    const box = ref.current?.getBoundingClientRect();
    if (box === undefined) return;
    const ordinal = ordinalAt(outline, scale.seconds((event.clientX - box.left) / box.width));
    if (ordinal !== null && ordinal !== current) select(ordinal);
  };
  // A pointer may move several times within a frame; only the last place is shown.
  const latest = useRef<() => void>(() => undefined);
  const frame = useRef(0);
  const drag = (event: PointerEvent) => {
    latest.current = () => seek(event);
    if (frame.current === 0) frame.current = requestAnimationFrame(() => { frame.current = 0; latest.current(); });
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined || current === null || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    select(Math.min(outline.total, Math.max(1, current + by)));
  };
  return (
    <div class="timeline" ref={ref} role="slider" tabIndex={0} aria-label={l.label} aria-valuemin={1} aria-valuemax={Math.max(1, outline.total)} aria-valuenow={current ?? 1}
      aria-valuetext={l.at(current ?? 1, outline.total, offset(seconds))} onKeyDown={onKey}
      onPointerDown={(event) => {
        const note = (event.target as Element).closest<SVGElement>('[data-address]');
        if (note?.dataset.address !== undefined) { go(location.pathname + location.search + note.dataset.address); return; }
        dragging.current = true; event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => { if (dragging.current) drag(event); }}
      onPointerUp={() => { dragging.current = false; }} onPointerCancel={() => { dragging.current = false; }}>
      {outline.total > 0 && <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
        {still}
        <path class="tl-head" d={`M${x} 0V${HEIGHT}`} /><circle class="tl-knob" cx={x} cy={HEIGHT - 4} r="4" />
      </svg>}
    </div>
  );
}
