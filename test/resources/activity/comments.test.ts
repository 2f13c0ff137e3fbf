import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commentsOfActivity as comments } from '../../../src/resources/activity/comments.ts';
import { activity } from '../../../src/resources/activity/detail.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { dumpTable } from '../../archive/dump.ts';
import { sized } from '../../support/soak.ts';
import { type Arrival, ATHLETE, DETAIL, NOW, storing } from '../storing.ts';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.parse(NOW) + hours * HOUR).toISOString().replace('.000', '');

const comment = (id: unknown, more: object = {}) => ({
  ...{ id, activity_id: 42, post_id: null, resource_state: 2, text: `No. ${id} 👏`, mentions_metadata: null },
  ...{ created_at: '2026-11-21T09:00:00Z', cursor: `c${id}%3D`, reaction_count: 1, has_reacted: false },
  athlete: { resource_state: 2, firstname: 'Alex', lastname: 'O.' },
  ...more,
});

function setting() {
  const all = storing();
  return {
    ...all,
    count: (comment_count: number, id = 42) => all.store(activity, id, { ...DETAIL, id, comment_count }),
    say: (ids: unknown[], hours = 0, more: Arrival = {}, item = 42) =>
      all.store(
        comments,
        item,
        ids.map((id) => comment(id)),
        { fetchedAt: at(hours), ...more },
      ),
    /** `7` is there, `-7` was removed. */
    there: () =>
      all.rows('comments').map(({ id, removed_at }) => (removed_at === null ? Number(id) : -Number(id))),
    line: () => all.ledger('comments', 42),
  };
}

test('a request asks for the most that Strava gives, and goes on by the cursor as it came', () => {
  expect(comments.request('42', 1)).toEqual({ path: '/activities/42/comments', query: { page_size: 200 } });
  expect(comments.pages?.next([comment(1), comment(2)], 2)).toEqual({
    page_size: 200,
    after_cursor: 'c2%3D',
  });
  // What is odd at the end of a page does not hide the next one.
  expect(comments.pages?.next([comment(1), null, comment(2, { cursor: null })], 2)).toMatchObject({
    after_cursor: 'c1%3D',
  });
  expect(comments.pages?.next([comment(1, { cursor: null })], 2)).toBeUndefined();
});

test.each([
  [0, { basis: '0', nothing: true }],
  [3, { basis: '3' }],
  [-1, undefined],
  [1.5, undefined],
  ['3', undefined],
  [null, undefined],
])('a count of %j wants %j', (comment_count, wanted) => {
  for (const by of ['list', 'detail'] as const)
    expect(comments.wanted?.({ ...DETAIL, comment_count }, by)).toEqual(wanted);
});

describe('comments', () => {
  test('are rows with the names that Strava gives, whose archive it is, and ids of 64 bits', () => {
    const { say, rows, exact, line } = setting();
    say([7, 3112345678901234567n]);
    expect(rows('comments')[0]).toEqual({
      ...{ id: 7, activity_id: 42, athlete_id: ATHLETE, text: 'No. 7 👏', reaction_count: 1 },
      ...{ created_at: '2026-11-21T09:00:00Z', athlete_firstname: 'Alex', athlete_lastname: 'O.' },
      ...{ fetched_at: NOW, removed_at: null },
    });
    expect(exact('comments', 'id')).toEqual(['3112345678901234567', '7']);
    expect(line()).toMatchObject({ status: 'done', note: null, nextTryAt: null });
  });

  test('that are odd cost themselves: no id, no object, no author, twice', () => {
    const { store, rows, line } = setting();
    const odd = [comment(null), 'x', comment('7', { athlete: 'Alex', text: 1 }), comment(8), comment(8)];
    store(comments, 42, [...odd, comment(8, { text: 'Edited' })]);
    expect(rows('comments')).toMatchObject([
      { id: 7, text: null, athlete_firstname: null },
      { id: 8, text: 'Edited' },
    ]);
    for (const word of [
      'comments.0.id',
      'comments.1: "x"',
      'comments.2.athlete',
      'comments.5.id: 8 once more',
    ])
      expect(line()?.note).toContain(word);
  });

  test('belong where Strava last showed them', () => {
    const { say, rows } = setting();
    say([7, 8]);
    say([7], 1, {}, 43);
    expect(rows('comments', 'activity_id = 43')).toMatchObject([{ id: 7 }]);
    // What is gone from the one is not gone from the other.
    say([8], 2);
    expect(rows('comments', 'id = 7')).toMatchObject([{ activity_id: 43, removed_at: null }]);
  });
});

