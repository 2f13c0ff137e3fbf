/** What may happen while a life is archived, as plain values: changes at Strava, faults, kills, passes. */
import fc from 'fast-check';
import type { FaultRule } from '../simulator/faults.ts';
import { EVERY_FAULT, EVERY_STORM } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { type Change, change } from './upstream-changes.ts';

/** These take their time. */
const SLOW = ['hang', 'hang-body'];
const PATHS = [
  ...['/api/v3', '/api/v3/athlete/activities', '/api/v3/activities'],
  ...[/\/(comments|kudos|photos|zones)$/, /\/streams$/, /routes/, /gear|clubs|starred/],
];

const fault: fc.Arbitrary<FaultRule> = fc.record({
  path: fc.constantFrom(...PATHS),
  nth: fc.integer({ min: 1, max: 12 }),
  times: fc.integer({ min: 1, max: 6 }),
  every: fc.integer({ min: 1, max: 4 }),
  kind: fc.constantFrom(...EVERY_FAULT.filter(({ name }) => !SLOW.includes(name)).map(({ kind }) => kind)),
});
/** Over a whole pass: a few refusals of this kind alone would be Strava's word. */
const storm: fc.Arbitrary<FaultRule> = fc.record({
  path: fc.constantFrom<string | RegExp>('/api/v3', /^\/api\/v3\/(activities|gear)\//),
  every: fc.constant(1),
  kind: fc.constantFrom(...EVERY_STORM.map(({ kind }) => kind)),
});
const weather = fc.oneof(
  { arbitrary: fc.constant<FaultRule[]>([]), weight: 3 },
  { arbitrary: fc.array(fault, { minLength: 1, maxLength: 2 }), weight: 2 },
  { arbitrary: storm.map((rule) => [rule]), weight: 1 },
);

/** A pass, some time later. */
interface Pass {
  do: 'pass';
  hours: number;
  weather: FaultRule[];
  /** What happens at which request. */
  during: { at: number; change: Change } | null;
  /** At which request the program is killed. */
  kill: number | null;
}

/** Somebody allows the application to see all, or only what is public. */
interface Connect {
  do: 'connect';
  as: 'all' | 'public';
}

export type Step = Change | Pass | Connect;

const pass: fc.Arbitrary<Pass> = fc.record({
  do: fc.constant('pass'),
  hours: fc.constantFrom(1, 7, 13, 24, 30, 72),
  weather,
  during: fc.option(fc.record({ at: fc.integer({ min: 1, max: 15 }), change }), { freq: 3 }),
  kill: fc.option(fc.integer({ min: 1, max: 40 }), { freq: 3 }),
});
const connect: fc.Arbitrary<Connect> = fc.record({
  do: fc.constant('connect'),
  as: fc.constantFrom('all', 'all', 'public'),
});

/** What happens to how many activities at first, and whether they are archived by then. */
export const story = fc.record({
  activities: fc.integer({ min: 2, max: sized(8, 12) }),
  isArchived: fc.boolean(),
  steps: fc.array<Step>(
    fc.oneof(
      { arbitrary: change, weight: 8 },
      { arbitrary: pass, weight: 6 },
      { arbitrary: connect, weight: 1 },
    ),
    { minLength: 4, maxLength: sized(16, 40) },
  ),
});

export const isPass = (step: Step): step is Pass => 'hours' in step;
export const isConnect = (step: Step): step is Connect => 'as' in step;
