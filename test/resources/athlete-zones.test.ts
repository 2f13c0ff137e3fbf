import { describe, expect, test } from 'vitest';
import { zonesOfAthlete } from '../../src/resources/athlete-zones.ts';
import { NoAnswer } from '../../src/resources/resource.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { ATHLETE, storing } from './storing.ts';

const HEART = `{"custom_zones":false,"zones":[{"min":0,"max":115},{"min":115,"max":-1}]}`;
const HIGHER = `{"custom_zones":false,"zones":[{"min":0,"max":120},{"min":120,"max":-1}]}`;
const POWER = `{"zones":[{"min":0,"max":180},{"min":181,"max":-1}]}`;
const BOTH = `{"heart_rate":${HEART},"power":${POWER}}`;

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T10:00:00Z`;

function setting() {
  const all = storing();
  /** Stores an answer of each day, from the first on. */
  const daily = (...answers: string[]) => {
    for (const [i, answer] of answers.entries())
      all.store(zonesOfAthlete, ATHLETE, answer, { fetchedAt: day(i + 1) });
  };
  /** `heart_rate 0–115 1–3`: the first zone of each kind, and the days from and to which it is valid. */
  const first = () =>
    all
      .rows('athlete_zones', 'zone = 0')
      .map(({ kind, min, max, valid_from, valid_to }) =>
        [
          kind,
          `${min}–${max}`,
          [valid_from, valid_to].map((at) => at && Number(`${at}`.slice(8, 10))).join('–'),
        ].join(' '),
      )
      .sort();
  return { ...all, daily, first, line: () => all.ledger('athlete_zones', ATHLETE) };
}

describe('the zones of an athlete', () => {
  test('have a row a zone, with no bound where the last one has none', () => {
    const { daily, rows, line } = setting();
    daily(BOTH);
    const own = { athlete_id: ATHLETE, fetched_at: day(1), valid_from: day(1), valid_to: null };
    expect(rows('athlete_zones')).toEqual([
      { ...own, kind: 'heart_rate', zone: 0, min: 0, max: 115, custom_zones: 0 },
      { ...own, kind: 'heart_rate', zone: 1, min: 115, max: null, custom_zones: 0 },
      { ...own, kind: 'power', zone: 0, min: 0, max: 180, custom_zones: null },
      { ...own, kind: 'power', zone: 1, min: 181, max: null, custom_zones: null },
    ]);
    expect(line()).toMatchObject({ status: 'done', checkedAt: day(1), note: null });
  });

  test('cost no row on a day on which they are as before', () => {
    const { daily, rows, line } = setting();
    daily(BOTH);
    const before = rows('athlete_zones');
    daily(BOTH, BOTH, `{"power":${POWER},"heart_rate":${HEART},"another_field":3}`);
    expect(rows('athlete_zones')).toEqual(before);
    expect(line()).toMatchObject({ checkedAt: day(3), note: null });
  });

  test('of one kind end when they change, and others begin; those of the other go on', () => {
    const { daily, first } = setting();
    daily(BOTH, BOTH, `{"heart_rate":${HIGHER},"power":${POWER}}`);
    expect(first()).toEqual(['heart_rate 0–115 1–3', 'heart_rate 0–120 3–', 'power 0–180 1–']);
  });

  test('end when an answer has them no more: an athlete without an FTP', () => {
    const { daily, first } = setting();
    daily(BOTH, `{"heart_rate":${HEART}}`, `{"heart_rate":${HEART},"power":null}`, BOTH);
    expect(first()).toEqual(['heart_rate 0–115 1–', 'power 0–180 1–2', 'power 0–180 4–']);
  });

  test('stay where what is said of them is not understood', () => {
    const { daily, first, line } = setting();
    daily(BOTH, `{"heart_rate":"high","power":${POWER}}`, `{"heart_rate":{"zones":[7]},"power":${POWER}}`);
    expect(first()).toEqual(['heart_rate 0–115 1–', 'power 0–180 1–']);
    expect(line()?.note).toBe('heart_rate.zones.0: 7');
  });

  test('of a kind that nobody knows are kept as well', () => {
    const { daily, first } = setting();
    daily(`{"heart_rate":${HEART},"pace":{"zones":[{"min":0.5,"max":2.96}]},"resource_state":3}`);
    expect(first()).toEqual(['heart_rate 0–115 1–', 'pace 0.5–2.96 1–']);
  });

  test('cost nothing but the value that is odd', () => {
    const { daily, rows, line } = setting();
    daily('{"heart_rate":{"custom_zones":7,"zones":[{"min":0,"max":"115"},null,{"min":120.5,"max":-1}]}}');
    expect(rows('athlete_zones')).toMatchObject([
      { zone: 0, min: 0, max: null, custom_zones: null },
      { zone: 2, min: 120.5, max: null },
    ]);
    expect(line()?.note).toBe(
      'heart_rate.custom_zones: 7; heart_rate.zones.1: null; heart_rate.zones.0.max: "115"',
    );
  });

  test('that come back begin anew, and are the same after the tables were made again', () => {
    const { daily, archive, first, rows } = setting();
    const other = `{"heart_rate":${HIGHER}}`;
    daily(BOTH, BOTH, other, BOTH, BOTH, other, other);
    expect(first()).toEqual([
      ...['heart_rate 0–115 1–3', 'heart_rate 0–115 4–6', 'heart_rate 0–120 3–4', 'heart_rate 0–120 6–'],
      ...['power 0–180 1–3', 'power 0–180 4–6'],
    ]);
    expect(rows('documents', "kind = 'athlete_zones'")).toHaveLength(4);
    const before = dump(archive);
    archive.$client.exec('UPDATE athlete_zones SET min = 7, valid_to = NULL');
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(before);
  });

  test('that were valid for no second leave nothing', () => {
    const { daily, first, rows } = setting();
    daily(BOTH);
    daily(`{"heart_rate":${HIGHER}}`);
    expect(first()).toEqual(['heart_rate 0–120 1–']);
    expect(rows('athlete_zones')).toHaveLength(2);
  });
});

test.each([
  {},
  [],
  null,
  { unexpected: true },
  { power: null },
  { heart_rate: {} },
  { heart_rate: { zones: [] } },
])('%j is no answer', (json) => expect(() => zonesOfAthlete.accept(String(ATHLETE), json)).toThrow(NoAnswer));
