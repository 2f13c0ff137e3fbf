import { describe, expect, test } from 'vitest';
import { type Status, status } from '../../src/commands/status.ts';
import { sync } from '../../src/commands/sync.ts';
import { becomeWorker } from '../../src/worker/instance.ts';
import { failureOf, person } from './person.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Someone whose archive has had one pass by `sync`, with the answer of `status --json`. */
async function archived() {
  const at = await person();
  const { app, athleteId } = await at.connect();
  await sync(at.context);
  at.terminal.lines.length = 0;
  const json = async (): Promise<Status> => {
    at.terminal.lines.length = 0;
    expect(await status(at.context, { json: true })).toBe(0);
    return JSON.parse(at.terminal.text());
  };
  const text = async (): Promise<string> => {
    at.terminal.lines.length = 0;
    expect(await status(at.context, { json: false })).toBe(0);
    return at.terminal.text();
  };
  return { ...at, app, athleteId, json, text };
}

describe('the status as JSON', () => {
  test('tells all there is to know', async () => {
    const { json, athleteId, dataDir } = await archived();
    const found = await json();
    const run = expect.objectContaining({
      outcome: 'ok',
      requests: 2,
      startedAt: expect.stringMatching(INSTANT),
    });
    expect(found.athletes).toEqual([
      {
        id: athleteId,
        name: 'Jördis',
        connectedAt: expect.stringMatching(INSTANT),
        scopes: ['read', 'read_all', 'profile:read_all', 'activity:read_all'],
        token: 'valid',
        tokenExpiresAt: expect.stringMatching(INSTANT),
        lastRun: run,
        lastGoodRun: run,
      },
    ]);
    expect(found.schedule).toEqual({
      cron: '17 * * * *',
      words: 'At 17 minutes past the hour',
      zone: 'Europe/Berlin',
      nextRun: expect.stringMatching(/:17:00Z$/),
    });
    expect(found.worker).toBeNull();
    expect(found.budget).toEqual([
      {
        window: 'quarter_hour',
        left: expect.any(Number),
        resetsAt: expect.stringMatching(/:(00|15|30|45):00Z$/),
      },
      { window: 'day', left: expect.any(Number), resetsAt: expect.stringMatching(/T00:00:00Z$/) },
    ]);
    expect(found.rows).toMatchObject({ athletes: 1, stats_totals: 9, sync_runs: 1 });
    expect(found.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`${dataDir}/archive.db`, `${dataDir}/credentials.db`]),
    );
    for (const { bytes } of found.files) expect(bytes).toBeGreaterThan(0);
  });

  test('asks nothing of Strava and shows no secret', async () => {
    const { json, text, simulator } = await archived();
    const before = simulator.requests.length;
    const said = JSON.stringify(await json()) + (await text());
    expect(simulator.requests).toHaveLength(before);
    for (const secret of simulator.issuedSecrets()) expect(said).not.toContain(secret);
  });

  test('counts down what is left of the budget', async () => {
    const { json, simulator, context } = await archived();
    simulator.limits.setUsage({ read: [98, 498], overall: [150, 1_500] });
    await sync(context);
    const [quarterHour, day] = (await json()).budget;
    // The first number of each, unless the window ended in between.
    expect([0, 98, 99, 100]).toContain(quarterHour?.left);
    expect([498, 998, 999, 1_000]).toContain(day?.left);
  });

  test('knows a token that ran out and one that is refused', async () => {
    const { app, json, athleteId, connect } = await archived();
    await connect({ expiresInSeconds: -10 });
    expect((await json()).athletes).toMatchObject([{ token: 'expired' }]);
    app.credentials.refuse(athleteId, Date.now());
    expect((await json()).athletes).toMatchObject([{ token: 'refused' }]);
  });

  test('names the worker that runs', async () => {
    const { json, dataDir } = await archived();
    using _place = becomeWorker(dataDir, Date.now());
    expect((await json()).worker).toMatchObject({ pid: process.pid });
    expect((await json()).worker).toMatchObject({ pid: process.pid });
  });
});

describe('the status as text', () => {
  test('is one screen for a person', async () => {
    const { text, athleteId, dataDir } = await archived();
    const said = await text();
    expect(said).toContain(`Jördis (${athleteId})\n  connected   `);
    expect(said).toMatch(/ {2}token {7}valid until \w{3}, \d+ \w{3} \d{4}, \d\d:\d\d\n/);
    expect(said).toMatch(/ {2}last run {4}.*, ok, 2 requests \(command\)\nWorker\n {2}state {7}not running/);
    expect(said).toMatch(/next run .*, once `npm start` runs/);
    expect(said).toMatch(/\d+ requests left today \(UTC\), until 00:00 UTC/);
    expect(said).toMatch(/ {2}stats_totals +9\n/);
    expect(said).toContain(`  ${dataDir}/archive.db `);
  });

  test('shows what went wrong, when it last went well, and when it goes on', async () => {
    const { app, athleteId, text } = await archived();
    const run = app.runs.start(athleteId, 'schedule', Date.now());
    const end = { outcome: 'budget', requests: 1, retries: 0, error: 'athlete: one\nstats: two' } as const;
    app.runs.finish(run, { ...end, resumeAt: Date.parse('2030-01-01T00:00:00Z') }, Date.now());
    const said = await text();
    expect(said).toMatch(/last run .*, budget, 1 request \(schedule\)/);
    expect(said).toMatch(/last good {3}.*, ok, 2 requests \(command\)/);
    expect(said).toContain('  last error  athlete: one\n              stats: two');
    expect(said).toContain('  resumes     Tue, 1 Jan 2030, 01:00');
  });

  test('says what to do first when nobody is connected', async () => {
    const { context, terminal } = await person();
    expect(await status(context, { json: false })).toBe(0);
    expect(terminal.lines[0]).toBe('Nobody is connected yet: run `npm run bootstrap`.');
  });

  test('needs no client id and secret', async () => {
    const { context, terminal } = await person({ STRAVA_CLIENT_ID: '', STRAVA_CLIENT_SECRET: '' });
    const { STRAVA_CLIENT_ID: _id, STRAVA_CLIENT_SECRET: _secret, ...environment } = context.environment;
    expect(await status({ ...context, environment }, { json: true })).toBe(0);
    expect(JSON.parse(terminal.text())).toMatchObject({ athletes: [], budget: [] });
  });

  test('fails on a faulty configuration', async () => {
    const { context } = await person({ TZ: 'Nowhere' });
    expect(await failureOf(status(context, { json: true }))).toMatchObject({ exitCode: 2 });
  });
});
