import { describe, expect, test } from 'vitest';
import { expectPoints } from './history-points.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, askedSince, type History, historyOf } from './history-world.ts';
import { allDocuments } from './truth-documents.ts';
import { expectRows } from './truth-rows.ts';

const HOUR_MS = 3_600_000;

/** A pass and what it leaves to backfill. @returns what was asked for beside snapshots and list, `ID` for this id. */
async function look({ simulator, clock, pass, backfill }: History, id: number): Promise<string[]> {
  clock.advance(HOUR_MS);
  const before = simulator.requests.length;
  await pass();
  await backfill();
  const asked = askedSince(simulator, before).slice(3);
  return asked.map((each) => each.replace(/\?.*/, '').replace(String(id), 'ID'));
}

/** An archived history and a run of a month ago in it, of which everything is known. */
async function archived(activities = 12) {
  const history = await historyOf({ activities });
  const run = { sport_type: 'Run', gear_id: null, start_date: '2026-10-20T07:00:00Z', name: 'Old run' };
  const { id } = history.simulator.addActivity(run);
  await archiveAll(history);
  return { ...history, history, id, truth: history.truth(), archive: history.app.archive.$client };
}

describe('an edit of what is archived', () => {
  test.each([
    { name: 'Renamed 🦆' },
    { sport_type: 'Walk' },
    { visibility: 'only_me' as const },
    { visibility: 'followers_only' as const },
  ])('%j asks for the detail again and for nothing else', async (edit) => {
    const { history, id, simulator, archive, truth, athleteId } = await archived();
    simulator.editActivity(id, edit);
    expect(await look(history, id)).toEqual(['/activities/ID']);
    expectTruth(archive, truth, athleteId, true);
    expect(await look(history, id)).toEqual([]);
  });

  test('crops: detail and streams are read again, and nothing of the old recording stays', async () => {
    const { history, id, simulator, archive, truth, athleteId } = await archived();
    const points = truth.streams(id)?.time?.data.length ?? 0;
    simulator.editActivity(id, { crop: { from: 120, to: 900 } });
    expect(await look(history, id)).toEqual(['/activities/ID', '/activities/ID/streams']);
    expectTruth(archive, truth, athleteId, true);
    expect(expectPoints(archive, id, truth.streams(id) ?? {})).toBeLessThan(points);
    expect(await look(history, id)).toEqual([]);
  });

  // From outside it looks as if the beginning had been cropped.
  test('hides when it began: detail and streams are read again, once', async () => {
    const { history, id, simulator, archive, truth, athleteId } = await archived();
    simulator.editActivity(id, { hideStart: true });
    expect(await look(history, id)).toEqual(['/activities/ID', '/activities/ID/streams']);
    expectTruth(archive, truth, athleteId, true);
    expect(await look(history, id)).toEqual([]);
  });

  test('kudos cost no request; the summary adds its numbers and leaves the columns of the detail', async () => {
    const { history, id, simulator, archive, truth, sql } = await archived();
    simulator.giveKudos(id);
    expect(await look(history, id)).toEqual([]);
    const details = truth.summaries().map((each) => truth.detail(each.id));
    expectRows(archive, 'activities', details);
    const versions = 'SELECT kind, count(*) AS n FROM documents WHERE item = ? GROUP BY kind ORDER BY kind';
    expect(sql(versions, String(id))).toEqual([
      { kind: 'activity', n: 1 },
      { kind: 'activity_summary', n: 2 },
    ]);
    expect(allDocuments(archive).join('')).not.toContain('embed_token');
  });

  test('before its detail was read costs nothing more', async () => {
    const history = await historyOf({ activities: 12 });
    const { simulator, pass, truth, app, athleteId } = history;
    await pass();
    const id = truth().summaries().at(-1)?.id ?? 0;
    simulator.editActivity(id, { name: 'Renamed early' });
    const asked = await look(history, id);
    expect(asked.filter((each) => each.endsWith('/ID'))).toEqual(['/activities/ID']);
    expectTruth(app.archive.$client, truth(), athleteId);
  });

  test('that is taken back after the detail was read is taken back in the archive too', async () => {
    const history = await historyOf({ activities: 12 });
    const { simulator, pass, truth, sql } = history;
    await pass();
    const { id = 0, name = '' } = truth().summaries().at(-1) ?? {};
    simulator.editActivity(id, { name: 'For an hour only' });
    await history.backfill();
    simulator.editActivity(id, { name });
    await look(history, id);
    expect(sql('SELECT name FROM activities WHERE id = ?', id)).toEqual([{ name }]);
  });
});

describe('an activity that Strava has no more', () => {
  const lines = 'SELECT resource, status, http_status, missing_since FROM coverage WHERE item = ? ORDER BY 1';
  const list = (asked: string[]) => asked.filter((each) => each === '/athlete/activities');

  test('stays as it was archived, with status and time', async () => {
    const { history, simulator, clock, sql } = await archived();
    const { id } = simulator.addActivity({ sport_type: 'Run', gear_id: null });
    await look(history, id);
    const tables = ['activities', 'laps', 'splits', 'segment_efforts', 'stream_blocks', 'documents'];
    const counts = () => tables.map((table) => sql(`SELECT count(*) AS n FROM ${table}`));
    const before = counts();
    simulator.deleteActivity(id);
    clock.advance(24 * HOUR_MS);
    const asked = await look(history, id);
    expect(asked.filter((each) => each.includes('ID'))).toEqual(['/activities/ID']);
    const missing_since = '2026-11-25T12:00:00Z';
    expect(sql(lines, String(id))).toMatchObject([
      { resource: 'activity', status: 'done', http_status: 404, missing_since },
      { resource: 'streams', status: 'done' },
    ]);
    expect(counts()).toEqual(before);
    expect(await look(history, id)).toEqual([]);
  });

  test('is absent a day later when only the list has shown it', async () => {
    const history = await historyOf({ activities: 12 });
    const { simulator, pass, truth, sql } = history;
    await pass();
    const { id = 0, name } = truth().summaries().at(-1) ?? {};
    simulator.deleteActivity(id);
    const asked = await look(history, id);
    expect(asked.filter((each) => each.includes('ID'))).toEqual(['/activities/ID', '/activities/ID/streams']);
    const missing = { status: 'failed', http_status: 404, missing_since: '2026-11-24T11:00:00Z' };
    expect(sql(lines, String(id))).toMatchObject([missing, missing]);
    expect(sql('SELECT name FROM activities WHERE id = ?', id)).toEqual([{ name }]);
    // Once more to the end of the list: what stood behind it may have moved up while it was read. Since it lacks what it
    // has shown before, it is read for a third time a day later.
    const reading = ['/athlete/activities', '/athlete/activities'];
    expect(list(await look(history, id))).toEqual(reading);
    expect(list(await look(history, id))).toEqual([]);
    history.clock.advance(24 * HOUR_MS);
    expect(list(await look(history, id))).toEqual(reading);
    const absent = { ...missing, status: 'absent' };
    expect(sql(lines, String(id))).toMatchObject([absent, absent]);
    expect(await look(history, id)).toEqual([]);
  });
});
