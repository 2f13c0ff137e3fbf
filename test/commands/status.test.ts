import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { want } from '../../src/archive/coverage.ts';
import { type ListLine, writeReading } from '../../src/archive/list-lines.ts';
import { status } from '../../src/commands/status.ts';
import { sync } from '../../src/commands/sync.ts';
import { packageRoot } from '../../src/package.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { becomeWorker } from '../../src/worker/instance.ts';
import { CORE } from '../support/simulator.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { archived, bootstrapped, incomplete } from './asking-status.ts';
import { failureOf, person } from './person.ts';

const NOTHING = { done: 0, pending: 0, absent: 0, not_applicable: 0, failed: 0, parked: 0, noted: 0 };
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('the status as JSON', () => {
  test('tells all there is to know', async () => {
    const { json, athleteId, dataDir } = await archived();
    const found = await json();
    expect(found.archive).toBe(join(dataDir, 'archive.db'));
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
        coverage: ['athlete', 'stats'].map((resource) => ({ ...NOTHING, resource, done: 1 })),
        derived: { activities: 0, left: 0, failed: 0 },
        lists: [],
        closed: [],
        shortfalls: [],
        remaining: {
          requests: 0,
          finishesAt: expect.stringMatching(INSTANT),
          limits: { quarter_hour: 100, day: 1_000 },
          first: { requests: 0, finishesAt: expect.stringMatching(INSTANT) },
        },
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
    await sync(context, { untilDone: false });
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

  test('shows each athlete of a household, and names who is ill', async () => {
    const { app, json, text, simulator, connect, context } = await archived();
    const [, other] = simulator.world.athletes.map(({ detail }) => detail.id);
    await connect({ athleteId: other ?? 0 });
    await sync(context, { untilDone: false });
    const found = await json();
    expect(found.athletes.map(({ name, token }) => [name, token]).toSorted()).toEqual([
      ['Jördis', 'valid'],
      ['Tomás', 'valid'],
    ]);
    app.credentials.refuse(other ?? 0, Date.now());
    const { athletes, health } = await json();
    expect(athletes.find(({ id }) => id === other)).toMatchObject({ token: 'refused' });
    expect(health).toEqual({ ok: false, reason: expect.stringContaining('the authorization of Tomás') });
    expect(health.reason).not.toContain('Jördis');
    expect(await text()).toMatch(/health +BAD\. .*Tomás/);
  });

  test('counts for each resource how its items stand, and what is left to ask', async () => {
    const { athletes } = await (await incomplete()).json();
    expect(athletes).toMatchObject([
      {
        coverage: [
          { ...NOTHING, resource: 'athlete' },
          { ...NOTHING, resource: 'stats' },
          { ...NOTHING, resource: 'activities', done: 1 },
          { ...NOTHING, resource: 'gear', parked: 1 },
          { ...NOTHING, resource: 'activity', done: 1, pending: 2, failed: 1 },
          { ...NOTHING, resource: 'streams', absent: 1, not_applicable: 1 },
        ],
        remaining: { requests: 3, limits: { quarter_hour: 100, day: 1_000 } },
      },
    ]);
  });

  test('leaves out what the owner does not archive', async () => {
    const { json } = await incomplete({ ARCHIVE: '-activity,-gear' });
    const [athlete] = (await json()).athletes;
    const names = athlete?.coverage.map(({ resource }) => resource);
    expect(names).toEqual(expect.arrayContaining(['athlete', 'stats', 'activities', 'streams']));
    expect(names).not.toContain('activity');
    expect(names).not.toContain('gear');
    expect(athlete?.remaining).toMatchObject({ requests: 0 });
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
    expect(said).toMatch(
      / {2}last run {4}.*, ok, 2 requests \(command\)\n {2}archived +done +pending +absent/,
    );
    expect(said).toMatch(/\n {4}athlete {11}1 {8}0 {8}0 {8}0 {8}0 {8}0\n {4}stats +1( +0){5}\nWorker\n/);
    expect(said).toMatch(
      /\nWorker\n {2}state {7}not running\n {2}health {6}good\. The last good pass is as recent/,
    );
    expect(said).toMatch(/next run .*, once `npx athlete-archive start` runs/);
    expect(said).toMatch(/\d+ requests left today \(UTC\), until 00:00 UTC/);
    expect(said).toMatch(/ {2}stats_totals +9\n/);
    expect(said).toContain(`  ${dataDir}/archive.db `);
  });

  test('shows what is archived, and what is left and for how long', async () => {
    const said = await (await incomplete()).text();
    expect(said).toMatch(/ {2}archived +done +pending +absent +none +failed +parked\n/);
    expect(said).toMatch(
      / {4}gear +0 +0 +0 +0 +0 +1\n {4}activity +1 +2 +0 +0 +1 +0\n {4}streams +0 +0 +1 +1 +0 +0\n/,
    );
    expect(said).toMatch(
      / {2}left {8}about .+: 3 requests at 100 a quarter hour, 1,000 a day; done \w{3}, \d+ /,
    );
  });

  test('tells the time for details and streams from that for everything', async () => {
    const { app, athleteId, text, json } = await incomplete({ ARCHIVE: `${CORE.ARCHIVE},activity_zones` });
    expect(await text()).not.toContain('for everything');
    const key = (item: number) => ({ athleteId, resource: 'activity_zones', item: String(item) });
    const now = '2026-11-24T10:00:00Z';
    immediate(app.archive, () => {
      for (let item = 1; item <= 2_000; item++) want(app.archive, key(item), now, now);
    });
    expect(await text()).toMatch(
      / {2}left {8}about .+ for details and streams: 3 requests at 100 a quarter hour, 1,000 a day; done .+\n {14}about .+ for everything: 2,?003 requests; done /,
    );
    const [found] = (await json()).athletes;
    expect(found?.remaining).toMatchObject({ requests: 2_003, first: { requests: 3 } });
    const [soon, late] = [found?.remaining?.first.finishesAt, found?.remaining?.finishesAt];
    expect(Date.parse(soon ?? '')).toBeLessThan(Date.parse(late ?? ''));
  });

  test('counts what is archived with values that are not understood', async () => {
    const { app, json, text } = await archived();
    expect(await text()).not.toContain('not understood');
    app.archive.$client.exec("UPDATE coverage SET note = 'name: 7' WHERE resource IN ('athlete', 'stats')");
    expect(await text()).toContain('  odd         2 archived items with values that are not understood: ');
    const [found] = (await json()).athletes;
    expect(found?.coverage.map(({ noted }) => noted)).toEqual([1, 1]);
  });

  test('tells how far what is condensed from points is made, while it is not', async () => {
    const { app, athleteId, json, text } = await archived();
    const { $client } = app.archive;
    const activity = (id: number) =>
      `INSERT INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state) VALUES (${id}, ${athleteId}, '', '', 2);`;
    const derived = (id: number, names: string[], failure = 'NULL') =>
      names.map(
        (name) => `INSERT INTO derivations VALUES (${id}, '${name}', 1, NULL, ${failure}, ${athleteId});`,
      );
    $client.exec([activity(1), ...derived(1, ['curves', 'histograms', 'tracks', 'tiles'])].join(''));
    expect(await text()).not.toContain('derived');
    $client.exec([activity(2), ...derived(2, ['curves', 'tracks'], "'a fault of ours'")].join(''));
    expect((await json()).athletes[0]?.derived).toEqual({ activities: 2, left: 1, failed: 1 });
    expect(await text()).toContain(
      '  derived     curves, histograms, tracks, tiles: of 1 of 2 activities; the worker and sync go on with the rest; failed for 1: ',
    );
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

  test('promises no end while nobody knows how much there is: the list comes first', async () => {
    const { text, json } = await bootstrapped();
    expect(await text()).toContain(
      '\n  left        not known yet: the list of activities comes first, a request for every 200\n',
    );
    expect((await json()).athletes[0]?.remaining).toMatchObject({ finishesAt: null });
  });

  test('says that it is not well when Strava has refused the tokens', async () => {
    const { app, athleteId, text, json } = await archived();
    app.credentials.refuse(athleteId, Date.now());
    const reason =
      'Strava no longer accepts the authorization of Jördis: run `npx athlete-archive bootstrap`.';
    expect(await text()).toContain(`\n  health      BAD. ${reason}\n`);
    expect((await json()).health).toEqual({ ok: false, reason });
  });

  test('promises no end before what failed is asked for again', async () => {
    const { app, json } = await incomplete();
    const later = '2099-01-01T00:00:00Z';
    app.archive.$client.exec(`UPDATE coverage SET next_try_at = '${later}' WHERE status = 'failed'`);
    expect((await json()).athletes[0]?.remaining?.finishesAt).toBe(later);
    app.archive.$client.exec(`UPDATE coverage SET next_try_at = '${later}' WHERE status = 'parked'`);
    app.archive.$client.exec(
      "UPDATE coverage SET next_try_at = '2020-01-01T00:00:00Z' WHERE status = 'failed'",
    );
    expect((await json()).athletes[0]?.remaining?.finishesAt).not.toBe(later);
  });

  test('promises no end while something is for a person to mend', async () => {
    const { app, athleteId, text } = await incomplete();
    app.credentials.refuse(athleteId, Date.now());
    expect(await text()).toContain('\n  left        3 requests, once what keeps it from asking is mended\n');
  });

  test('says what to do first when nobody is connected', async () => {
    const { context, terminal } = await person();
    expect(await status(context, { json: false })).toBe(0);
    expect(terminal.lines.slice(0, 3)).toEqual([
      ARCHIVE_LINE,
      'There is no archive yet.',
      'Nobody is connected yet: run `npx athlete-archive bootstrap`.',
    ]);
  });

  test('creates nothing, neither files nor folders', async () => {
    const { context, terminal, dataDir } = await person();
    const DATA_DIR = join(dataDir, 'not/there');
    const environment = { ...context.environment, DATA_DIR };
    for (const json of [false, true]) expect(await status({ ...context, environment }, { json })).toBe(0);
    expect(JSON.parse(terminal.lines.at(-1) ?? '')).toMatchObject({ athletes: [], rows: {}, files: [] });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('of an archive of an older version says what to do, and leaves it as it is', async () => {
    const { context, dataDir } = await person();
    copyFileSync(join(packageRoot, 'test/fixtures/archive-0.1.0.db'), join(dataDir, 'archive.db'));
    const failure = await failureOf(status(context, { json: false }));
    expect(failure).toMatchObject({ kind: 'archive', exitCode: 5 });
    expect(failure.advice).toContain('npx athlete-archive start');
    expect(readdirSync(dataDir).filter((name) => /before|locks/.test(name))).toEqual([]);
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

describe('the status of a list', () => {
  test('that is not archived is not told', async () => {
    const { app, athleteId, json } = await archived();
    const list = { athleteId, resource: 'activities' };
    immediate(app.archive, () => writeReading(app.archive, list, at({})));
    expect((await json()).athletes).toMatchObject([{ lists: [], shortfalls: [] }]);
  });

  const at = (of: Partial<ListLine>) =>
    ({ status: 'done', readings: 1, position: null, nextTryAt: null, memory: {}, ...of }) as ListLine;
  const READ = '2026-11-24T10:00:00Z';

  const world = async () => {
    const { app, athleteId, ...asking } = await archived();
    const list = { athleteId, resource: 'activities' };
    Object.assign(asking.context.environment, { ARCHIVE: 'stats,activities' });
    const stands = (line: Partial<ListLine>) =>
      immediate(app.archive, () => writeReading(app.archive, list, at(line)));
    return { ...asking, stands };
  };

  /** What is said of a list that stands like this. */
  async function said(line: Partial<ListLine>) {
    const { stands, text, json } = await world();
    stands(line);
    const [athlete] = (await json()).athletes;
    return { lists: athlete?.lists, text: (await text()).match(/^ {2}list +(.*)$/m)?.[1] };
  }

  test('that is being read names its page', async () => {
    const { lists, text } = await said({ status: 'pending', readings: 0, position: 3, nextTryAt: READ });
    expect(lists).toMatchObject([{ resource: 'activities', readings: 0, page: 3, readAt: null }]);
    expect(text).toBe('activities is being read, page 3 comes next');
  });

  test('that was read once says so, and when it is read again', async () => {
    const soon = { checkedAt: READ, nextTryAt: '2999-11-25T10:00:00Z', note: '2 came to light' };
    const { lists, text } = await said(soon);
    expect(lists).toMatchObject([
      { readings: 1, readAt: READ, readAgainAt: soon.nextTryAt, note: soon.note },
    ]);
    expect(text).toMatch(
      /^activities was read to its end once, .* 2026, .*; it is read again from .* 2999, .* on, since a single page may hide something; 2 came to light$/,
    );
    expect((await said({ ...soon, nextTryAt: READ })).text).toContain('it is read again, since');
  });

  test('that was read twice with the same result says when all of it was seen, and what is odd', async () => {
    const twice = { readings: 2, checkedAt: READ };
    expect((await said(twice)).text).toMatch(/^all of activities was last seen .* 2026, \d\d:\d\d$/);
    expect((await said({ ...twice, note: 'Odd.' })).text).toMatch(
      /^all of activities was last seen .*; Odd\.$/,
    );
    expect((await said({ ...twice, position: 3, nextTryAt: READ })).text).toMatch(
      /; it is read again, page 3 comes next$/,
    );
  });

  test('that is shorter than the totals of Strava hints at it, once it was read', async () => {
    const { stands, text } = await world();
    stands({ readings: 0, position: 2 });
    expect(await text()).not.toContain('hint');
    stands({ checkedAt: READ });
    expect(await text()).toMatch(
      /^ {2}hint +\d+ rides at Strava, 0 in the archive; \d+ runs at Strava, 0 in the archive; .*: some may be missing$/m,
    );
  });

  test('hints at nothing where what is old goes, which is said instead', async () => {
    const { stands, text, json, context } = await world();
    stands({ checkedAt: READ });
    Object.assign(context.environment, { RETENTION_DAYS: '7' });
    const said = await text();
    expect(said).not.toContain('hint');
    expect(said).toContain('keeps       7 days, as RETENTION_DAYS says; what is older is erased');
    expect(await json()).toMatchObject({ retentionDays: 7 });
  });
});
