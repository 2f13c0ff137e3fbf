import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readDocument } from '../../../src/archive/documents.ts';
import { parseJson } from '../../../src/json.ts';
import { streams } from '../../../src/resources/activity/streams.ts';
import { StravaFault } from '../../../src/strava/fault.ts';
import { STREAM_FIELDS } from '../../../src/streams/codec.ts';
import { readStreams } from '../../../src/streams/store.ts';
import { ATHLETE, LATER, NOW, storing } from '../storing.ts';

const LATEST = '2026-11-26T10:00:00Z';
const about = { series_type: 'time', original_size: 3, resolution: 'high' };
const ANSWER = {
  moving: { data: [false, true, null], ...about },
  latlng: { data: [[47.1, 8.2], null, [47.100001, 8.200001]], ...about },
  watts: { data: [0, null, 200], ...about },
  distance: { data: [0, 2.5, 30223.089999999997], ...about },
  time: { data: [0, 1, 5], ...about },
};

test('a request is for all eleven streams', () => {
  const { path, query } = streams.request('42', 1);
  expect([path, query?.key_by_type]).toEqual(['/activities/42/streams', 'true']);
  const keys = String(query?.keys).split(',');
  expect(keys.toSorted()).toEqual([...new Set(STREAM_FIELDS.map(({ stream }) => stream))].sort());
  expect(keys).toHaveLength(11);
});

describe('streams', () => {
  test('are kept number by number, and readable in SQL', () => {
    const { store, archive, rows, ledger } = storing();
    store(streams, 42, ANSWER);
    expect(readStreams(archive, 42)).toEqual(ANSWER);
    expect(rows('activity_streams')).toMatchObject([
      { activity_id: 42, athlete_id: ATHLETE, points: 3, fetched_at: NOW, original_size: 3 },
    ]);
    const sql = 'SELECT point, time, distance, lat, watts, heartrate, moving FROM stream_points';
    expect(archive.$client.prepare(sql).raw().all()).toEqual([
      [0, 0, 0, 47.1, 0, null, 0],
      [1, 1, 2.5, null, null, null, 1],
      [2, 5, 30223.089999999997, 47.100001, 200, null, null],
    ]);
    expect(ledger('streams', 42)).toMatchObject({ status: 'done', nextTryAt: null, checkedAt: NOW });
  });

  test('are replaced', () => {
    const { store, archive, rows } = storing();
    store(streams, 42, ANSWER);
    store(streams, 42, { time: { data: [0] } }, { fetchedAt: LATER });
    expect(readStreams(archive, 42)).toEqual({ time: { data: [0] } });
    expect(rows('activity_streams')).toMatchObject([{ points: 1, fetched_at: LATER, types: 'time' }]);
    expect(rows('stream_blocks')).toHaveLength(1);
  });

  test('as they were before stay among the documents, number by number', () => {
    const { store, archive, rows } = storing();
    const former = { ...ANSWER, watts: { data: [3265366675164236881n, -0.0, null], ...about } };
    store(streams, 42, former);
    store(streams, 42, former, { fetchedAt: LATER });
    expect(rows('documents')).toEqual([]);
    store(streams, 42, { time: { data: [0] } }, { fetchedAt: LATEST });
    expect(rows('documents')).toMatchObject([
      { athlete_id: ATHLETE, kind: 'streams', item: '42', first_seen_at: LATER },
    ]);
    const kept = parseJson(readDocument(archive, 'streams', '42')?.text ?? '');
    expect(kept).toEqual({ ...former, watts: { data: [3265366675164236881n, 0, null], ...about } });
  });

  test('of a type that nobody knows yet do not hold back the others', () => {
    const { store, archive } = storing();
    store(streams, 42, { ...ANSWER, smell: { data: ['x'] } });
    expect(readStreams(archive, 42)).toEqual(ANSWER);
    const kept = parseJson(readDocument(archive, 'streams', '42')?.text ?? '');
    expect(kept).toEqual({ ...ANSWER, smell: { data: ['x'] } });
  });

  test('without a point are streams too', () => {
    const { store, archive } = storing();
    store(streams, 42, { time: { data: [] } });
    expect(readStreams(archive, 42)).toEqual({ time: { data: [] } });
  });
});

describe('what is refused', () => {
  test.each([
    ['a list, as without key_by_type', [{ type: 'time', data: [0] }]],
    ['nothing', null],
    ['an empty object', {}],
    ['none that is known', { smell: { data: [1] } }],
    ['streams of different lengths', { time: { data: [0, 1] }, distance: { data: [0] } }],
    ['a stream without data', { time: {} }],
    ['data that is no list', { time: { data: 'x' } }],
    ['a number as text', { time: { data: ['0'] } }],
    ['moving as a number', { moving: { data: [1] } }],
    ['half a pair', { latlng: { data: [[47.1]] } }],
    ['a pair of texts', { latlng: { data: [['a', 'b']] } }],
  ])('%s', (_what, json) => {
    expect(() => streams.accept('42', json)).toThrow(z.ZodError);
  });
});

test.each([
  ['not_found', 404, true],
  ['forbidden', 403, false],
  ['wrong_shape', 200, false],
] as const)('%s means that there is no recording: %s %s', (fault, status, expected) => {
  expect(streams.absent?.(new StravaFault(fault, 'GET /x', { status })) !== undefined).toBe(expected);
});
