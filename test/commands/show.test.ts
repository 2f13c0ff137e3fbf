import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keepDocument } from '../../src/archive/documents.ts';
import { show } from '../../src/commands/show.ts';
import { sync } from '../../src/commands/sync.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { encodeStreams } from '../../src/streams/answer.ts';
import { writeStreams } from '../../src/streams/store.ts';
import { parseExactly } from '../simulator/activity-asking.ts';
import { CORE } from '../support/simulator.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { failureOf, person } from './person.ts';

async function archived() {
  const at = await person(CORE, { activities: 12 });
  const { app, athleteId } = await at.connect();
  await sync(at.context, { untilDone: false });
  const shown = async (kind: string, item: string | number) => {
    at.terminal.lines.length = 0;
    expect(await show(at.context, kind, String(item))).toBe(0);
    return at.terminal.text();
  };
  const truth = at.simulator.truth();
  const recorded = truth.summaries().find(({ manual, gear_id }) => !manual && gear_id) ?? {
    id: 0,
    gear_id: '',
  };
  return { ...at, archive: app.archive, athleteId, shown, truth, ...recorded };
}

describe('show', () => {
  test('prints the newest detail of an activity with every digit, without its token', async () => {
    const { shown, truth, id } = await archived();
    const text = await shown('activity', id);
    expect(parseExactly(text)).toEqual(truth.detail(id));
    expect(text).not.toContain('embed_token');
  });

  test('says beside the JSON which archive it is from', async () => {
    const { shown, terminal, id } = await archived();
    JSON.parse(await shown('activity', id));
    expect(terminal.notes).toEqual([ARCHIVE_LINE]);
  });

  test('prints what the list says, and gear', async () => {
    const { shown, truth, id, gear_id } = await archived();
    const summary = truth.summaries().find((each) => each.id === id);
    expect(JSON.parse(await shown('activity_summary', id))).toEqual(summary);
    expect(JSON.parse(await shown('gear', gear_id ?? ''))).toEqual(truth.gear(gear_id ?? ''));
  });

  test('prints streams as Strava gave them', async () => {
    const { shown, truth, id } = await archived();
    expect(JSON.parse(await shown('streams', id))).toEqual(JSON.parse(JSON.stringify(truth.streams(id))));
  });

  test('prints streams with a number of 19 digits', async () => {
    const { shown, archive, athleteId } = await archived();
    const answer = { time: { data: [1, 3112345678901234567n] } };
    const of = { activityId: 7, athleteId, fetchedAt: '2026-11-24T10:00:00Z' };
    immediate(archive, () => writeStreams(archive, of, encodeStreams(answer)));
    expect(parseExactly(await shown('streams', 7))).toEqual(answer);
  });

  test('prints a document to the letter', async () => {
    const { shown, archive, athleteId } = await archived();
    const text = '{ "id":3112345678901234567, "distance":0.0,\n "name":"🚴 \\u00e9" }';
    const keep = (body: string, at: string) =>
      immediate(archive, () => keepDocument(archive, { athleteId, kind: 'activity', item: '9' }, body, at));
    keep('{"old":1}', '2026-11-24T10:00:00Z');
    keep(text, '2026-11-24T11:00:00Z');
    expect(await shown('activity', 9)).toBe(text);
  });

  test('asks nothing of Strava, and needs no client id and secret', async () => {
    const { context, simulator, id } = await archived();
    const before = simulator.requests.length;
    const { STRAVA_CLIENT_ID: _id, STRAVA_CLIENT_SECRET: _secret, ...environment } = context.environment;
    expect(await show({ ...context, environment }, 'activity', String(id))).toBe(0);
    expect(simulator.requests).toHaveLength(before);
  });
});

test.each([
  ['activity', '1'],
  ['streams', '1'],
  ['streams', 'x'],
  ['nonsense', '1'],
  ['gear', ''],
])('what is not there is a wrong usage: %s %s', async (kind, item) => {
  const { context, terminal, look } = await person();
  await look();
  expect(await failureOf(show(context, kind, item))).toMatchObject({
    ...{ kind: 'usage', exitCode: 2, message: `The archive holds no ${kind} ${item}.` },
    advice: expect.stringMatching(/^Kinds are activity, activity_summary, .*gear.*streams/),
  });
  expect(terminal.lines).toEqual([]);
});

describe('the history of an activity', () => {
  const HISTORY = { history: true, json: false };

  test('says what changed and when, in words and as JSON', async () => {
    const { context, terminal, archive, id, athleteId } = await archived();
    const write = archive.$client.prepare(
      'INSERT INTO activity_changes (activity_id, athlete_id, fetched_at, seen_at, field, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    immediate(archive, () => {
      for (const [at, field, before, after] of [
        ['2026-11-24T10:00:00Z', 'distance', 5_000, 4_200.5],
        ['2026-11-24T10:00:00Z', 'name', 'Morning Run', 'Long one'],
        ['2026-11-25T10:00:00Z', 'gear_id', 'g1', null],
      ])
        write.run(id, athleteId, at, at, field, before, after);
    });
    terminal.lines.length = 0;
    expect(await show(context, 'activity', String(id), HISTORY)).toBe(0);
    expect(terminal.lines).toEqual([
      expect.stringMatching(/^Tue, 24 Nov 2026, 11:00/),
      '  distance: 5000 → 4200.5',
      '  name: "Morning Run" → "Long one"',
      expect.stringMatching(/^Wed, 25 Nov 2026, 11:00/),
      '  gear_id: "g1" → nothing',
    ]);
    terminal.lines.length = 0;
    await show(context, 'activity', String(id), { history: true, json: true });
    expect(JSON.parse(terminal.text())).toHaveLength(3);
  });

  test('is none where nothing changed, and an error where there is no such activity', async () => {
    const { context, terminal, id } = await archived();
    terminal.lines.length = 0;
    await show(context, 'activity', String(id), HISTORY);
    expect(terminal.lines).toEqual(['Nothing has changed at Strava since it was archived.']);
    for (const [kind, item] of [
      ['activity', '1'],
      ['gear', 'b1'],
    ] as const)
      expect(await failureOf(show(context, kind, item, HISTORY))).toMatchObject({ kind: 'usage' });
  });
});

test('where there is no archive there is nothing to show, and nothing is created', async () => {
  const { context, terminal, dataDir } = await person();
  expect(await show(context, 'activity', '1')).toBe(0);
  expect([terminal.lines, readdirSync(dataDir)]).toEqual([[], []]);
});
