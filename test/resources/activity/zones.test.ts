import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { zonesOfActivity } from '../../../src/resources/activity/zones.ts';
import { NoAnswer } from '../../../src/resources/resource.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { dump } from '../../archive/dump.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

const HEART = `{"score":656.0,"distribution_buckets":[{"min":0,"max":116,"time":19.0},{"min":117,"max":-1,"time":57.5}],
  "type":"heartrate","resource_state":3,"sensor_based":true,"points":582,"custom_zones":false}`;
const PACE = `{"score":8,"distribution_buckets":[{"max":2.964,"min":0,"time":3408}],"type":"pace","sensor_based":false}`;
const BOTH = `[${HEART},${PACE}]`;

const DETAILED = { ...DETAIL, available_zones: ['heartrate', 'pace'] };
const week = (n: number) => `2026-12-0${n}T10:00:00Z`;

/** An archive with an activity, and what it says of its zones. */
function setting() {
  const all = storing();
  const detail = (more: object = {}, fetchedAt = NOW) =>
    all.store(activity, 42, { ...DETAILED, ...more }, { fetchedAt });
  const zones = (answer: unknown, fetchedAt = NOW) => all.store(zonesOfActivity, 42, answer, { fetchedAt });
  const types = () => [...new Set(all.rows('activity_zones').map(({ type }) => type))];
  all.store(activityList, ATHLETE, [SUMMARY]);
  return { ...all, detail, zones, types, line: () => all.ledger('activity_zones', 42) };
}

describe('the zones of an activity', () => {
  test('are wanted when its detail names some, and only then', () => {
    const { detail, line } = setting();
    expect(line()).toBeUndefined();
    detail({ available_zones: undefined });
    detail({ available_zones: [] });
    expect(line()).toBeUndefined();
    detail();
    expect(line()).toMatchObject({ status: 'pending', itemDate: SUMMARY.start_date, nextTryAt: NOW });
  });

  test('have a row a zone, with what is said of all of a type in each', () => {
    const { detail, zones, rows, line } = setting();
    detail();
    zones(BOTH);
    const own = { activity_id: 42, athlete_id: ATHLETE, fetched_at: NOW };
    const heart = { ...own, type: 'heartrate', score: 656, points: 582, sensor_based: 1, custom_zones: 0 };
    const pace = { ...own, type: 'pace', score: 8, points: null, sensor_based: 0, custom_zones: null };
    expect(rows('activity_zones')).toEqual([
      { ...heart, zone: 0, min: 0, max: 116, time: 19 },
      { ...heart, zone: 1, min: 117, max: null, time: 57.5 },
      { ...pace, zone: 0, min: 0, max: 2.964, time: 3_408 },
    ]);
    expect(line()).toMatchObject({ status: 'done', checkedAt: NOW, nextTryAt: null, note: null });
  });

  test('of a kind that nobody knows are kept as well', () => {
    const { zones, rows } = setting();
    zones([{ type: 'temperature', distribution_buckets: [{ min: -1, max: 0, time: 5 }] }]);
    expect(rows('activity_zones')).toMatchObject([{ type: 'temperature', min: -1, max: 0, time: 5 }]);
  });

  test('are asked for again when the recording changes or others are named, and not else', () => {
    const { detail, zones, line } = setting();
    detail();
    zones(BOTH);
    detail({ kudos_count: 9, name: 'Renamed', description: 'Dry.' }, LATER);
    expect(line()?.nextTryAt).toBeNull();
    detail({ elapsed_time: 1_500 }, LATER);
    expect(line()?.nextTryAt).toBe(LATER);
    zones(`[${HEART}]`, LATER);
    detail({ elapsed_time: 1_500, available_zones: ['heartrate'] }, week(1));
    expect(line()?.nextTryAt).toBe(week(1));
  });

  test('are replaced as a whole, and what they were stays among the documents', () => {
    const { zones, rows, types } = setting();
    zones(BOTH);
    zones(`[${PACE}]`, LATER);
    expect(types()).toEqual(['pace']);
    expect(rows('activity_zones')).toMatchObject([{ fetched_at: LATER }]);
    expect(rows('documents', "kind = 'activity_zones'")).toHaveLength(2);
  });

  test('are not gone because an answer has none, or nothing that is understood', () => {
    const { detail, zones, types, line, rows } = setting();
    detail();
    zones(BOTH);
    zones([], LATER);
    expect(types()).toEqual(['heartrate', 'pace']);
    expect(line()).toMatchObject({ status: 'done', note: null, nextTryAt: '2026-12-01T18:30:00Z' });
    expect(rows('documents', "kind = 'activity_zones'")).toHaveLength(1);
    zones([null, { type: 7 }], LATER);
    expect(types()).toEqual(['heartrate', 'pace']);
    expect(line()?.note).toBe('zones.0: null; zones.1.type: 7');
  });

  test('are gone when its detail names none any more, and they are none', () => {
    const { detail, zones, types, line } = setting();
    detail();
    zones(BOTH);
    detail({ available_zones: [] }, LATER);
    expect([types(), line()?.nextTryAt]).toEqual([['heartrate', 'pace'], LATER]);
    zones([], LATER);
    expect([types(), line()?.nextTryAt]).toEqual([[], null]);
    detail({}, week(1));
    expect(line()?.nextTryAt).toBe(week(1));
  });

  test.each([
    [
      'a text for a number',
      { time: '19' },
      'zones.0.distribution_buckets.0.time: "19"',
      { time: null, max: 116 },
    ],
    [
      'a bound of another type',
      { max: [] },
      'zones.0.distribution_buckets.0.max: []',
      { time: 19, max: null },
    ],
  ])('cost nothing but the value with %s', (_what, odd, note, row) => {
    const { zones, rows, line } = setting();
    const buckets = [{ min: 0, max: 116, time: 19, ...odd }, null, { min: 117, max: -1, time: 3 }];
    zones([{ type: 'heartrate', distribution_buckets: buckets }]);
    expect(rows('activity_zones')).toMatchObject([
      { zone: 0, ...row },
      { zone: 2, min: 117, max: null },
    ]);
    expect(line()).toMatchObject({ status: 'done', note: `zones.0.distribution_buckets.1: null; ${note}` });
  });

  test('are the same after the tables were made again, and go with their activity', () => {
    const { detail, zones, archive, rows } = setting();
    detail();
    for (const [answer, at] of [
      [BOTH, NOW],
      [`[${PACE}]`, LATER],
      [BOTH, week(1)],
      [BOTH, week(2)],
    ] as const)
      zones(answer, at);
    expect(rows('activity_zones')).toMatchObject(Array(3).fill({ fetched_at: week(2) }));
    const before = dump(archive);
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(before);
    archive.$client.exec('DELETE FROM activities');
    expect(rows('activity_zones')).toEqual([]);
  });

  test('of an activity without a row hold up no rebuild', () => {
    const { archive, store, rows, ledger } = storing();
    store(zonesOfActivity, 42, BOTH);
    expect(rebuildTables(archive)).toEqual([]);
    expect(rows('activity_zones')).toEqual([]);
    expect(ledger('activity_zones', 42)).toMatchObject({
      ...{ status: 'done', note: 'zones: their activity is not archived' },
    });
  });
});

test.each([{}, null, { message: 'odd' }, 'zones'])('%j is no answer', (json) =>
  expect(() => zonesOfActivity.accept('42', json)).toThrow(NoAnswer),
);
