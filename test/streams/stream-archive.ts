import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { encodeStreams, type StreamsAnswer } from '../../src/streams/answer.ts';
import { STREAM_FIELDS } from '../../src/streams/codec.ts';
import { writeStreams } from '../../src/streams/store.ts';

/** Stores an answer as the streams of an activity. */
export function store(db: Db, activityId: number, answer: StreamsAnswer): void {
  const of = { activityId, athleteId: 7, fetchedAt: '2026-11-24T10:00:00Z' };
  immediate(db, () => writeStreams(db, of, encodeStreams(answer)));
}

/** The rows that `stream_points` has to show: -0 is shown as 0. */
export function expectedRows(activityId: number, answer: StreamsAnswer): unknown[][] {
  const streams = answer as Record<string, { data: unknown[] } | undefined>;
  const points = Object.values(streams)[0]?.data.length ?? 0;
  return Array.from({ length: points }, (_, point) => [
    activityId,
    point,
    ...STREAM_FIELDS.map(({ name, stream }) => {
      const value = streams[stream]?.data[point] ?? null;
      if (value === null) return null;
      if (Array.isArray(value)) return value[name === 'lat' ? 0 : 1] + 0;
      return typeof value === 'bigint' ? value : Number(value) + 0;
    }),
  ]);
}

/** The rows of `stream_points` as a program reads them. */
export function pointsOf(db: Db, activityId: number): unknown[] {
  return db.$client.prepare('SELECT * FROM stream_points WHERE activity_id = ?').raw().all(activityId);
}

export const hasShell = spawnSync('sqlite3', ['--version']).status === 0;

/** What the `sqlite3` shell of this machine answers, a line a row. */
export function shell(db: Db, sql: string): string[] {
  const text = execFileSync('sqlite3', [db.$client.name, sql], { encoding: 'utf8', maxBuffer: 1e9 });
  return text.split('\n').slice(0, -1);
}

const decimals = (digits: number, largest: number) =>
  fc.integer({ min: -largest * 10 ** digits, max: largest * 10 ** digits }).map((int) => int / 10 ** digits);
const anyNumber = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -50, max: 4_000 }) },
  { weight: 6, arbitrary: decimals(1, 9_000) },
  { weight: 3, arbitrary: decimals(6, 180) },
  { weight: 1, arbitrary: decimals(9, 100_000) },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.constantFrom(-0, 30223.089999999997, 1e300, 5e-324, -1.7976931348623157e308) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

/** Numbers of one kind, or of all kinds at once; with and without nulls. */
function numbers(points: number, nullable = true): fc.Arbitrary<(number | null)[]> {
  const walk = fc
    .tuple(fc.array(fc.integer({ min: -60, max: 400 }), exactly(points)), fc.constantFrom(1, 10, 1e6))
    .map(([steps, scale]) => {
      let sum = -5_000;
      return steps.map((step) => {
        sum += step;
        return sum / scale;
      });
    });
  const some = nullable ? fc.option(anyNumber, { freq: 4 }) : anyNumber;
  const constant = anyNumber.map((value) => Array.from({ length: points }, () => value));
  return fc.oneof(walk, fc.array(some, exactly(points)), constant);
}

const exactly = (points: number) => ({ minLength: points, maxLength: points });

/** Any set of streams: types missing, nulls, decimals, negative and huge numbers. */
export const anyAnswer: fc.Arbitrary<StreamsAnswer> = fc.integer({ min: 1, max: 130 }).chain((points) => {
  const plain = STREAM_FIELDS.filter(({ stream }) => stream !== 'latlng' && stream !== 'moving');
  const latlng = fc
    .tuple(numbers(points, false), numbers(points, false), fc.array(fc.nat(5), exactly(points)))
    .map(([lat, lng, chance]) => lat.map((side, i) => (chance[i] === 0 ? null : [side, lng[i]])));
  const series: Record<string, fc.Arbitrary<unknown[]>> = {
    ...Object.fromEntries(plain.map(({ stream }) => [stream, numbers(points)])),
    latlng,
    moving: fc.array(fc.option(fc.boolean(), { freq: 9 }), exactly(points)),
  };
  return fc
    .record(series, { requiredKeys: [] })
    .map((all) => Object.fromEntries(Object.entries(all).map(([type, data]) => [type, { data }])));
});
