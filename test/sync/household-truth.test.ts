import { expect, test } from 'vitest';
import { leftToDo } from '../../src/sync/backfill.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import type { Truth } from '../simulator/index.ts';
import { connectGrant } from '../support/app.ts';
import { expectDaily } from './daily-world.ts';
import { expectRows } from './truth-rows.ts';
import { worldOf } from './world-of.ts';

const ARCHIVE = [
  ...['athlete', 'stats', 'athlete_zones', 'activities', 'clubs', 'starred_segments', 'gear', 'activity'],
  ...['streams', 'comments', 'kudos', 'activity_zones', 'routes', 'route', 'segment'],
].join();
const EACH = 4;

/** Two athletes who have run the same segments, starred some of them, and are in the same club. */
async function together() {
  const world = await worldOf(EACH, {
    limits: { read: [10_000, 100_000] },
    environment: { ARCHIVE },
  });
  const { simulator, app, clock, athleteId } = world;
  const [, second] = simulator.world.athletes;
  if (!second) throw new Error('The world is no household.');
  const past = second.activities.filter(({ start_date }) => Date.parse(start_date) < clock.now());
  second.activities.splice(0, second.activities.length, ...past.slice(-EACH));
  // So long a run that some of its segments are the same.
  for (const each of [athleteId, second.detail.id]) {
    const long = { distance: 60_000, moving_time: 20_000, elapsed_time: 21_000 };
    simulator.addActivity({ athleteId: each, sport_type: 'Run', ...long });
  }
  const { id } = simulator.joinClub();
  simulator.joinClub({ id, athleteId: second.detail.id });
  connectGrant(app, simulator, { athleteId: second.detail.id });
  return { ...world, ids: [athleteId, second.detail.id], club: id };
}

const detailsOf = (truth: Truth) => truth.summaries().map(({ id }) => truth.detail(id));

function segmentsOf(truth: Truth): number[] {
  const efforts = detailsOf(truth).flatMap(({ segment_efforts }) => segment_efforts);
  return [...new Set(efforts.map(({ segment }) => (segment as { id: number }).id))];
}

test('two athletes who do the same have a row each, as Strava tells it to each', {
  timeout: 120_000,
}, async () => {
  const { simulator, app, archive, clock, pass, backfill, ids, club, sql } = await together();
  for (let day = 0; day < 4; day += 1) {
    clock.advance(25 * 3_600_000);
    await pass();
    await backfill();
  }
  expect(ids.map((id) => leftToDo(app.passContext, id))).toEqual([0, 0]);
  const truths = ids.map((id) => simulator.truth(id));
  const [mine = [], theirs = []] = truths.map(segmentsOf);
  const both = mine.filter((id) => theirs.includes(id));
  expect(both.length).toBeGreaterThan(0);
  const expectAll = () => {
    for (const [i, truth] of truths.entries()) {
      const id = ids[i] ?? 0;
      const expectOwn = (table: string, things: object[]) =>
        expectRows(archive.$client, table, things, `athlete_id = ${id}`);
      const details = detailsOf(truth);
      expectOwn('activities', details);
      expectOwn(
        'laps',
        details.flatMap(({ laps = [] }) => laps),
      );
      expectOwn(
        'best_efforts',
        details.flatMap(({ best_efforts = [] }) => best_efforts),
      );
      expectOwn(
        'segment_efforts',
        details.flatMap(({ segment_efforts }) => segment_efforts),
      );
      expectOwn(
        'segments',
        segmentsOf(truth).map((each) => ({ ...truth.segment(each), athlete_id: id })),
      );
      expectOwn(
        'gear',
        truth.gearIds().map((each) => ({ ...truth.gear(each), athlete_id: id })),
      );
      const said = details.flatMap((each) => truth.comments(each.id));
      if (said.length > 0)
        expectOwn(
          'comments',
          said.map((each) => ({ ...each, athlete_id: id })),
        );
      expectDaily(archive, id, truth);
    }
  };
  expectAll();
  for (const table of ['segments', 'starred_segments', 'clubs', 'gear', 'athlete_zones', 'stats_totals'])
    expect(sql(`SELECT DISTINCT athlete_id FROM ${table}`), table).toHaveLength(2);
  expect(sql('SELECT athlete_id FROM clubs WHERE id = ?', club)).toHaveLength(2);
  const best = sql<{ best: number }>(
    'SELECT DISTINCT athlete_segment_stats_pr_elapsed_time AS best FROM segments WHERE id = ?',
    both[0],
  );
  expect(best).toHaveLength(2);
  const before = dump(archive);
  expect(rebuildTables(archive)).toEqual([]);
  expect(dump(archive)).toEqual(before);
  expectAll();
});
