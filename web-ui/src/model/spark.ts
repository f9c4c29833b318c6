// When in a session something was done, as a small picture and in words.

import type { Session, Spark } from '../api/types';
import { t } from '../strings';
import { count } from './format';

export const SPARK = { width: 72, height: 22, top: 5, base: 17 } as const;
const QUARTERS = 4;

const levelsOf = (spark: Spark): number[] => [...spark.bars].map((digit) => Number(digit));
const partsOf = (spark: Spark): number => Math.max(1, spark.bars.length);

/** The outlines of the bars, of the ticks above them for errors, and of those below for writes: triangles, so that place and shape tell them apart. */
export function sparkPaths(spark: Spark): { bars: string; errors: string; writes: string } {
  const wide = SPARK.width / partsOf(spark);
  const most = SPARK.base - SPARK.top;
  const bars = levelsOf(spark).map((level, index) => (level === 0 ? '' : `M${index * wide} ${SPARK.base}v${-Math.max(1.5, (level / 9) * most)}h${wide - 0.75}v${Math.max(1.5, (level / 9) * most)}z`)).join('');
  const tick = (part: number, y: number, to: number) => `M${(part + 0.5) * wide - 3} ${y}h6l-3 ${to}z`;
  return { bars, errors: spark.errors.map((part) => tick(part, 0, 4.5)).join(''), writes: spark.writes.map((part) => tick(part, SPARK.height, -4.5)).join('') };
}

/** The quarters of the session in which parts lie, in words. */
function quartersOf(spark: Spark, parts: readonly number[]): string {
  const quarters = [...new Set(parts.map((part) => Math.min(QUARTERS - 1, Math.floor((part / partsOf(spark)) * QUARTERS))))].sort((one, other) => one - other).map((quarter) => t.sessions.spark.quarters[quarter] ?? '');
  const last = quarters.pop() ?? '';
  return quarters.length === 0 ? last : `${quarters.join(', ')}${t.sessions.spark.and}${last}`;
}

/** The picture in words: when most was done, and where errors and writes lie. */
export function sparkWords(spark: Spark, { errors, writes }: Pick<Session, 'errors' | 'writes'>): string {
  const w = t.sessions.spark;
  const levels = levelsOf(spark);
  const sums = w.quarters.map((_, quarter) => levels.filter((__, part) => Math.floor((part / partsOf(spark)) * QUARTERS) === quarter).reduce((sum, level) => sum + level, 0));
  const most = Math.max(...sums);
  if (most === 0) return w.none;
  const busiest = sums.filter((sum) => sum * 1.2 >= most).length === QUARTERS ? w.even : w.busiest(w.quarters[sums.indexOf(most)] ?? '');
  return [busiest, ...(spark.errors.length > 0 ? [w.errors(errors, count(errors), quartersOf(spark, spark.errors))] : []), ...(spark.writes.length > 0 ? [w.writes(writes, count(writes), quartersOf(spark, spark.writes))] : [])].join(', ') + '.';
}
