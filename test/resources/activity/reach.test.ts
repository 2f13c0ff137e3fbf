import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { streams } from '../../../src/resources/activity/streams.ts';
import { ATHLETE, DETAIL, SUMMARY, storing } from '../storing.ts';

// SUMMARY began on 20 November at 6:00, took 1,900 s and 12,345.6 m: it ended at 6:31:40.
const AT = '2026-11-20T06:40:00Z';
const upTo = (time: (number | null)[], distance: (number | null)[] = []) => ({
  time: { data: time, original_size: time.length },
  ...(distance.length > 0 && { distance: { data: distance, original_size: distance.length } }),
});
const WHOLE = upTo([0, 900, 1_899], [0, 6_000, 12_345.6]);

/** A listed activity. */
function listed(more: object = {}) {
  const all = storing();
  all.store(activityList, ATHLETE, [{ ...SUMMARY, ...more }], { fetchedAt: AT });
  const line = () => all.ledger('streams', 42);
  return { ...all, line };
}

describe('a recording that came too early', () => {
  test.each<[string, object]>([
    ['ends long before the activity', upTo([0, 5, 10], [0, 20, 40])],
    ['ends on the way', upTo([0, 900, 1_899], [0, 6_000, 9_000])],
    ['has lost most of its points', { time: { data: [0, 1_899], original_size: 568 } }],
  ])('is kept and asked for again, more and more patiently: it %s', (_what, answer) => {
    const { store, line, rows } = listed();
    const asked: (string | null | undefined)[] = [AT];
    for (let at: string | null | undefined = AT; at; at = line()?.nextTryAt) {
      store(streams, 42, answer, { fetchedAt: at });
      expect(line()?.status).toBe('done');
      asked.push(line()?.nextTryAt);
    }
    expect(asked).toEqual([
      ...[AT, '2026-11-20T07:31:40Z', '2026-11-20T12:31:40Z', '2026-11-21T06:31:40Z', '2026-11-23T06:31:40Z'],
      null,
    ]);
    expect(rows('activity_streams')).toHaveLength(1);
  });

  test.each<[string, object, object]>([
    ['reaches the end', WHOLE, {}],
    ['ends a minute before', upTo([0, 1_841]), {}],
    ['has no time', { heartrate: { data: [1, 2] } }, {}],
    ['ends with a hole', upTo([0, 10, null]), {}],
    ['has no point', upTo([]), {}],
    [
      'is of an activity that does not say how long it is',
      upTo([0, 1]),
      { elapsed_time: null, distance: null },
    ],
    ['is of an activity without a date', upTo([0, 1]), { start_date: null }],
  ])('is not asked for again when it %s', (_what, answer, more) => {
    const { store, line } = listed(more);
    store(streams, 42, answer, { fetchedAt: AT });
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null });
  });

  test('is as complete as it will ever be when the activity is old', () => {
    const { store, line } = listed();
    store(streams, 42, upTo([0, 10]), { fetchedAt: '2026-11-24T10:00:00Z' });
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null });
  });
});

describe('a detail', () => {
  const LATER = '2026-11-30T06:40:00Z';

  test.each<[string, object, string | null]>([
    ['that ends where the recording does', {}, null],
    ['that is much longer by now', { elapsed_time: 3_800 }, LATER],
    ['that goes much further by now', { distance: 24_000 }, LATER],
    ['that is much shorter by now', { elapsed_time: 900 }, LATER],
    ['that says nothing of it', { elapsed_time: null, distance: null }, null],
  ])('%s', (_what, more, expected) => {
    const { store, line } = listed();
    store(streams, 42, WHOLE, { fetchedAt: AT });
    store(activity, 42, { ...DETAIL, ...more }, { fetchedAt: LATER });
    expect(line()?.nextTryAt).toBe(expected);
    // What stays so is asked for once at each reading of the detail, and not for ever.
    store(streams, 42, WHOLE, { fetchedAt: LATER });
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null });
  });

  test('before there are streams leaves them wanted as they are', () => {
    const { store, line } = listed();
    store(activity, 42, DETAIL, { fetchedAt: LATER });
    expect(line()).toMatchObject({ status: 'pending', nextTryAt: AT });
  });
});

test.each([
  { elapsed_time: 1e300 },
  { elapsed_time: 1e9 },
  { start_date: '2999-01-01T00:00:00Z' },
  { start_date: 'soon' },
])('an activity that says of itself %j is asked for no longer than others', (odd) => {
  const { store, ledger } = storing();
  store(activity, 42, { ...DETAIL, ...odd });
  store(streams, 42, { time: { data: [0, 1] } });
  expect(ledger('streams', 42)).toMatchObject({ status: 'done', nextTryAt: null });
});