describe('a comment that Strava does not show any more', () => {
  test('keeps its row, with the instant at which that was first seen', () => {
    const { count, say, rows, there } = setting();
    count(2);
    say([7, 8]);
    count(1);
    say([8], 1);
    say([8], 2);
    expect(there()).toEqual([-7, 8]);
    expect(rows('comments', 'id = 7')).toMatchObject([{ removed_at: at(1), fetched_at: NOW }]);
  });

  test('is there again when it comes back', () => {
    const { count, say, there } = setting();
    count(1);
    say([7]);
    say([8], 1);
    say([7], 2);
    expect(there()).toEqual([7, -8]);
  });

  test('is not gone from an answer that has less than is counted: that is asked for again after a day', () => {
    const { count, say, there, line } = setting();
    count(3);
    say([7, 8, 9]);
    say([7, 10], 1, { reachedEnd: true });
    expect(there()).toEqual([7, 8, 9, 10]);
    expect(line()).toMatchObject({ status: 'done', nextTryAt: at(25) });
    // The page was a mistake.
    say([7, 9, 10], 25);
    expect(there()).toEqual([7, -8, 9, 10]);
    expect(line()?.nextTryAt).toBeNull();
  });

  test('is gone when Strava comes to the same end twice, a day apart: some are counted and hidden', () => {
    const { count, say, there, rows, line } = setting();
    count(3);
    say([7, 8, 9]);
    say([7, 9], 1, { reachedEnd: true });
    say([7, 9], 2, { reachedEnd: true });
    expect(there()).toEqual([7, 8, 9]);
    say([7, 9], 26, { reachedEnd: true });
    expect(there()).toEqual([7, -8, 9]);
    expect(rows('comments', 'id = 8')).toMatchObject([{ removed_at: at(26) }]);
    expect(line()?.nextTryAt).toBeNull();
  });

  test('is not gone while Strava gives no way to the rest, which is asked for once more and not for ever', () => {
    const { count, say, there, line } = setting();
    count(3);
    say([7, 8, 9]);
    for (const [hours, next] of [
      [1, at(25)],
      [25, null],
      [99, null],
    ] as const) {
      say([7, 7, 7], hours);
      expect(line()?.nextTryAt).toBe(next);
    }
    expect(there()).toEqual([7, 8, 9]);
  });
});

test('show prints the newest answer, be it all or not', () => {
  const { count, say, archive } = setting();
  expect(comments.show?.(archive, '42')).toBeUndefined();
  count(2);
  say([7], 0, { reachedEnd: true });
  expect(comments.show?.(archive, '42')).toContain('No. 7');
  say([7, 8], 1);
  expect(comments.show?.(archive, '42')).toContain('No. 8');
  say([9], 2);
  expect(comments.show?.(archive, '42')).toContain('No. 9');
});

test('a rebuild gives the same rows after any story', () => {
  const { archive, count, say } = setting();
  const tables = ['activities', 'documents', 'coverage', 'comments'].map((name) => `DELETE FROM ${name};`);
  const made = () => ['comments', 'coverage'].map((table) => dumpTable(archive, table));
  const ids = fc.uniqueArray(fc.constantFrom(7, 8, 9, null), { maxLength: 3 });
  const step = fc.record({ ids, counted: fc.nat({ max: 4 }), item: fc.constantFrom(42, 42, 43) });
  const story = fc.array(fc.tuple(step, fc.constantFrom(2, 13, 25), fc.boolean()), {
    minLength: 2,
    maxLength: 12,
  });
  let removed = 0;
  fc.assert(
    fc.property(story, (steps) => {
      archive.$client.exec(tables.join(''));
      let hours = 0;
      for (const [{ ids: shown, counted, item }, pause, reachedEnd] of steps) {
        hours += pause;
        count(counted, item);
        say(shown, hours, { reachedEnd }, item);
      }
      const before = made();
      removed += before[0]?.filter((row) => !row.endsWith('null]')).length ?? 0;
      expect(rebuildTables(archive)).toEqual([]);
      expect(made()).toEqual(before);
    }),
    { numRuns: sized(50, 3_000) },
  );
  expect(removed).toBeGreaterThan(20);
});
