import { describe, expect, test } from 'vitest';
import { photoIds } from '../simulator/photos.ts';
import { isSoak, sized } from '../support/soak.ts';
import { askedSince } from './history-world.ts';
import { type WholeLife, wholeLife } from './whole-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of lists of the athlete, comments and kudos, and of activities. */
const PAGE = 200;
/** So many at most are asked for of what an activity counts. */
const MOST = 10_000;

const KINDS: Readonly<Record<string, RegExp>> = {
  athlete: /^\/athlete$/,
  stats: /^\/athletes\/\d+\/stats$/,
  athlete_zones: /^\/athlete\/zones$/,
  activities: /^\/athlete\/activities$/,
  routes: /^\/athletes\/\d+\/routes$/,
  clubs: /^\/athlete\/clubs$/,
  starred_segments: /^\/segments\/starred$/,
  gear: /^\/gear\/[bg]\d+$/,
  activity: /^\/activities\/\d+$/,
  streams: /^\/activities\/\d+\/streams$/,
  photos: /^\/activities\/\d+\/photos$/,
  photo_files: /^\/cdn\//,
  comments: /^\/activities\/\d+\/comments$/,
  kudos: /^\/activities\/\d+\/kudos$/,
  activity_zones: /^\/activities\/\d+\/zones$/,
  route: /^\/routes\/\d+$/,
  route_gpx: /^\/routes\/\d+\/export_gpx$/,
  segment: /^\/segments\/\d+$/,
};

/** How often each kind was asked for. */
function tally({ simulator }: WholeLife): Record<string, number> {
  const counts = Object.fromEntries(Object.keys(KINDS).map((name) => [name, 0]));
  for (const { path } of simulator.requests) {
    const short = path.replace('/api/v3', '');
    const kind = Object.keys(KINDS).find((name) => KINDS[name]?.test(short)) ?? path;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const pagesOf = (count: number) => Math.ceil(Math.min(count, MOST) / PAGE);
/** Of a list without a count, which ends where a page is empty. */
const readToItsEnd = (count: number) => pagesOf(count) + 1;
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

/** What a whole history costs: a request for each thing or page that there is. */
function price({ truth }: WholeLife): Record<string, number> {
  const known = truth();
  const details = known.summaries().map(({ id }) => known.detail(id));
  const withSome = (has: (detail: (typeof details)[number]) => boolean) => details.filter(has).length;
  const pages = (count: (detail: (typeof details)[number]) => number) =>
    sum(details.map((detail) => pagesOf(count(detail))));
  const photos = details.flatMap(({ id }) => known.photos(id));
  const segments = details.flatMap(({ segment_efforts }) =>
    segment_efforts.map(({ segment }) => (segment as { id: number }).id),
  );
  return {
    ...{ athlete: 1, stats: 1, athlete_zones: 1 },
    // Where the last page is full, the empty one behind it is asked for twice.
    activities: readToItsEnd(details.length) + Number(details.length % PAGE === 0),
    routes: readToItsEnd(known.routes().length),
    clubs: readToItsEnd(known.clubs().length),
    starred_segments: readToItsEnd(known.starredSegments().length),
    gear: known.gearIds().length,
    activity: details.length,
    streams: withSome(({ manual }) => !manual),
    photos: withSome(({ total_photo_count }) => total_photo_count > 0),
    photo_files: photos.filter(({ type }) => type === 1).length,
    comments: pages(({ comment_count }) => comment_count),
    kudos: pages(({ kudos_count }) => kudos_count),
    activity_zones: withSome(({ available_zones }) => (available_zones ?? []).length > 0),
    route: known.routes().length,
    route_gpx: known.routes().length,
    segment: new Set(segments).size,
  };
}

/** What a pass asks for each time, whatever is new, and what the first one of a day asks for besides. */
const EACH_TIME = ['/athlete', '/athletes/ID/stats', '/athlete/activities'];
const DAILY = [
  '/athlete/zones',
  ...['/athlete/clubs', '/athletes/ID/routes', '/segments/starred'].flatMap((list) => [list, list]),
];

/** What a pass asks for an hour later, beside one page of the list's rest at most. */
async function quietPass({ simulator, clock, pass, athleteId }: WholeLife): Promise<string[]> {
  clock.advance(HOUR_MS);
  const before = simulator.requests.length;
  await pass();
  const asked = askedSince(simulator, before);
  const rest = asked.filter((each) => /^\/athlete\/activities\?page=(?!1&)/.test(each));
  expect(rest.length).toBeLessThanOrEqual(1);
  return asked
    .filter((each) => !rest.includes(each))
    .map((each) => each.replace(/\?.*/, '').replace(String(athleteId), 'ID'));
}

/** Leaves of most activities only what was entered by hand: of each, a request is all that there is to ask. */
function empty({ simulator }: WholeLife): void {
  const all = simulator.world.athletes[0]?.activities ?? [];
  for (const activity of all.filter((_, i) => i % 20 !== 0)) {
    simulator.editActivity(activity.id, { sport_type: 'Yoga', gear_id: null, odd: {} });
    Object.assign(activity.traits, { manual: true, gps: false, heartrate: false, watts: 'none' });
    activity.kudos_count = 0;
    activity.comments.splice(0);
    const removed = photoIds(activity).map(({ unique_id }) => unique_id);
    activity.photos = { added: [], removed };
  }
}

const HISTORIES = [
  { activities: sized(16, 40), isEmpty: false },
  // Full pages, behind which an empty one comes.
  { activities: sized(200, 400), isEmpty: true },
  ...(isSoak ? [{ activities: 4_000, isEmpty: true }] : []),
];

describe.each(HISTORIES)(
  'a history of $activities activities with all that hangs on it',
  ({ activities, isEmpty }) => {
    test('costs a request for each thing and page there is, and none for what there is not; then 3 a pass', {
      timeout: 3_600_000,
    }, async () => {
      const life = await wholeLife({ activities, isHidden: false });
      if (isEmpty) empty(life);
      await life.pass();
      await life.backfill();
      expect(tally(life)).toEqual(price(life));
      const asked = askedSince(life.simulator, 0);
      const twice = asked.filter((each, i) => asked.indexOf(each) !== i);
      expect(twice.filter((each) => !each.startsWith('/athlete/activities'))).toEqual([]);

      // Until no activity is younger than two weeks, and gear was read again.
      life.clock.advance(15 * DAY_MS);
      await life.pass();
      await life.backfill();
      const passes: string[][] = [];
      for (let hour = 0; hour < 24; hour += 1) passes.push(await quietPass(life));
      const [more, ...others] = passes.filter((each) => each.length > EACH_TIME.length);
      expect(others).toEqual([]);
      expect(more?.toSorted()).toEqual([...EACH_TIME, ...DAILY].toSorted());
      for (const each of passes.filter((pass) => pass !== more)) expect(each).toEqual(EACH_TIME);
    });
  },
);
