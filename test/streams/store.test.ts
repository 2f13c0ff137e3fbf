import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { immediate } from '../../src/sqlite/open.ts';
import { deleteStreams, readStreams } from '../../src/streams/store.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';
import { sized } from '../support/soak.ts';
import { anyAnswer, expectedRows, pointsOf, store } from './stream-archive.ts';

const TABLES = ['activity_streams', 'stream_blocks', 'stream_values'];
const range = (points: number) => Array.from({ length: points }, (_, i) => i);

describe('stored streams', () => {
  test('are read as Strava answered', () => {
    const db = newArchive();
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        store(db, 5, answer);
        const zeros = JSON.parse(JSON.stringify(answer), (_, each) => (each === 0 ? 0 : each));
        expect(JSON.stringify(readStreams(db, 5))).toBe(JSON.stringify(zeros));
      }),
      { numRuns: sized(30, 600) },
    );
  });

  test('keep whole numbers of any size', () => {
    const db = newArchive();
    const answer = { watts: { data: [180, 3265366675164236881n, 10n ** 30n] } };
    store(db, 5, answer);
    expect(readStreams(db, 5)).toEqual(answer);
  });

  test('are undefined for an activity without', () => {
    expect(readStreams(newArchive(), 5)).toBeUndefined();
  });

  test('have a row of what they are', () => {
    const db = newArchive();
    const about = { series_type: 'time', original_size: 3, resolution: 'high' };
    store(db, 5, { time: { data: [0, 1, 2], ...about }, heartrate: { data: [99, 100, 101], ...about } });
    expect(rowsOf(db, 'activity_streams')).toEqual([
      {
        activity_id: 5,
        athlete_id: 7,
        types: 'time heartrate',
        points: 3,
        series_type: 'time',
        original_size: 3,
        resolution: 'high',
        fetched_at: '2026-11-24T10:00:00Z',
      },
    ]);
  });

  test('leave no stale point when others take their place', () => {
    const db = newArchive();
    const neighbour = { time: { data: range(90) } };
    store(db, 6, neighbour);
    const odd = range(500).map((i) => Math.sqrt(i));
    store(db, 5, { time: { data: range(500) }, watts: { data: range(500) }, altitude: { data: odd } });
    const shorter = { time: { data: range(41) } };
    store(db, 5, shorter);
    expect(pointsOf(db, 5)).toEqual(expectedRows(5, shorter));
    expect(pointsOf(db, 6)).toEqual(expectedRows(6, neighbour));
    expect(rowsOf(db, 'stream_values')).toEqual([]);
  });

  test('are deleted by activity, and with their header', () => {
    const db = newArchive();
    for (const id of [5, 6]) store(db, id, { altitude: { data: range(90).map((i) => Math.sqrt(i)) } });
    immediate(db, () => deleteStreams(db, 5));
    expect(pointsOf(db, 5)).toEqual([]);
    expect(pointsOf(db, 6)).toHaveLength(90);
    db.$client.exec('DELETE FROM activity_streams');
    expect(TABLES.map((table) => rowsOf(db, table).length)).toEqual([0, 0, 0]);
  });
});
