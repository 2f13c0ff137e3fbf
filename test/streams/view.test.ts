import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STREAM_FIELDS } from '../../src/streams/codec.ts';
import { newArchive } from '../archive/open-archive.ts';
import { sized } from '../support/soak.ts';
import { anyAnswer, expectedRows, hasShell, pointsOf, shell, store } from './stream-archive.ts';

/** The steps of a plan that touch the stored points. */
const onBlocks = (plan: string[]) => plan.filter((step) => /(SCAN|SEARCH) b\b/.test(step));

describe('the view stream_points', () => {
  test('shows any streams exactly', () => {
    const db = newArchive();
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        store(db, 5, answer);
        expect(pointsOf(db, 5)).toEqual(expectedRows(5, answer));
      }),
    );
  });

  test('shows 90,000 points', () => {
    const db = newArchive();
    const data = Array.from({ length: 90_000 }, (_, i) => (i * 7919) % 1_013);
    const answer = { time: { data: data.map((_, i) => i) }, watts: { data } };
    store(db, 5, answer);
    expect(pointsOf(db, 5)).toEqual(expectedRows(5, answer));
  });

  test('shows whole numbers of any size digit for digit', () => {
    const db = newArchive();
    store(db, 5, { watts: { data: [180, 3265366675164236881n, 10n ** 30n] } });
    const digits = db.$client.prepare('SELECT CAST(watts AS TEXT) FROM stream_points').pluck().all();
    expect(digits).toEqual(['180', '3265366675164236881', '1000000000000000000000000000000']);
  });

  test('has whole numbers for whole fields and decimals for the others', () => {
    const db = newArchive();
    store(db, 5, { heartrate: { data: [140] }, altitude: { data: [80] }, moving: { data: [true] } });
    const types = 'typeof(heartrate) AS h, typeof(altitude) AS a, moving, watts';
    expect(db.$client.prepare(`SELECT ${types} FROM stream_points`).all()).toEqual([
      { h: 'integer', a: 'real', moving: 1, watts: null },
    ]);
  });

  test.runIf(hasShell)('shows the same in the sqlite3 shell', () => {
    const db = newArchive();
    // The shell prints 15 digits of a REAL; its bytes say it all.
    const columns = STREAM_FIELDS.map(({ name }) => `hex(ieee754_to_blob(CAST(${name} AS REAL)))`);
    const sql = `SELECT activity_id, point, ${columns} FROM stream_points WHERE activity_id = 5`;
    const bytes = Buffer.alloc(8);
    const shown = (value: unknown, i: number) => {
      if (value === null) return '';
      if (i < 2) return String(value);
      bytes.writeDoubleBE(Number(value));
      return bytes.toString('hex').toUpperCase();
    };
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        store(db, 5, answer);
        expect(shell(db, sql)).toEqual(expectedRows(5, answer).map((row) => row.map(shown).join('|')));
      }),
      { numRuns: sized(12, 300) },
    );
  });

  test.each([
    'SELECT * FROM stream_points WHERE activity_id = 5',
    'SELECT max(heartrate) FROM stream_points WHERE activity_id = 5 AND point < 100',
    'SELECT * FROM stream_points WHERE activity_id IN (SELECT activity_id FROM activity_streams WHERE points > 9)',
    'SELECT s.points, p.watts FROM activity_streams s JOIN stream_points p USING (activity_id) WHERE s.points > 9',
  ])('reaches the stored rows: %s', (sql) => {
    const db = newArchive();
    const plan = db.$client.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
    const inShell = hasShell ? [shell(db, `EXPLAIN QUERY PLAN ${sql}`)] : [];
    for (const steps of [plan.map(({ detail }) => detail), ...inShell]) {
      expect(onBlocks(steps)).toEqual([expect.stringMatching(/SEARCH b USING INDEX .*\(activity_id=\?/)]);
    }
  });
});
