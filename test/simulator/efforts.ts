import type { Part } from './activity-shape.ts';
import { partOf, type Recorded, sensedOn } from './parts.ts';
import { createRandom, micro, tenths } from './random.ts';
import type { Stretch } from './splits.ts';
import type { Recording } from './stream-shape.ts';

const BEST: readonly (readonly [name: string, metres: number])[] = [
  ['400m', 400],
  ['1/2 mile', 805],
  ['1K', 1000],
  ['1 mile', 1609],
  ['2 mile', 3219],
  ['5K', 5000],
  ['10K', 10_000],
  ['15K', 15_000],
  ['10 mile', 16_090],
  ['20K', 20_000],
  ['Half-Marathon', 21_097],
  ['30K', 30_000],
];

/** The fastest stretches of a run, of every usual length that fits. */
export function bestEffortsOf(recorded: Recorded): Part[] {
  return BEST.flatMap(([name, metres], index) => {
    const stretch = fastest(recorded.recording, metres);
    if (stretch === undefined) return [];
    const id = 40_000_000_000 + (recorded.activity.id % 1e8) * 100 + index;
    const rank = rankBy(createRandom(recorded.activity.id, 6, index)());
    return [{ ...partOf(recorded, id, name, stretch), distance: metres, ...achieved(rank) }];
  });
}

function fastest({ distance = [], time }: Recording, metres: number): Stretch | undefined {
  let best: Stretch | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  let from = 0;
  for (let to = 1; to < time.length; to += 1) {
    while ((distance[to] ?? 0) - (distance[from + 1] ?? 0) >= metres && from + 1 < to) from += 1;
    const seconds = (time[to] ?? 0) - (time[from] ?? 0);
    if ((distance[to] ?? 0) - (distance[from] ?? 0) < metres || seconds >= shortest) continue;
    best = { from, to };
    shortest = seconds;
  }
  return best;
}

function rankBy(chance: number): number | null {
  return chance < 0.85 ? null : 1 + Math.floor((chance - 0.85) * 20);
}

function achieved(rank: number | null) {
  return { pr_rank: rank, achievements: rank === null ? [] : [{ type_id: 3, type: 'pr', rank }] };
}

/** The number of the first segment on wheels: so many are on foot, and as many on wheels. */
export const OF_RIDES = 400;
const FIRST_ID = 1_100_000;
const ID_STEP = 7919;

/** The number of the segment with this id; undefined when there is none. */
export function segmentNumber(id: number): number | undefined {
  const number = (id - FIRST_ID) / ID_STEP;
  return Number.isInteger(number) && number >= 0 && number < 2 * OF_RIDES ? number : undefined;
}

/** A segment of the world. */
export type Segment = ReturnType<typeof segmentOf>;

/** What is the same whenever the segment is passed again, but for whether somebody has starred it. Those from 400 on are of rides. */
export function segmentOf(number: number) {
  const activityType = number < OF_RIDES ? 'Run' : 'Ride';
  const random = createRandom(number, 7);
  const high = tenths(random() * 600);
  const [lat, lng] = [micro(-31.5 + random() * 0.2), micro(-101.8 + random() * 0.2)];
  const average_grade = tenths(random() * 9 - 2);
  const distance = tenths(280 + random() ** 2 * (activityType === 'Ride' ? 6200 : 1900));
  return {
    id: FIRST_ID + number * ID_STEP,
    resource_state: 2,
    name: `${['Mill', 'Quarry', 'Weir', 'Chapel', 'Larch'][number % 5]} ${['sprint 🏁', 'drag', 'bends', 'wall'][number % 4]} ${number}`,
    activity_type: activityType,
    distance,
    average_grade,
    maximum_grade: tenths(average_grade + 2 + random() * 14),
    elevation_high: high,
    elevation_low: tenths(high - random() * 90),
    start_latlng: [lat, lng],
    end_latlng: [micro(lat + 0.004), micro(lng - 0.003)],
    elevation_profile: null,
    elevation_profiles: null,
    climb_category: number % 4,
    city: number % 3 === 0 ? null : 'Brünnlitz',
    state: 'North Shire',
    country: 'Exampleland',
    private: number % 17 === 0,
    hazardous: false,
    starred: number % 11 === 0,
  };
}

/** All efforts on segments, in the order in which they began. */
export function segmentEffortsOf(recorded: Recorded): Part[] {
  const { activity, recording } = recorded;
  const { distance = [] } = recording;
  const wheel = activity.traits.kind === 'wheel';
  const random = createRandom(activity.id, 8);
  const count = Math.min(60, Math.floor((distance.at(-1) ?? 0) / (wheel ? 1800 : 1100)));
  const starts = Array.from({ length: count }, () => Math.floor(random() * distance.length)).sort(
    (a, b) => a - b,
  );
  return starts.flatMap((from, index) => {
    const segment = segmentOf(Math.floor(random() * OF_RIDES) + (wheel ? OF_RIDES : 0));
    const to = distance.findIndex((metres) => metres >= (distance[from] ?? 0) + segment.distance);
    return to === -1 ? [] : [effortOf(recorded, segment, { from, to }, index, rankBy(random()))];
  });
}

function effortOf(
  recorded: Recorded,
  segment: Segment,
  stretch: Stretch,
  index: number,
  rank: number | null,
): Part {
  return {
    ...partOf(recorded, effortId(recorded.activity.id, index), segment.name, stretch),
    ...sensedOn(recorded, stretch),
    segment,
    ...achieved(rank),
    visibility: recorded.activity.visibility,
    kom_rank: null,
    hidden: false,
  };
}

/** 19 digits, and odd: a number that no double can hold. */
function effortId(activityId: number, index: number): bigint {
  return 3_000_000_000_000_000_001n + BigInt(activityId % 1_000_000_000) * 250_000_008n + BigInt(index) * 2n;
}
