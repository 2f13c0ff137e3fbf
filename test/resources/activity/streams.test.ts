import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/archive/documents.ts';
import { parseJson } from '../../../src/json.ts';
import { streams } from '../../../src/resources/activity/streams.ts';
import { NoAnswer } from '../../../src/resources/resource.ts';
import { STREAM_FIELDS } from '../../../src/streams/codec.ts';
import { readStreams } from '../../../src/streams/store.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { dump } from '../../archive/dump.ts';
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
    ['nothing of a known one', { time: null }],
  ])('%s', (_what, json) => {
    expect(() => streams.accept('42', json)).toThrow(NoAnswer);
  });
});

describe('an odd stream', () => {
  const short = { ...ANSWER, watts: { data: [0, 200], ...about } };

  test('costs no other; the text of all is kept, and it is noted', () => {
    const { store, archive, ledger } = storing();
    store(streams, 42, short);
    const { watts, ...others } = ANSWER;
    expect(readStreams(archive, 42)).toEqual(others);
    expect(watts.data).toHaveLength(3);
    expect(parseJson(readDocument(archive, 'streams', '42')?.text ?? '')).toEqual(short);
    expect(ledger('streams', 42)).toMatchObject({
      ...{ status: 'done', nextTryAt: null, note: 'watts: 2 points where others have 3' },
    });
  });

  test('of one odd point has no value there', () => {
    const { store, archive, ledger } = storing();
    store(streams, 42, { ...ANSWER, watts: { data: [0, 'x', 200], ...about } });
    expect(readStreams(archive, 42)).toEqual(ANSWER);
    expect(ledger('streams', 42)?.note).toBe('watts.1: "x"');
  });

  test('and nothing else leaves the recording that there was', () => {
    const { store, archive, rows, ledger } = storing();
    store(streams, 42, ANSWER);
    store(streams, 42, { time: 'soon' }, { fetchedAt: LATER });
    expect(readStreams(archive, 42)).toEqual(ANSWER);
    expect(rows('documents')).toMatchObject([{ kind: 'streams', last_seen_at: LATER }]);
    expect(ledger('streams', 42)).toMatchObject({ status: 'done', checkedAt: LATER, note: 'time: "soon"' });
  });

  test('is stored by a rebuild once it is understood, over the rest of the same answer', () => {
    const { store, archive, rows, ledger } = storing();
    store(streams, 42, { ...ANSWER, smell: { data: ['x'] } });
    store(streams, 43, short);
    store(streams, 43, ANSWER, { fetchedAt: LATER });
    store(streams, 44, { time: 'soon' });
    const before = dump(archive);
    // As if an older program had understood less of them.
    archive.$client.exec(`UPDATE stream_blocks SET watts = NULL, watts_base = NULL WHERE activity_id = 42;
                          UPDATE activity_streams SET types = 'time distance' WHERE activity_id = 42;
                          UPDATE coverage SET note = 'watts: 7' WHERE item = '42'`);
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(before);
    expect(readStreams(archive, 42)).toEqual(ANSWER);
    expect(ledger('streams', 42)?.note).toBeNull();
    expect(ledger('streams', 44)?.note).toBe('time: "soon"');
    expect(rows('documents').length).toBe(before.documents?.length);
  });
});
