import { onTestFinished } from 'vitest';
import { leftToDo } from '../../src/sync/backfill.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import type { Pair } from '../simulator/rate-limits.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Fires in virtual time only. */
export const HOURLY = createSchedule('17 * * * *', 'UTC');
/** How often the worker of a test looks up. */
const LOOK_MS = 5 * MINUTE_MS;
/** A token for all the time. */
const LONG_S = 1_000 * 86_400;

/** A new activity, and how long it took until it was archived with its recording. */
interface Upload {
  athleteId: number;
  id: number;
  at: number;
  minutes?: number;
}

interface HouseholdOptions {
  /** Requests a quarter hour and a day. */
  limits: Pair;
  /** How many activities the first athlete has, entered by hand, to save time. */
  activities: number;
  start?: string;
  environment?: Record<string, string>;
  /** How many activities each of the others has, entered by hand. */
  before?: number;
}

/** One application, one archive, one worker, and three athletes, of whom the first is not connected yet. */
export async function household(options: HouseholdOptions) {
  const { limits, activities, start, environment = {}, before = 3 } = options;
  const clock = new VirtualClock(start);
  const simulator = await simulate({ clock, activities, limits: { overall: limits, read: limits } });
  const { app, dataDir, logs } = await testApp({ simulator, clock, environment });
  const { archive, credentials, passContext } = app;
  const [first, ...rest] = simulator.world.athletes;
  // What the others have is what they did last; what they do next, a test says.
  for (const { activities: all } of rest) {
    const past = all.filter(({ start_date }) => Date.parse(start_date) < clock.now());
    all.splice(0, all.length, ...past.slice(-before));
  }
  for (const { traits } of [...(first?.activities ?? []), ...rest.flatMap((athlete) => athlete.activities)])
    Object.assign(traits, { manual: true, gps: false });
  const ids = simulator.world.athletes.map(({ detail }) => detail.id);
  const [newcomer = 0, one = 0, other = 0] = ids;
  const connect = (athleteId: number, expiresInSeconds = LONG_S) =>
    connectGrant(app, simulator, { athleteId, expiresInSeconds });
  for (const id of [one, other]) connect(id);

  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const connections = () => credentials.list();
  const worker = createPassRunner(
    { passContext, connections, pingUrl: undefined },
    HOURLY,
    controller.signal,
  );
  const uploads: Upload[] = [];
  const look = async () => {
    worker.tick();
    await worker.idle();
    const waiting = uploads.filter(({ minutes }) => minutes === undefined);
    for (const upload of waiting.filter(({ id }) => isInFull(id)))
      upload.minutes = Math.round((clock.now() - upload.at) / MINUTE_MS);
  };
  const sql = <T = unknown>(text: string, ...values: unknown[]) =>
    archive.$client.prepare(text).all(...values) as T[];
  const isInFull = (id: number) =>
    sql(
      `SELECT 1 FROM coverage WHERE item = ? AND resource IN ('activity', 'streams') AND status = 'done'`,
      String(id),
    ).length === 2;
  return {
    ...{ app, archive, clock, simulator, dataDir, logs, newcomer, one, other, connect, sql },
    /** Lets the worker live until an instant. */
    async live(until: number): Promise<void> {
      await look();
      while (clock.now() < until) {
        clock.advance(LOOK_MS - (clock.now() % LOOK_MS) + 3_000);
        await look();
      }
    },
    uploads,
    /** Somebody records an activity and uploads it now. */
    upload(athleteId: number): void {
      const { id } = simulator.addActivity({ athleteId, sport_type: 'Run', traits: { manual: false } });
      uploads.push({ athleteId, id, at: clock.now() });
    },
    /** How many requests came with the token of an athlete, by the day. */
    requestsOf(athleteId: number): Record<string, number> {
      const days: Record<string, number> = {};
      for (const { at } of simulator.requests.filter((request) => request.athleteId === athleteId)) {
        const day = new Date(at).toISOString().slice(0, 10);
        days[day] = (days[day] ?? 0) + 1;
      }
      return days;
    },
    /** How many items of an athlete are still to be asked for. */
    left: (athleteId: number) => leftToDo(passContext, athleteId),
  };
}

export type Household = Awaited<ReturnType<typeof household>>;
