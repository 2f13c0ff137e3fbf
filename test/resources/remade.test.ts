import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activity } from '../../src/resources/activity/detail.ts';
import { activityList } from '../../src/resources/activity/list.ts';
import { zonesOfActivity } from '../../src/resources/activity/zones.ts';
import { athlete } from '../../src/resources/athlete.ts';
import { zonesOfAthlete } from '../../src/resources/athlete-zones.ts';
import { gearDetail } from '../../src/resources/gear.ts';
import type { AnyResource } from '../../src/resources/resource.ts';
import { routeDetail } from '../../src/resources/route/detail.ts';
import { routeList } from '../../src/resources/route/list.ts';
import { athleteStats } from '../../src/resources/stats.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { isSoak, sized } from '../support/soak.ts';
import { ATHLETE, DETAIL, NOW, SUMMARY, storing } from './storing.ts';

const HOUR = 3_600_000;
const RUNS = sized(30, 150);

const ODD = [
  null,
  undefined,
  61.5,
  -1,
  'odd',
  '3',
  true,
  {},
  [],
  [null],
  { points: 'abc' },
  3112345678901234567n,
];
const SOME = ['name', 'moving_time', 'start_latlng', 'map', 'kudos_count', 'gear_id', 'premium', 'distance'];

/** A thing, sometimes with an odd value in one of its fields. */
const spoilt = (thing: object): fc.Arbitrary<object> => {
  const names = [...SOME, ...Object.keys(thing)].filter((name) => name !== 'id' && name !== 'start_date');
  const odd = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...ODD));
  return fc.oneof(
    { arbitrary: fc.constant(thing), weight: 5 },
    { arbitrary: odd.map(([name, value]) => ({ ...thing, [name]: value })), weight: 1 },
  );
};

const word = fc.constantFrom('A', 'B');
const few = fc.constantFrom(0, 1);
const summary = fc
  .record({ id: fc.constantFrom(42, 43), name: word, kudos_count: few, gear_id: fc.constantFrom('b1', null) })
  .map((more) => ({ ...SUMMARY, ...more }))
  .chain((thing) => spoilt(thing));
const lap = (activityId: number) =>
  fc
    .record({ n: few, distance: few })
    .chain(({ n, distance }) => spoilt({ id: activityId * 10 + n, distance }));
const effort = (activityId: number) =>
  word.chain((name) => spoilt({ id: activityId * 10, name, segment: { id: 5, name, starred: true } }));
const detail = fc.constantFrom(42, 43).chain((id) =>
  fc
    .record({ name: word, description: fc.constantFrom('x', undefined), kudos_count: few })
    .chain((more) =>
      fc.tuple(spoilt({ ...DETAIL, ...more, id }), fc.array(lap(id), { maxLength: 2 }), effort(id)),
    )
    .map(([thing, laps, one]) => ({ ...thing, id, laps, segment_efforts: [one] })),
);
const total = few.chain((count) =>
  spoilt({ count, distance: 1, moving_time: 1, elapsed_time: 1, elevation_gain: 1 }),
);
const stats = fc.dictionary(
  fc.constantFrom('all_run_totals', 'ytd_ride_totals', 'recent_swim_totals'),
  total,
);
const profile = fc
  .record({ resource_state: fc.constantFrom(2, 3), weight: few, firstname: word })
  .chain((more) => spoilt({ id: ATHLETE, premium: true, ...more }));
const gear = few.chain((distance) => spoilt({ id: 'b1', name: 'x', distance, primary: true }));
const bucket = few.chain((time) => spoilt({ min: 0, max: -1, time }));
const zones = fc.array(
  fc
    .record({
      type: fc.constantFrom('pace', 'power'),
      distribution_buckets: fc.array(bucket, { maxLength: 2 }),
    })
    .chain((all) => spoilt({ score: 1, ...all })),
  { maxLength: 2 },
);
const bounds = few.chain((min) => spoilt({ min, max: -1 }));
const ofKind = fc
  .record({ custom_zones: fc.boolean(), zones: fc.array(bounds, { maxLength: 2 }) })
  .chain((all) => spoilt(all));
