import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { NoAnswer } from '../../../src/resources/resource.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

function setting() {
  const all = storing();
  const detail = (more: object, fetchedAt = NOW) =>
    all.store(activity, 42, { ...DETAIL, ...more }, { fetchedAt });
  const list = (more: object, fetchedAt = NOW) =>
    all.store(activityList, ATHLETE, [{ ...SUMMARY, ...more }], { fetchedAt });
  return { ...all, detail, list };
}

test('a request is for all efforts', () => {
  expect(activity.request('42', 1)).toEqual({
    path: '/activities/42',
    query: { include_all_efforts: 'true' },
  });
});

describe('the detail', () => {
  test('is done, and comes again when it has settled', () => {
    const { detail, ledger } = setting();
    detail({}, '2026-11-20T08:00:00Z');
    expect(ledger('activity', 42)).toMatchObject({
      ...{ status: 'done', checkedAt: '2026-11-20T08:00:00Z', nextTryAt: '2026-11-21T06:00:00Z' },
      itemDate: SUMMARY.start_date,
    });
    detail({}, '2026-11-21T06:00:00Z');
    expect(ledger('activity', 42)?.nextTryAt).toBe('2026-12-04T06:00:00Z');
    detail({}, '2026-12-04T06:00:00Z');
    expect(ledger('activity', 42)?.nextTryAt).toBeNull();
  });

  test('enters streams and gear that the list did not know', () => {
    const { detail, ledger } = setting();
    detail({ gear_id: 'g7' });
    expect(ledger('streams', 42)).toMatchObject({ status: 'pending', nextTryAt: NOW });
    expect(ledger('gear', 'g7')).toMatchObject({ status: 'pending' });
  });

  test('of a manual activity settles that there are no streams', () => {
    const { list, detail, ledger } = setting();
    list({});
    expect(ledger('streams', 42)?.status).toBe('pending');
    detail({ manual: true });
    expect(ledger('streams', 42)).toMatchObject({
      ...{ status: 'not_applicable', reason: expect.stringContaining('by hand'), nextTryAt: null },
    });
  });

  test('before and after a summary is worth more', () => {
    const { list, detail, rows } = setting();
    list({});
    detail({ name: 'Detail' });
    list({ kudos_count: 5 }, LATER);
    expect(rows('activities')).toMatchObject([
      { resource_state: 3, description: 'Wet.', private_note: 'Knee.', kudos_count: 5, first_seen_at: NOW },
    ]);
  });

  test('that is as before although the list said otherwise in between counts again', () => {
    const { list, detail, rows } = setting();
    list({});
    detail({});
    list({ name: 'For a moment' }, '2026-11-24T11:00:00Z');
    expect(rows('activities')).toMatchObject([{ name: 'For a moment' }]);
    detail({}, LATER);
    expect(rows('activities')).toMatchObject([{ name: SUMMARY.name }]);
  });

  test('is kept to the letter, without its token', () => {
    const { store, rows, archive } = setting();
    const [head, tail] = ['{"id":42,"resource_state":3,"name":"","start_date":"2026-11-20T06:00:00Z"', '}'];
    store(activity, 42, `${head},"embed_token":"s3cr3t"${tail}`);
    expect(rows('documents')).toMatchObject([{ kind: 'activity', item: '42', bytes: head?.length + 1 }]);
    store(activity, 42, `${head},"embed_token":"an0ther"${tail}`, { fetchedAt: LATER });
    expect(rows('documents')).toMatchObject([{ last_seen_at: LATER }]);
    for (const secret of ['s3cr3t', 'an0ther'])
      expect(archive.$client.serialize().includes(secret)).toBe(false);
  });

  test('has an id of any length', () => {
    const { store, exact } = setting();
    const id = 3112345678901234567n;
    store(activity, String(id), { ...DETAIL, id, laps: [{ id: id + 1n }], upload_id: id + 2n });
    expect(exact('activities', 'id')).toEqual([String(id)]);
    expect(exact('activities', 'upload_id')).toEqual([String(id + 2n)]);
    expect(exact('laps', 'id')).toEqual([String(id + 1n)]);
    expect(exact('laps', 'activity_id')).toEqual([String(id)]);
  });
});

