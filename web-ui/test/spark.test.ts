import { describe, expect, it } from 'vitest';
import sessionExample from '../src/api/examples/session.json';
import type { Spark } from '../src/api/types';
import { chooseRange, isRangeChosen, parseFilter } from '../src/model/filter';
import { SPARK, sparkPaths, sparkWords } from '../src/model/spark';

const spark = (bars: string, changes: Partial<Spark> = {}): Spark => ({ seconds: 60, bars, errors: [], writes: [], ...changes });
const none = { errors: 0, writes: 0 };

describe('the activity of a session', () => {
  it('is told in words: when most was done, and where errors and writes lie', () => {
    expect(sparkWords(spark('000000000000900000000001', { errors: [12], writes: [0, 23] }), { errors: 2, writes: 5 })).toBe('Busiest in the third quarter, 2 errors in the third quarter, 5 writes in the first and last quarter.');
    expect(sparkWords(spark('9'.repeat(24)), none)).toBe('Busy throughout.');
    expect(sparkWords(spark('0'.repeat(24)), none)).toBe('No statements.');
    expect(sparkWords(spark('9'.padEnd(24, '0'), { errors: [0] }), { errors: 1, writes: 0 })).toBe('Busiest in the first quarter, 1 error in the first quarter.');
  });
  it('is drawn with errors above and writes below the bars of their part', () => {
    const wide = SPARK.width / 24;
    const { bars, errors, writes } = sparkPaths(spark('900000000000000000000005', { errors: [23], writes: [0] }));
    expect(bars.match(/M[\d.]+/g)).toEqual(['M0', `M${23 * wide}`]);
    expect(errors).toBe(`M${23.5 * wide - 3} 0h6l-3 4.5z`);
    expect(writes).toBe(`M${0.5 * wide - 3} ${SPARK.height}h6l-3 -4.5z`);
    expect(sparkPaths(spark('0'.repeat(24)))).toEqual({ bars: '', errors: '', writes: '' });
  });
  it('has 24 parts in the example of the API', () => {
    expect(sessionExample.spark.bars).toMatch(/^[0-9]{24}$/);
    expect(sparkWords(sessionExample.spark, sessionExample)).toMatch(/1 error in the second quarter/);
  });
});

describe('a range', () => {
  const minutes = 'length:>1m length:<=1h';
  it('is put in as its terms, and taken away by a second press', () => {
    expect(chooseRange('has:error', 'length', minutes)).toBe(`has:error ${minutes}`);
    expect(chooseRange(`has:error ${minutes}`, 'length', minutes)).toBe('has:error');
    expect(isRangeChosen(`Length:<=1h user:ada length:>1m`.toLowerCase(), 'length', minutes)).toBe(true);
  });
  it('takes the place of another of its key, and leaves what is said of other keys', () => {
    expect(chooseRange(`${minutes} bytes:>10mb -length:>2h`, 'length', 'length:>1h')).toBe('bytes:>10mb -length:>2h length:>1h');
    expect(isRangeChosen('length:>1m', 'length', minutes)).toBe(false);
    expect(isRangeChosen('length:>1m length:<=1h length:<=2h', 'length', minutes)).toBe(false);
  });
  it.each(['length:>1m length:<=1h', 'returned:0 bytes:>=10mb', 'bytes:512', 'end:person OR end:limit', 'request:7F3A9C21 ticket:OPS-4*'])('%s is right', (filter) => {
    expect(parseFilter(filter).every((term) => term.problem === null)).toBe(true);
  });
  it.each(['length:5', 'bytes:many', 'returned:>1kb', 'end:killed'])('%s is not', (filter) => {
    expect(parseFilter(filter)[0]).toMatchObject({ problem: 'unknown-value' });
  });
});
