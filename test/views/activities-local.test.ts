import { describe, expect, test } from 'vitest';
import { activityList } from '../../src/resources/activity/list.ts';
import { applySummary } from '../../src/resources/activity/table.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { newArchive } from '../archive/open-archive.ts';
import { ATHLETE, NOW, SUMMARY, storing } from '../resources/storing.ts';

const DAY_MS = 86_400_000;

type Local = Record<string, unknown>;
const locals = (db: Db, columns = '*') =>
  db.$client.prepare(`SELECT ${columns} FROM activities_local ORDER BY id`).all() as Local[];

/** An archive of such activities, numbered from 1. */
function archiveOf(activities: object[]): Db {
  const db = newArchive();
  immediate(db, () => {
    for (const [i, each] of activities.entries())
      applySummary(db, { ...SUMMARY, ...each, id: i + 1 }, { athleteId: ATHLETE, fetchedAt: NOW });
  });
  return db;
}

/** Weeks counted on from the Monday of one that is known: the first of 2015 began on 29 December 2014. */
function isoWeeks(until: string): Map<string, string> {
  const weeks = new Map<string, string>();
  let [year, week] = [2015, 0];
  for (let monday = Date.UTC(2014, 11, 29); monday < Date.parse(until); monday += 7 * DAY_MS) {
    const thursday = new Date(monday + 3 * DAY_MS);
    week = thursday.getUTCFullYear() === year ? week + 1 : 1;
    year = thursday.getUTCFullYear();
    for (let day = 0; day < 7; day += 1)
      weeks.set(
        new Date(monday + day * DAY_MS).toISOString().slice(0, 10),
        `${year}-W${String(week).padStart(2, '0')}`,
      );
  }
  return weeks;
}

describe('activities_local', () => {
  test('knows the day, ISO week, month and year around the ends of years and of February', () => {
    const weeks = isoWeeks('2033-01-10');
    expect([weeks.get('2021-01-03'), weeks.get('2024-12-30')]).toEqual(['2020-W53', '2025-W01']);
    const telling = [...weeks].filter(([day]) => /-(12-[23]|01-0|02-2|03-0)/.test(day));
    const times = telling.flatMap(([day, week]) =>
      ['00:00:00', '23:59:59'].map((time) => ({ day, week, start_date_local: `${day}T${time}Z` })),
    );
    const expected = times.map(({ day, week }) => ({
      ...{ day, week, month: day.slice(0, 7), year: Number(day.slice(0, 4)) },
    }));
    expect(locals(archiveOf(times), 'day, week, month, year')).toEqual(expected);
  });

  test.each([
    ['Run', 'run', true],
    ['TrailRun', 'run', true],
    ['GravelRide', 'ride', false],
    ['EBikeRide', 'ride', false],
    ['Swim', 'swim', true],
    ['Hike', 'walk', true],
    ['Snowshoe', 'winter', true],
    ['NordicSki', 'winter', false],
    ['Rowing', 'water', false],
    ['Wheelchair', 'other', true],
    ['Moonwalk', 'other', false],
    [null, null, false],
  ])('has %s in the group %s', (sport_type, sport_group, isPaced) => {
    const size = { sport_type, distance: 10_000, moving_time: 3_000, elapsed_time: 3_600 };
    expect(locals(archiveOf([size]))).toEqual([
      expect.objectContaining({
        ...{ sport_type, sport_group, km: 10, miles: expect.closeTo(6.213_712, 6) },
        hours: expect.closeTo(0.833_333, 6),
        ...{ elapsed_hours: 1, pace: isPaced ? 300 : null, kmh: 12 },
      }),
    ]);
  });

  test('leaves open what is not known, and what cannot be divided', () => {
    const unknown = ['distance', 'moving_time', 'elapsed_time', 'sport_type', 'start_date_local', 'private'];
    const nothing = Object.fromEntries(unknown.map((field) => [field, null]));
    const still = { sport_type: 'Run', distance: 0, moving_time: 0 };
    const [unsaid, standing] = locals(archiveOf([nothing, still]));
    expect(unsaid).toMatchObject({
      ...{ day: null, week: null, month: null, year: null, sport_group: null },
      ...{ km: null, miles: null, hours: null, elapsed_hours: null, pace: null, kmh: null },
      ...{ private: null, gear: null, deleted: 0 },
    });
    expect(standing).toMatchObject({ km: 0, hours: 0, pace: null, kmh: null });
  });

  test('has no day where the start is not a time', () => {
    expect(locals(archiveOf([{ start_date_local: 'noon' }]), 'day, week, month, year')).toEqual([
      { day: null, week: null, month: null, year: null },
    ]);
  });

  test('calls gear what its owner calls it, and marks what is deleted', () => {
    const { archive, store } = storing();
    store(activityList, ATHLETE, [
      { ...SUMMARY, id: 1, gear_id: 'b1' },
      { ...SUMMARY, id: 2, gear_id: 'b2' },
      { ...SUMMARY, id: 3, gear_id: 'b3' },
    ]);
    archive.$client.exec(`
      INSERT INTO gear (id, athlete_id, fetched_at, name, nickname) VALUES
        ('b1', ${ATHLETE}, '${NOW}', 'Canyon', 'Silver'), ('b2', ${ATHLETE}, '${NOW}', 'Surly', '');
      UPDATE activities SET deleted_at = '${NOW}' WHERE id = 2`);
    expect(locals(archive, 'id, gear_id, gear, deleted')).toEqual([
      { id: 1, gear_id: 'b1', gear: 'Silver', deleted: 0 },
      { id: 2, gear_id: 'b2', gear: 'Surly', deleted: 1 },
      { id: 3, gear_id: 'b3', gear: null, deleted: 0 },
    ]);
  });
});
