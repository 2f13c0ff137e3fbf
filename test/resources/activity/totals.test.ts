import { expect, test } from 'vitest';
import { applySummary } from '../../../src/resources/activity/table.ts';
import { shortfalls } from '../../../src/resources/activity/totals.ts';
import { athleteStats } from '../../../src/resources/stats.ts';
import { immediate } from '../../../src/sqlite/open.ts';
import { ATHLETE, NOW, SUMMARY, storing } from '../storing.ts';

const totals = (count: number) => ({
  ...{ count, distance: 0, moving_time: 0, elapsed_time: 0, elevation_gain: 0 },
});

test('only a sport of which Strava counts more than the archive has falls short, by the newest totals', () => {
  const { archive, store } = storing();
  const of = { athleteId: ATHLETE, fetchedAt: NOW };
  const sports = ['Ride', 'GravelRide', 'VirtualRide', 'TrailRun', 'Yoga'];
  immediate(archive, () => {
    for (const [i, sport_type] of sports.entries())
      applySummary(archive, { ...SUMMARY, id: i + 1, sport_type }, of);
    applySummary(archive, { ...SUMMARY, id: 9, sport_type: 'Swim' }, { ...of, athleteId: 8 });
  });
  const all = (ride: number, run: number, swim: number) => ({
    all_ride_totals: totals(ride),
    all_run_totals: totals(run),
    all_swim_totals: totals(swim),
    ytd_ride_totals: totals(99),
  });
  expect(shortfalls(archive, ATHLETE)).toEqual([]);
  store(athleteStats, ATHLETE, all(90, 90, 90), { fetchedAt: '2026-11-23T10:00:00Z' });
  store(athleteStats, ATHLETE, all(3, 2, 0));
  expect(shortfalls(archive, ATHLETE)).toEqual([{ sport: 'run', strava: 2, archived: 1 }]);
  store(athleteStats, ATHLETE, all(3, 1, 1));
  expect(shortfalls(archive, ATHLETE)).toEqual([{ sport: 'swim', strava: 1, archived: 0 }]);
  store(athleteStats, ATHLETE, all(2, 1, 0));
  expect(shortfalls(archive, ATHLETE)).toEqual([]);
});
