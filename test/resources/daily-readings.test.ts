import { describe, expect, test } from 'vitest';
import { failItem } from '../../src/archive/coverage.ts';
import { athleteClubs } from '../../src/resources/clubs.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { ATHLETE, storing } from './storing.ts';

const at = (day: number, hour = 10) => `2026-11-${day}T${String(hour).padStart(2, '0')}:00:00Z`;
const club = (id: number | string) => ({ id, name: `Club ${id}` });

function setting() {
  const all = storing();
  const page = (elements: readonly unknown[], fetchedAt: string, position = 1) =>
    all.store(athleteClubs, ATHLETE, elements, { fetchedAt, position });
  /** A reading of so many pages to its end. */
  const read = (fetchedAt: string, ...pages: (readonly number[])[]) => {
    for (const [i, ids] of pages.entries()) page(ids.map(club), fetchedAt, i + 1);
    for (let i = pages.length + 1; line()?.status === 'pending'; i += 1) page([], fetchedAt, i);
  };
  const line = () => all.ledger('clubs', ATHLETE);
  /** Each club, and since when it is gone. */
  const gone = () => Object.fromEntries(all.rows('clubs').map(({ id, gone_at }) => [id, gone_at]));
  return { ...all, page, read, line, gone };
}

const FULL = Array.from({ length: 200 }, (_, i) => i + 1);

describe('a list that is read daily', () => {
  test('is done at an empty page, never at a short one', () => {
    const { page, line } = setting();
    page([club(1)], at(20));
    expect(line()).toMatchObject({ status: 'pending', position: 2, nextTryAt: at(20), checkedAt: null });
    page([], at(20), 2);
    expect(line()).toMatchObject({ status: 'done', position: null, nextTryAt: null, checkedAt: at(20) });
  });

  test('asks once more for an empty page behind a full one, and where something was expected', () => {
    const { page, line } = setting();
    page([], at(20));
    expect(line()).toMatchObject({ status: 'pending', position: 1 });
    page(FULL.map(club), at(20));
    page([], at(20), 2);
    expect(line()).toMatchObject({ status: 'pending', position: 2 });
    page([], at(20), 2);
    expect(line()).toMatchObject({ status: 'done' });
  });

  test('goes on where it was within the hour, and begins anew after it', () => {
    const { page, line } = setting();
    page(FULL.map(club), at(20));
    page([club(300)], at(20, 11), 2);
    expect(line()).toMatchObject({ status: 'pending', position: 3 });
    page([club(301)], at(20, 13), 3);
    expect(line()).toMatchObject({ status: 'pending', position: null, checkedAt: null });
    page(FULL.map(club), at(20, 13));
    expect(line()).toMatchObject({ status: 'pending', position: 2 });
  });

  test('keeps its place when a page fails', () => {
    const { page, line, archive } = setting();
    page(FULL.map(club), at(20));
    const key = { athleteId: ATHLETE, resource: 'clubs', item: String(ATHLETE) };
    failItem(archive, key, { fault: 'server', reason: 'Odd.', httpStatus: 500 }, Date.parse(at(20)));
    expect(line()).toMatchObject({ status: 'failed', position: 2, nextTryAt: at(20, 11) });
    page([], at(20, 11), 2);
    expect(line()).toMatchObject({ status: 'pending', position: 2, tries: 0, fault: null });
  });

  test('that leads nowhere is refused', () => {
    const { page } = setting();
    page(FULL.map(club), at(20));
    for (const position of [2, 2, 3, 3, 4]) page(FULL.map(club), at(20), position);
    expect(() => page(FULL.map(club), at(20), 4)).toThrow(/page 4 and those before it/);
  });
});

describe('what a list shows no more', () => {
  test('is gone when two readings half a day apart lack it, since the first', () => {
    const { read, gone } = setting();
    read(at(20), [1, 2, 3]);
    read(at(21), [1, 3]);
    expect(gone()).toEqual({ 1: null, 2: null, 3: null });
    read(at(22), [1, 3]);
    read(at(23), [1, 3]);
    expect(gone()).toEqual({ 1: null, 2: at(21), 3: null });
  });

  test('is not gone for two readings around midnight', () => {
    const { read, gone } = setting();
    read(at(20), [1, 2]);
    read(at(21, 22), [1]);
    read(at(22, 1), [1]);
    expect(gone()).toEqual({ 1: null, 2: null });
    read(at(22, 12), [1]);
    expect(gone()).toEqual({ 1: null, 2: at(21, 22) });
  });

  test('is there again as soon as it is shown, and has to be missed twice again', () => {
    const { read, gone, page } = setting();
    read(at(20), [1, 2]);
    for (const day of [21, 22]) read(at(day), [1]);
    page([club(2)], at(23));
    expect(gone()).toEqual({ 1: null, 2: null });
    page([], at(23), 2);
    read(at(24), [2, 1]);
    expect(gone()).toEqual({ 1: null, 2: null });
    read(at(25), [1]);
    expect(gone()).toEqual({ 1: null, 2: null });
    read(at(26), [1]);
    expect(gone()).toEqual({ 1: null, 2: at(25) });
  });

  test('for once is not gone, however much that is', () => {
    const { read, gone } = setting();
    read(at(20), [1, 2, 3, 4]);
    read(at(21), [1, 2]);
    read(at(22), [1, 2, 3, 4]);
    read(at(23), []);
    read(at(24), [1, 2, 3, 4]);
    expect(Object.values(gone())).toEqual([null, null, null, null]);
  });

  test('is not gone for a reading that shows something without an id, or shows nothing new', () => {
    const { read, gone, page } = setting();
    read(at(20), FULL, [201]);
    for (const day of [21, 22]) {
      page([...FULL.map(club), null], at(day));
      page([], at(day), 2);
      page([], at(day), 2);
    }
    expect(gone()[201]).toBeNull();
    for (const day of [23, 24]) {
      for (const position of [1, 2, 2]) page(FULL.map(club), at(day), position);
      for (const position of [3, 3]) page([], at(day), position);
    }
    expect(gone()[201]).toBeNull();
  });

  test('is gone too though its id came in quotes, and though it has 19 digits', () => {
    const { page, read, exact, archive } = setting();
    const long = '3112345678901234567';
    page([club(long), club('7')], at(20));
    page([], at(20), 2);
    for (const day of [21, 22]) read(at(day), [1]);
    expect(exact('clubs', 'id')).toEqual(['1', long, '7']);
    const gone = archive.$client.prepare('SELECT CAST(id AS TEXT) FROM clubs WHERE gone_at = ? ORDER BY 1');
    expect(gone.pluck().all(at(21))).toEqual([long, '7']);
  });

  test('is the same after its tables were made again, whatever became of them', () => {
    const { read, archive, gone } = setting();
    read(at(20), [1, 2, 3]);
    for (const day of [21, 22]) read(at(day), [1]);
    read(at(23), [3, 1]);
    const before = dump(archive);
    expect(gone()).toEqual({ 1: null, 2: at(21), 3: null });
    archive.$client.exec('DELETE FROM clubs WHERE id = 2; UPDATE clubs SET gone_at = 1, name = NULL');
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(before);
  });
});
