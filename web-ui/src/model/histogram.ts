// The density of sessions over time, and the stretch of it that somebody drags over.

import type { HistogramBar } from '../api/types';

export interface Stretch { readonly from: string; readonly to: string }

/** The stretch between two places of the picture, from 0 to 1, as whole bars; null where it would be everything. */
export function stretchOf(bars: readonly HistogramBar[], one: number, other: number): Stretch | null {
  if (bars.length === 0) return null;
  const bar = (place: number) => Math.min(bars.length - 1, Math.max(0, Math.floor(place * bars.length)));
  const [first, last] = [bar(Math.min(one, other)), bar(Math.max(one, other))];
  const from = bars[first]?.from;
  const to = bars[last]?.to;
  if (from === undefined || to === undefined || (first === 0 && last === bars.length - 1)) return null;
  return { from, to };
}

/** Heights between 0 and 1; one session among many is still seen. */
export function heightsOf(bars: readonly HistogramBar[]): number[] {
  const most = Math.max(1, ...bars.map((bar) => bar.sessions));
  return bars.map((bar) => (bar.sessions === 0 ? 0 : Math.max(0.1, bar.sessions / most)));
}

/** A stretch that ends now, for the buttons. */
export function lastSeconds(seconds: number, now: number): string {
  return new Date(now - seconds * 1000).toISOString();
}
