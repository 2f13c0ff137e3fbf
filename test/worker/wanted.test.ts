import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/archive/sync-runs.ts';
import { StravaFault } from '../../src/strava/fault.ts';
import type { AthleteReport } from '../../src/sync/outcome.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import {
  afterBackfill,
  afterPass,
  type Connected,
  isBehind,
  type Memory,
  memoryAtStart,
  nameOf,
  nextWanted,
} from '../../src/worker/wanted.ts';
import { sized } from '../support/soak.ts';

const at = Date.parse;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = at('2026-11-24T10:17:00Z');
const HOURLY = createSchedule('17 * * * *', 'Europe/Berlin');

const report = (outcome: Outcome, more: Partial<AthleteReport> = {}): AthleteReport => {
  return { athleteId: 7, outcome, stored: [], items: 0, failed: 0, requests: 2, retries: 0, ...more };
};
const failed = () => report('failed', { error: new StravaFault('server', 'GET /athlete') });
const archived: Connected = {
  athleteId: 7,
  connectedAt: '2026-01-01T00:00:00Z',
  goodAt: '2026-11-24T10:17:00Z',
};
const KNOWN = [nameOf(archived)];
const quiet: Memory = { ended: BEGIN + 5_000, failures: 0, known: KNOWN };

const wanted = (now: number, memory: Memory = quiet, connections: Connected[] = [archived]) =>
  nextWanted({ now, memory, schedule: HOURLY, connections });

describe('what is wanted', () => {
  test('is nothing after a good pass with nothing left, until the schedule was missed', () => {
    expect(wanted(at('2026-11-24T11:17:59Z'))).toBeUndefined();
    expect(wanted(at('2026-11-24T11:18:00Z'))).toBe('catch-up');
  });

  test('is a pass for whom bootstrap has connected and not archived', () => {
    const now = BEGIN + 10 * MINUTE;
    const connectedAt = '2026-11-24T10:20:00Z';
    expect(wanted(now, quiet, [archived, { athleteId: 8, connectedAt, goodAt: undefined }])).toBe(
      'connected',
    );
    expect(
      wanted(now, quiet, [archived, { athleteId: 8, connectedAt, goodAt: connectedAt }]),
    ).toBeUndefined();
  });

  test('is one pass for a connection that a clock of the future made', () => {
    const now = BEGIN + 10 * MINUTE;
    const future: Connected = { athleteId: 8, connectedAt: '2028-01-01T00:00:00Z', goodAt: undefined };
    expect(wanted(now, quiet, [archived, future])).toBe('connected');
    const memory = afterPass(0, { known: [archived, future].map(nameOf), now, reports: [report('ok')] });
    expect(wanted(now, { ...memory, fillAt: undefined }, [archived, future])).toBeUndefined();
    expect(wanted(now, memory, [archived, { ...future, connectedAt: '2026-11-24T10:20:00Z' }])).toBe(
      'connected',
    );
  });

  test('is a pass when the clock was set back, whatever was planned by it', () => {
    const later = {
      ...quiet,
      planned: { trigger: 'retry' as const, at: BEGIN + 9 * HOUR },
      fillAt: BEGIN + 9 * HOUR,
    };
    const day = 24 * HOUR;
    expect([wanted(BEGIN - MINUTE, later), wanted(BEGIN - day, later)]).toEqual(['catch-up', 'catch-up']);
    // A clock that is kept right by steps of seconds is none that was set.
    expect(wanted(BEGIN - 30_000, later)).toBeUndefined();
  });

  test('is a retry before anything else that is due, and backfill last', () => {
    const now = at('2026-11-24T15:00:00Z');
    const due: Memory = { ...quiet, planned: { trigger: 'retry', at: now }, fillAt: BEGIN };
    expect(wanted(now, due)).toBe('retry');
    expect(wanted(now - 1, due)).toBe('catch-up');
    expect(wanted(BEGIN + MINUTE, due)).toBe('backfill');
  });
});

describe('at its start', () => {
  const startAt = (now: string, connections: Connected[]) => {
    const facts = { now: at(now), schedule: HOURLY, connections };
    return nextWanted({ ...facts, memory: memoryAtStart(facts) });
  };

  test.each<[string, Connected[], string]>([
    ['2026-11-24T11:16:59Z', [archived], 'backfill'],
    ['2026-11-24T11:17:00Z', [archived], 'catch-up'],
    ['2026-11-24T10:18:00Z', [archived, { ...archived, goodAt: undefined }], 'catch-up'],
    ['2026-11-24T10:18:00Z', [], 'backfill'],
  ])('%s it wants %j: %s', (now, connections, trigger) => expect(startAt(now, connections)).toBe(trigger));
});

