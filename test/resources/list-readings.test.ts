import { describe, expect, test } from 'vitest';
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
    expect(line()).toMatchObject(twice);
  });
});
