import { describe, expect, test } from 'vitest';
import { settleItem } from '../../src/archive/coverage.ts';
import { WHOLE } from '../../src/archive/list-lines.ts';
import { activityList } from '../../src/resources/activity/list.ts';
import { doubtList } from '../../src/resources/list-readings.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { ATHLETE, SUMMARY, storing } from './storing.ts';

const id = String(ATHLETE);
const at = (day: number, hour = 10) => `2026-11-${day}T${String(hour).padStart(2, '0')}:00:00Z`;

function setting() {
  const all = storing();
  const items = (ids: number[]) => ids.map((of) => ({ ...SUMMARY, id: of }));
  /** A pass: the newest page. */
  const newest = (ids: number[], fetchedAt: string) => all.store(activityList, id, items(ids), { fetchedAt });
  const page = (ids: number[], fetchedAt: string, position: number) =>
    all.store(activityList, WHOLE, items(ids), { fetchedAt, position });
  /** A reading of a list of so many pages to its end; the first page of the first reading is the newest one. */
  const read = (day: number, ...pages: number[][]) => {
    for (const [i, ids] of [...pages, []].entries()) page(ids, at(day), i + 1);
  };
  const first = (day: number, [head = [], ...rest]: number[][]) => {
    newest(head, at(day));
    for (const [i, ids] of [...rest, []].entries()) page(ids, at(day), i + 2);
  };
  const line = () => all.ledger('activities', WHOLE);
  const doubt = (when: string) =>
    immediate(all.archive, () =>
      doubtList(all.archive, { athleteId: ATHLETE, resource: 'activities' }, when),
    );
  return { ...all, newest, page, read, first, line, doubt };
}

const once = (day: number) => ({ status: 'done', readings: 1, nextTryAt: at(day), position: null });
const twice = { status: 'done', readings: 2, nextTryAt: null, position: null };

describe('a second reading', () => {
  test('that shows the same is the last', () => {
    const { first, read, line } = setting();
    first(20, [[3, 2], [1]]);
    expect(line()).toMatchObject(once(21));
    read(21, [3, 2], [1]);
    expect(line()).toMatchObject({ ...twice, checkedAt: at(21), note: null });
  });

  test('that shows what a pass has met in between is the same', () => {
    const { first, newest, read, line } = setting();
    first(20, [[2, 1]]);
    newest([3, 2, 1], at(20, 12));
    read(21, [3, 2], [1]);
    expect(line()).toMatchObject(twice);
  });

  test('during which a pass meets something new is the same', () => {
    const { first, newest, page, line } = setting();
    first(20, [[2, 1]]);
    page([2, 1], at(21), 1);
    newest([3, 2, 1], at(21));
    page([], at(21), 2);
    expect(line()).toMatchObject(twice);
  });

  test('that shows something that was never seen is followed by another one, and says so', () => {
    const { first, read, line } = setting();
    first(20, [[3, 2]]);
    read(21, [3, 2], [1]);
    expect(line()).toMatchObject({ ...once(22), note: '1 came to light only when it was read again' });
    read(22, [3, 2], [1]);
    expect(line()).toMatchObject({ ...twice, note: null });
  });

  test('that lacks what was seen is followed by another one; what stays away is gone', () => {
    const { first, read, line } = setting();
    first(20, [[3, 2], [1]]);
    read(21, [3], [1]);
    expect(line()).toMatchObject(once(22));
    read(22, [3], [1]);
    expect(line()).toMatchObject(twice);
  });

  test('that lacks something else than the one before is followed by another one', () => {
    const { first, read, line } = setting();
    first(20, [[3, 2], [1]]);
    read(21, [3, 2]);
    read(22, [3], [1]);
    expect(line()).toMatchObject(once(23));
    read(23, [3, 2], [1]);
    expect(line()).toMatchObject(twice);
  });

  test('goes on where it was cut off', () => {
    const { first, page, line } = setting();
    first(20, [[3, 2], [1]]);
    page([3, 2], at(21), 1);
    expect(line()).toMatchObject({ status: 'pending', readings: 1, position: 2, checkedAt: at(20) });
    page([1], at(23), 2);
    page([], at(23), 3);
    expect(line()).toMatchObject(twice);
  });
});

describe('a doubt', () => {
  test('has a list read once more, at the time given', () => {
    const { first, read, line, doubt } = setting();
    first(20, [[2, 1]]);
    read(21, [2, 1]);
    doubt(at(22));
    expect(line()).toMatchObject(once(22));
    doubt(at(23));
    expect(line()).toMatchObject(once(22));
    read(22, [2, 1]);
    expect(line()).toMatchObject(twice);
  });

  test('while it is read makes this reading none that counts', () => {
    const { first, page, line, doubt } = setting();
    first(20, [[2, 1]]);
    page([2, 1], at(21), 1);
    doubt(at(21));
    page([], at(21), 2);
    expect(line()).toMatchObject(once(22));
  });

  test('before the first reading is over changes nothing', () => {
    const { newest, line, doubt } = setting();
    doubt(at(20));
    expect(line()).toBeUndefined();
    newest([2, 1], at(20));
    const before = line();
    doubt(at(20));
    expect(line()).toEqual(before);
  });
});