describe('after a pass', () => {
  const now = BEGIN + 5_000;
  const remember = (reports: AthleteReport[] | undefined, failures = 0) =>
    afterPass(failures, { known: KNOWN, now, reports });

  test('that was good backfill goes on at once, and no retry is planned', () => {
    expect(remember([report('ok')], 3)).toEqual({
      ...{ ended: now, failures: 0, known: KNOWN, planned: undefined, fillAt: now },
    });
  });

  test('that failed, or could not be run, it is tried again later and later', () => {
    for (const reports of [[failed()], undefined]) {
      const delays = [0, 1, 2, 3, 9].map((failures) => (remember(reports, failures).planned?.at ?? 0) - now);
      expect(delays).toEqual([5, 15, 60, 180, 180].map((minutes) => minutes * MINUTE));
    }
    expect(remember([failed()]).fillAt).toBeUndefined();
  });

  test('that only a person can mend it waits for the schedule', () => {
    const lost = report('unauthorized', { error: new StravaFault('invalid_grant', 'refresh') });
    expect(remember([lost])).toMatchObject({ planned: undefined, fillAt: undefined, failures: 0 });
  });

  test('whose budget was spent it goes on when that opens', () => {
    const resumeAt = now + 7 * HOUR;
    expect(remember([report('budget', { resumeAt })]).planned).toMatchObject({
      trigger: 'retry',
      at: resumeAt,
    });
  });
});

test('a retry is for those who need it, and takes nothing of the others’ schedule', () => {
  const now = BEGIN + 5_000;
  const reports = [report('ok'), { ...failed(), athleteId: 8 }];
  const first = afterPass(0, { known: KNOWN, now, reports });
  expect(first.planned).toMatchObject({ trigger: 'retry', without: [7] });
  const later = at('2026-11-24T11:17:10Z');
  const passed = { known: KNOWN, now: later, reports: [{ ...failed(), athleteId: 8 }], without: [7] };
  const second = afterPass(1, { ...passed, endedForAll: first.ended });
  expect(second.planned).toMatchObject({ without: [7] });
  expect(wanted(later + MINUTE, second)).toBe('catch-up');
});

test('after backfill it goes on when the budget opens, a quarter hour after an outage, and not when all is there', () => {
  const now = BEGIN + HOUR;
  const fillAt = (reports: AthleteReport[] | undefined) => afterBackfill(quiet, reports, now).fillAt;
  expect(fillAt([report('ok', { resumeAt: now + 77 })])).toBe(now + 77);
  expect([fillAt([failed()]), fillAt(undefined)]).toEqual([now + 15 * MINUTE, now + 15 * MINUTE]);
  expect([fillAt([report('ok')]), fillAt([])]).toEqual([undefined, undefined]);
});

test('whatever the clock does, one look after a good pass never wants another for the same scheduled time', () => {
  const schedules = fc.constantFrom('17 * * * *', '*/20 * * * *', '30 2 * * *');
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC');
  // Sleeps, steps back and the end of summer time.
  const steps = fc.array(fc.integer({ min: -2 * HOUR, max: 8 * HOUR }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(schedules, zones, steps, (expression, zone, all) => {
      const schedule = createSchedule(expression, zone);
      let now = at('2026-10-24T20:00:00Z');
      let memory: Memory = { ended: now, failures: 0, known: [] };
      for (const step of all) {
        now += step;
        const look = () => nextWanted({ now, memory, schedule, connections: [] });
        const trigger = look();
        const isSetBack = now < memory.ended - MINUTE;
        expect(trigger === 'catch-up').toBe(isSetBack || schedule.firedBetween(memory.ended, now - MINUTE));
        if (trigger === undefined) continue;
        memory = { ...afterPass(0, { known: [], now, reports: [report('ok')] }), fillAt: undefined };
        expect(look()).toBeUndefined();
        expect(isBehind(schedule, new Date(now).toISOString(), now)).toBe(false);
      }
    }),
    { numRuns: sized(40, 600) },
  );
});