describe('what is refused', () => {
  test.each([
    ['another activity', { ...DETAIL, id: 43 }],
    ['no id', { ...DETAIL, id: undefined }],
    ['a mere summary', SUMMARY],
    ['another word for a detail', { ...DETAIL, resource_state: 'detail' }],
    ['a list', [DETAIL]],
    ['nothing', null],
  ])('%s', (_what, json) => expect(() => activity.accept('42', json)).toThrow(NoAnswer));
});

describe('what is odd in a detail', () => {
  const part = (id: unknown, more: object = {}) => ({ id, moving_time: 60, ...more });
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

  test.each<[string, object, string, object[], string | null]>([
    ['half a second is kept', { moving_time: 61.5 }, 'activities', [{ moving_time: 61.5 }], null],
    ['no start', { start_date: null }, 'activities', [{ start_date: null, name: DETAIL.name }], null],
    ['no name', { name: undefined }, 'activities', [{ name: null }], null],
    ['a number for a text', { description: 7 }, 'activities', [{ description: null }], 'description: 7'],
    [
      'a number in quotes',
      { max_heartrate: '183' },
      'activities',
      [{ max_heartrate: null }],
      'max_heartrate: "183"',
    ],
    [
      'a map of points',
      { map: { polyline: { points: 'a' }, summary_polyline: 'b' } },
      'activities',
      [{ map_polyline: null, map_summary_polyline: 'b' }],
      'map.polyline: {"points":"a"}',
    ],
    ['no map', { map: 'x' }, 'activities', [{ map_polyline: null }], 'map: "x"'],
    [
      'a place in words',
      { start_latlng: ['n', 'e'] },
      'activities',
      [{ start_lat: null }],
      'start_latlng: ["n","e"]',
    ],
    [
      'similar activities',
      { similar_activities: { pr_rank: {} } },
      'activities',
      [{ similar_activities_pr_rank: null }],
      'similar_activities.pr_rank: {}',
    ],
    ['an upload in quotes', { upload_id: '3112345678901234567' }, 'activities', [{}], null],
    ['half an emoji', { name: 'a\ud83d' }, 'activities', [{ name: 'a\ufffd' }], null],
    [
      'half a zone',
      { laps: [part(1, { pace_zone: 1.5 })] },
      'laps',
      [{ id: 1, pace_zone: null, moving_time: 60 }],
      'laps.0.pace_zone: 1.5',
    ],
    ['laps that are no list', { laps: {} }, 'laps', [], 'laps: {}'],
    ['a lap that is none', { laps: [null, part(2)] }, 'laps', [{ id: 2 }], 'laps.0: null'],
    ['a lap without an id', { laps: [part(undefined), part(2)] }, 'laps', [{ id: 2 }], 'laps.0.id: missing'],
    ['a lap with an odd id', { laps: [part('x'), part(2)] }, 'laps', [{ id: 2 }], 'laps.0.id: "x"'],
    ['a lap with its id in quotes', { laps: [part('7')] }, 'laps', [{ id: 7 }], null],
    ['a lap that comes twice', { laps: [part(1), part(1)] }, 'laps', [{ id: 1 }], null],
    [
      'two laps of one id',
      { laps: [part(1), part(1, { moving_time: 70 })] },
      'laps',
      [{ moving_time: 70 }],
      'laps.1.id: 1 once more',
    ],
    [
      'two laps of one id that hold what has no end',
      { laps: [part(1, { odd: nested(2_000) }), part(1, { odd: nested(2_000) }), part(2)] },
      'laps',
      [{ id: 1 }, { id: 2 }],
      'laps.1.id: 1 once more',
    ],
    [
      'a split without its number',
      { splits_metric: [{ distance: 1 }, { split: 2 }] },
      'splits',
      [{ split: 2 }],
      'splits_metric.0.split: missing',
    ],
    [
      'a best effort',
      { best_efforts: [part(1, { pr_rank: '1' })] },
      'best_efforts',
      [{ id: 1, pr_rank: null }],
      'best_efforts.0.pr_rank: "1"',
    ],
    [
      'an effort on half a segment',
      { segment_efforts: [part(1, { segment: { name: 'x' } })] },
      'segment_efforts',
      [{ id: 1, segment_id: null }],
      'segment_efforts.0.segment.id: missing',
    ],
    [
      'an effort on something else',
      { segment_efforts: [part(1, { segment: 5 })] },
      'segment_efforts',
      [{ id: 1, segment_id: null }],
      'segment_efforts.0.segment: 5',
    ],
    [
      'an odd segment',
      { segment_efforts: [part(1, { segment: { id: 5, name: 6 } })] },
      'segments',
      [{ id: 5, name: null }],
      'segment_efforts.0.segment.name: 6',
    ],
  ])('costs itself: %s', (_what, odd, table, expected, note) => {
    const { detail, rows, ledger } = setting();
    detail(odd);
    expect(rows(table)).toMatchObject(expected);
    expect(rows(table)).toHaveLength(expected.length);
    expect(rows('activities')).toMatchObject([{ id: 42, private_note: 'Knee.' }]);
    expect(rows('documents')).toHaveLength(1);
    expect(ledger('activity', 42)).toMatchObject({ status: 'done', note });
  });

  test('has its id in quotes for an id', () => {
    const { detail, rows, ledger } = setting();
    detail({ id: '42', resource_state: '3', laps: [part(1)] });
    expect(rows('activities')).toMatchObject([{ id: 42, resource_state: 3 }]);
    expect(rows('laps')).toMatchObject([{ activity_id: 42 }]);
    expect(ledger('activity', 42)?.note).toBe('resource_state: "3"');
    expect(ledger('streams', 42)).toMatchObject({ status: 'pending' });
  });

  test('has no date in the ledger but that of the list, and is not asked for again at once', () => {
    const { list, detail, ledger } = setting();
    list({});
    for (const start_date of [null, 'soon', '9999-12-31T23:59:59Z', '+123456-01-01T00:00:00Z']) {
      detail({ start_date });
      expect(ledger('activity', 42)).toMatchObject({
        status: 'done',
        itemDate: SUMMARY.start_date,
        nextTryAt: null,
      });
    }
  });

  test('is forgotten by the next answer without it', () => {
    const { detail, ledger } = setting();
    detail({ description: 7 });
    detail({}, LATER);
    expect(ledger('activity', 42)?.note).toBeNull();
  });

  test('keeps the rows of a kind that the tables refuse from costing the others', () => {
    const { detail, rows, ledger, archive } = setting();
    archive.$client.exec(
      `CREATE TRIGGER no_laps BEFORE INSERT ON laps BEGIN SELECT raise(ABORT, 'no laps'); END`,
    );
    detail({ laps: [part(1)], segment_efforts: [part(2)] });
    expect([rows('activities'), rows('laps'), rows('segment_efforts')].map((all) => all.length)).toEqual([
      1, 0, 1,
    ]);
    expect(ledger('activity', 42)).toMatchObject({ status: 'done', note: 'parts: no laps' });
  });

  test('is mended by a rebuild once it is understood', () => {
    const { detail, rows, ledger, archive } = setting();
    detail({ description: 7 });
    archive.$client.exec(
      "UPDATE coverage SET note = 'name: of an older program'; UPDATE activities SET name = NULL",
    );
    rebuildTables(archive);
    expect(ledger('activity', 42)?.note).toBe('description: 7');
    expect(rows('activities')).toMatchObject([{ name: DETAIL.name }]);
  });
});