const athletesZones = fc.record({ heart_rate: ofKind, power: ofKind }, { requiredKeys: [] });

const route = fc
  .record({
    id: fc.constantFrom(3112345678901234567n, 8n),
    name: word,
    description: fc.constantFrom('x', null, undefined),
  })
  .chain((more) => spoilt({ resource_state: 2, ...more }));
const routeInFull = fc
  .record({ name: word, description: fc.constantFrom('y', null), map: fc.constant({ polyline: 'abc' }) })
  .chain((more) => spoilt({ id: 3112345678901234567n, resource_state: 3, ...more }));

type Said = [AnyResource, string, unknown];
const said: fc.Arbitrary<Said> = fc.oneof(
  {
    arbitrary: fc.array(summary, { maxLength: 3 }).map((page): Said => [activityList, `${ATHLETE}`, page]),
    weight: 4,
  },
  { arbitrary: detail.map((answer): Said => [activity, String(answer.id), answer]), weight: 3 },
  { arbitrary: zones.map((answer): Said => [zonesOfActivity, '42', answer]), weight: 2 },
  {
    arbitrary: athletesZones.map((answer): Said => [zonesOfAthlete, `${ATHLETE}`, answer]),
    weight: 2,
  },
  { arbitrary: stats.map((answer): Said => [athleteStats, `${ATHLETE}`, answer]), weight: 1 },
  { arbitrary: profile.map((answer): Said => [athlete, `${ATHLETE}`, answer]), weight: 1 },
  {
    arbitrary: fc.array(route, { maxLength: 2 }).map((page): Said => [routeList, `${ATHLETE}`, page]),
    weight: 2,
  },
  { arbitrary: routeInFull.map((answer): Said => [routeDetail, '3112345678901234567', answer]), weight: 2 },
  { arbitrary: gear.map((answer): Said => [gearDetail, 'b1', answer]), weight: 1 },
);

/** A few answers, of which each comes several times: what is said again is where storing and making again part. */
const story = fc
  .array(said, { minLength: 2, maxLength: 5 })
  .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 10 }));

/** Stores what the resource takes, as the runner would; what it refuses leaves nothing behind. */
function hear(
  store: ReturnType<typeof storing>['store'],
  [resource, item, answer]: Said,
  n: number,
): boolean {
  const fetchedAt = new Date(Date.parse(NOW) + n * 7 * HOUR).toISOString().replace('.000', '');
  try {
    store(resource, item, answer, { fetchedAt });
    return true;
  } catch {
    return false;
  }
}

describe('tables that are made again', () => {
  test('are those that were stored, whatever Strava said, odd or not, again or not', () => {
    let [taken, noted] = [0, 0];
    const { archive, store } = storing();
    const tables = Object.keys(dump(archive)).map((name) => `DELETE FROM ${name};`);
    fc.assert(
      fc.property(story, (answers) => {
        archive.$client.exec(`BEGIN;${tables.join('')}COMMIT`);
        // Nobody asks for the zones of an activity that is not there.
        store(activityList, ATHLETE, [SUMMARY]);
        answers.forEach((answer, n) => {
          if (hear(store, answer, n)) taken += 1;
        });
        const before = dump(archive);
        expect(rebuildTables(archive)).toEqual([]);
        noted += rowsOf(archive, 'coverage', "note IS NOT NULL AND resource <> 'activities'").length;
        expect(dump(archive)).toEqual(before);
      }),
      { numRuns: RUNS },
    );
    expect(taken).toBeGreaterThan(RUNS);
    // Of few examples, none may have been odd.
    expect(noted).toBeGreaterThan(isSoak ? RUNS / 15 : -1);
  });
});
