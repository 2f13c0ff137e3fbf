import { describe, expect, test } from 'vitest';
import { readReading } from '../../src/archive/list-lines.ts';
import { historyOf, type WorldOptions } from './history-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OLD = '2019-05-04T06:00:00Z';

/** A list of 450 activities that was read twice with the same result. */
async function known(options: Partial<WorldOptions> = {}) {
  const world = { activities: 450, byHand: true, environment: { ARCHIVE: 'activities' }, ...options };
  const history = await historyOf(world);
  const { simulator, app, athleteId, pass, backfill, clock, sql } = history;
  await pass();
  clock.advance(DAY_MS);
  await pass();
  await backfill();
  const line = () => readReading(app.archive, { athleteId, resource: 'activities' });
  expect(line()?.readings).toBe(2);
  const pages = () => simulator.requests.flatMap(({ query }) => query.page ?? []);
  /** The pages of the list that are asked for in a pass so much later. */
  const later = async (ms: number) => {
    clock.advance(ms);
    const before = pages().length;
    await pass();
    await backfill();
    return pages().slice(before).join(' ');
  };
  const isKnown = (id: number) => sql('SELECT id FROM activities WHERE id = ?', id).length === 1;
  return { ...history, later, line, isKnown };
}

describe('the whole list is seen again and again', () => {
  test('a page in each pass, twelve hours after the last reading', async () => {
    const { later, line } = await known();
    const readAt = line()?.checkedAt;
    expect([await later(HOUR_MS), await later(10 * HOUR_MS)]).toEqual(['1', '1']);
    expect(line()?.checkedAt).toBe(readAt);
    const hours = [];
    for (let hour = 0; hour < 6; hour++) hours.push(await later(HOUR_MS));
    expect(hours).toEqual(['1 2', '1 3', '1 4', '1', '1', '1']);
    expect(line()).toMatchObject({ status: 'done', readings: 2, position: null, note: null });
    expect(line()?.checkedAt).not.toBe(readAt);
  });

  test('no more than a page in a pass though an empty one behind a full one is asked for twice', async () => {
    const { later } = await known({ activities: 400 });
    const hours = [await later(12 * HOUR_MS)];
    for (let hour = 0; hour < 3; hour++) hours.push(await later(HOUR_MS));
    expect(hours).toEqual(['1 2', '1 3', '1 3', '1']);
  });

  test('no more of it when passes follow each other closely', async () => {
    const { later } = await known();
    expect(await later(12 * HOUR_MS)).toBe('1 2');
    expect(await later(60_000)).toBe('1');
    expect(await later(60_000)).toBe('1');
    expect(await later(30 * 60_000)).toBe('1 3');
  });

  test('with passes that are rare, all of it at once within a week', async () => {
    const { later, line } = await known();
    const days = [];
    for (let day = 0; day < 6; day++) days.push(await later(DAY_MS));
    expect(days).toEqual(['1 2', '1 3', '1 4', '1 2', '1 3', '1 4']);
    expect(await later(8 * DAY_MS)).toBe('1 2 3 4');
    expect(line()?.readings).toBe(2);
  });

  test('so that what is uploaded late is found, one or 250 at once, and what is edited', async () => {
    const { simulator, later, isKnown, sql, line, truth } = await known();
    const { id } = simulator.addActivity({ start_date: OLD, gear_id: null });
    const edited = truth().summaries().at(-20)?.id ?? 0;
    simulator.editActivity(edited, { name: 'Renamed long after' });
    expect(await later(HOUR_MS)).toBe('1');
    expect(isKnown(id)).toBe(false);
    for (let hour = 0; hour < 14; hour++) await later(HOUR_MS);
    expect(isKnown(id)).toBe(true);
    expect(sql('SELECT name FROM activities WHERE id = ?', edited)).toEqual([{ name: 'Renamed long after' }]);
    for (let i = 0; i < 250; i++)
      simulator.addActivity({ start_date: `2018-03-${String((i % 28) + 1).padStart(2, '0')}T07:00:00Z` });
    for (let hour = 0; hour < 20; hour++) await later(HOUR_MS);
    expect(sql('SELECT count(*) AS n FROM activities')).toEqual([{ n: 701 }]);
    expect(line()).toMatchObject({ readings: 2, note: null });
  });

  test('and a page of it that fails spoils no pass', async () => {
    const { simulator, clock, pass, later } = await known();
    simulator.faults.add({
      path: '/api/v3/athlete/activities',
      query: { page: '2' },
      kind: { status: 500 },
      times: 9,
    });
    clock.advance(12 * HOUR_MS);
    expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
    simulator.faults.clear();
    expect(await later(2 * HOUR_MS)).toBe('1 2');
  });
});
