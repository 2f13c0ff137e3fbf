import type { Sample } from './course.ts';
import type { Seen } from './inspect.ts';

// What settles in the first weeks is no news of a quiet year.
const SETTLED_AFTER_DAYS = 30;
// In the hour that comes twice when summer time ends, the worker looks after a minute, twice a minute.
const LATE_SECONDS = 120;

// What a process loads by and by, it has loaded then.
const GROWN_AFTER_HOURS = 24;
/** So much more memory in the last quarter than in the first is growth. */
const GROWTH = 1.1;

function groupBy<T>(all: readonly T[], keyOf: (each: T) => number): T[][] {
  const groups = new Map<number, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()];
}

const mean = (part: readonly Sample[]) => part.reduce((sum, { mb }) => sum + mb, 0) / part.length;

/** Memory of the process that lived longest: its first and its last quarter, after its first day. */
function memoryOf(samples: readonly Sample[]) {
  const [longest = []] = groupBy(samples, ({ generation }) => generation).sort((a, b) => b.length - a.length);
  const grown = longest.slice(GROWN_AFTER_HOURS);
  const quarter = Math.ceil(grown.length / 4);
  return { hours: longest.length, first: mean(grown.slice(0, quarter)), last: mean(grown.slice(-quarter)) };
}

/** What is wrong, in words. */
function faultsIn(seen: Seen, grows: boolean): string[] {
  const { faults, differences, refused, leaked, unsettled, verify, punctuality } = seen;
  const last = seen.health.at(-1);
  return [
    ...faults,
    ...(refused > 0 ? [`${refused} requests were refused for the limits.`] : []),
    ...(leaked > 0 ? [`${leaked} secrets stand in the log or in the archive.`] : []),
    ...(seen.options.isQuiet && (punctuality.missed > 0 || punctuality.mostLate > LATE_SECONDS)
      ? ['Passes were missed or late.']
      : []),
    ...(grows ? ['The memory of the worker grows.'] : []),
    ...(last?.ok ? [] : [`The worker is ill in the end: ${last?.reason}`]),
    ...unsettled.map((what) => `Not settled in the end: ${what}`),
    ...(verify.code === 0 ? [] : [`verify --deep ended with ${verify.code}: ${verify.said}`]),
    ...differences.map((what) => `Not as at Strava: ${what}`),
  ];
}

/** Prints what was seen. @returns the exit code. */
export function report(seen: Seen): number {
  const { options, samples, passes, requests, refused, health } = seen;
  const { days, seed, activities, speed } = options;
  const told = `${days} days, ${activities} activities, seed ${seed}, at work ${speed} times as fast`;
  console.log(`${told}: ${(seen.realSeconds / 60).toFixed(0)} minutes. What happened, how often:`);
  console.table(Object.fromEntries([...seen.events].sort()));
  console.table(passes);
  console.table(requests);
  console.log('What the worker complained of:');
  console.table(Object.fromEntries(seen.complaints));
  const byDay = groupBy(samples, ({ day }) => day).map((part) => mean(part).toFixed(0));
  console.log(`Memory by day, MB: ${byDay.join(' ')}`);
  const { hours, first, last } = memoryOf(samples);
  const most = Math.max(...samples.map(({ mb }) => mb)).toFixed(0);
  console.log(`Memory of one process over ${hours} hours: first quarter ${first.toFixed(1)} MB,`);
  console.log(`last ${last.toFixed(1)} MB; the most of all ${most} MB`);
  const ill = new Map(health.filter(({ ok }) => !ok).map(({ day, reason }) => [day, reason]));
  console.log(`Health was asked for ${health.length} times, and good but for the days`);
  for (const [day, reason] of ill) console.log(`  ${day}: ${reason}`);
  const { wanted, missed, meanLate, mostLate } = seen.punctuality;
  console.log(
    `The schedule wanted ${wanted} passes, of which ${missed} did not come; late by ${meanLate.toFixed(2)} s, at most ${mostLate.toFixed(0)} s`,
  );
  const settled = seen.sizes[SETTLED_AFTER_DAYS];
  if (settled !== undefined)
    console.log(
      `From day ${SETTLED_AFTER_DAYS} on the archive grew by ${(seen.archiveMb - settled).toFixed(2)} MB`,
    );
  console.log(`Archive: ${seen.archiveMb.toFixed(1)} MB, ${seen.pictures} pictures beside it`);
  const sent = Object.values(requests).reduce((sum, count) => sum + count, 0);
  console.log(`Requests: ${sent}, of which ${refused} were refused for the limits`);
  const wrong = faultsIn(seen, last > first * GROWTH);
  for (const each of wrong) console.log(`WRONG: ${each}`);
  console.log(wrong.length === 0 ? 'All is as it should be.' : `${wrong.length} things are wrong.`);
  return wrong.length === 0 ? 0 : 1;
}
