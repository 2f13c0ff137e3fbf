import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { dump } from '../../archive/dump.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

const LATEST = '2026-11-24T20:00:00Z';

function setting() {
  const all = storing();
  const list = (change: object, fetchedAt = NOW) =>
    all.store(activityList, ATHLETE, [{ ...SUMMARY, ...change }], { fetchedAt });
  const detail = (change: object, fetchedAt = NOW) =>
    all.store(activity, 42, { ...DETAIL, ...change }, { fetchedAt });
  const changes = () =>
    all
      .rows('activity_changes')
      .map(({ seen_at, field, before, after }) => [seen_at, field, before, after])
      .sort();
  return { ...all, list, detail, changes };
}

describe('what changed in an activity', () => {
  test('is nothing at first', () => {
    const { list, detail, changes } = setting();
    list({});
    detail({});
    list({}, LATER);
    detail({}, LATER);
    expect(changes()).toEqual([]);
  });

  test('is told field by field, with what was and what is', () => {
    const { list, changes } = setting();
    list({});
    list({ name: 'New', distance: 9_000, private: true, start_latlng: [1.5, 2] }, LATER);
    expect(changes()).toEqual([
      [LATER, 'distance', 12_345.6, 9_000],
      [LATER, 'name', 'Loop 🚴', 'New'],
      [LATER, 'private', null, 1],
      [LATER, 'start_latlng', null, '[1.5,2]'],
    ]);
  });

  test('is told once, whether the list or the detail says it first', () => {
    const { list, detail, changes } = setting();
    list({});
    detail({});
    list({ name: 'New' }, LATER);
    detail({ name: 'New', description: null }, LATEST);
    expect(changes()).toEqual(
      [
        [LATEST, 'description', 'Wet.', null],
        [LATER, 'name', 'Loop 🚴', 'New'],
      ].sort(),
    );
  });

  test('and back again is two changes', () => {
    const { list, changes } = setting();
    list({});
    list({ name: 'New' }, LATER);
    list({}, LATEST);
    expect(changes()).toEqual([
      [LATER, 'name', 'Loop 🚴', 'New'],
      [LATEST, 'name', 'New', 'Loop 🚴'],
    ]);
  });

  test('is not what only counts, nor what follows from something else', () => {
    const { list, detail, changes } = setting();
    list({});
    detail({});
    list({ kudos_count: 9, comment_count: 2, achievement_count: 1 }, LATER);
    detail({ kudos_count: 10, similar_activities: { effort_count: 3 }, laps: [{ id: 1 }] }, LATEST);
    expect(changes()).toEqual([]);
  });

  test('is made again from the answers', () => {
    const { archive, list, detail } = setting();
    list({});
    detail({});
    list({ name: 'New' }, LATER);
    detail({ name: 'New', description: 'Dry.' }, LATER);
    list({ name: 'Newer', gear_id: 'b1' }, LATEST);
    const before = dump(archive);
    archive.$client.exec('DELETE FROM activity_changes');
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(before);
  });

  test('costs nothing but itself where an answer is odd', () => {
    const { list, changes } = setting();
    list({ name: { odd: 1 } });
    list({ name: [3112345678901234567n] }, LATER);
    expect(changes()).toEqual([[LATER, 'name', '{"odd":1}', '[3112345678901234567]']]);
  });
});