describe('a newest page of which nothing was known', () => {
  test('has the list read on to what was known, and then once more', () => {
    const { first, read, newest, page, line } = setting();
    first(20, [[2, 1]]);
    read(21, [2, 1]);
    newest([7, 6], at(22));
    expect(line()).toMatchObject({ status: 'pending', readings: 0, position: 2, nextTryAt: at(22) });
    page([6, 5], at(22), 2);
    newest([8, 7], at(22));
    page([4, 2], at(22), 3);
    expect(line()).toMatchObject(once(23));
    read(23, [8, 7], [6, 5], [4, 2], [1]);
    expect(line()).toMatchObject(twice);
  });

  test('while a list is being read begins it anew behind that page', () => {
    const { newest, page, line } = setting();
    newest([2, 1], at(20));
    page([0.5], at(20), 2);
    newest([9, 8], at(22));
    expect(line()).toMatchObject({ status: 'pending', readings: 0, position: 2 });
    page([7, 2], at(22), 2);
    page([1], at(22), 3);
    page([], at(22), 4);
    expect(line()).toMatchObject(once(23));
  });
});

describe('a list without anything on it', () => {
  test('is asked for twice the first time, and then no more often than others', () => {
    const { newest, page, line } = setting();
    newest([], at(20));
    expect(line()).toMatchObject({ status: 'pending', position: 1 });
    page([], at(20), 1);
    expect(line()).toMatchObject(once(21));
    page([], at(21), 1);
    page([], at(21), 1);
    expect(line()).toMatchObject(twice);
    newest([], at(22));
    expect(line()).toMatchObject({ readings: 2, position: 1 });
    page([], at(22), 1);
    expect(line()).toMatchObject(twice);
  });
});

describe('in turn', () => {
  const ids = (from: number, count: number) => Array.from({ length: count }, (_, i) => from - i);
  /** Read twice with the same result: three pages of five. */
  const agreed = () => {
    const all = setting();
    const pages = [ids(15, 5), ids(10, 5), ids(5, 5)];
    all.first(20, pages);
    all.read(21, ...pages);
    expect(all.line()).toMatchObject(twice);
    const asked = () =>
      all
        .rows('coverage', "resource = 'activity' AND next_try_at > '2026-11-21'")
        .map(({ item }) => Number(item));
    for (const { item } of all.rows('coverage', "resource = 'activity'"))
      immediate(all.archive, () => settled(all.archive, String(item)));
    return { ...all, asked };
  };
  const settled = (archive: Parameters<typeof settleItem>[0], item: string) =>
    settleItem(archive, { athleteId: ATHLETE, resource: 'activity', item }, { status: 'done', at: at(20) });

  test('it begins behind the newest page, half a day later, and goes on a page each half an hour', () => {
    const { newest, page, line } = agreed();
    newest(ids(15, 5), at(21, 21));
    expect(line()).toMatchObject(twice);
    newest(ids(15, 5), at(21, 22));
    expect(line()).toMatchObject({ status: 'done', readings: 2, position: 2, nextTryAt: at(21, 22) });
    page(ids(10, 5), at(21, 22), 2);
    expect(line()).toMatchObject({ position: 3, nextTryAt: '2026-11-21T22:30:00Z', checkedAt: at(21) });
    page(ids(5, 5), at(21, 23), 3);
    page([], at(22, 1), 4);
    expect(line()).toMatchObject({ ...twice, checkedAt: at(22, 1) });
  });

  test('it goes on at once when all of it was last seen long ago', () => {
    const { newest, page, line } = agreed();
    newest(ids(15, 5), at(27, 11));
    page(ids(10, 5), at(27, 11), 2);
    expect(line()).toMatchObject({ position: 3, nextTryAt: at(27, 11) });
  });

  test('few that it lacks are asked for by themselves, once', () => {
    const { newest, page, line, asked } = agreed();
    for (const day of [23, 24]) {
      newest(ids(15, 5), at(day));
      page([10, 9, 6], at(day), 2);
      page(ids(5, 5), at(day), 3);
      page([], at(day), 4);
      expect(line()).toMatchObject(twice);
      expect(asked().sort()).toEqual([7, 8]);
      if (day === 23) expect(line()?.checkedAt).toBe(at(23));
    }
  });

  test('many that it lacks are asked for only when it lacks them again, and it is read again within the hour', () => {
    const { newest, read, page, line, asked } = agreed();
    newest([15, 14, 13], at(23));
    page([], at(23), 2);
    expect(asked()).toEqual([]);
    expect(line()).toMatchObject({ readings: 1, nextTryAt: at(23, 11) });
    read(24, [15, 14, 13], [12]);
    expect(asked().sort((a, b) => a - b)).toEqual(ids(11, 11).reverse());
  });

  test('a clock that was years ahead does not keep it from beginning', () => {
    const { newest, line, archive } = agreed();
    archive.$client.exec("UPDATE coverage SET checked_at = '2029-01-01T00:00:00Z' WHERE item = 'whole'");
    newest(ids(15, 5), at(23));
    expect(line()).toMatchObject({ position: 2 });
  });
});
