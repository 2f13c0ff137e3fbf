import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { StravaFault } from '../../../src/strava/fault.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

function setting() {
  const all = storing();
  const detail = (more: object, fetchedAt = NOW) =>
    all.store(activity, 42, { ...DETAIL, ...more }, { fetchedAt });
  const list = (more: object, fetchedAt = NOW) =>
    all.store(activityList, ATHLETE, [{ ...SUMMARY, ...more }], { fetchedAt });
  return { ...all, detail, list };
}

test('a request is for all efforts', () => {
  expect(activity.request('42', 1)).toEqual({
    path: '/activities/42',
    query: { include_all_efforts: 'true' },
  });
});

describe('the detail', () => {
  test('is done, and comes again when it has settled', () => {
    const { detail, ledger } = setting();
    detail({}, '2026-11-20T08:00:00Z');
    expect(ledger('activity', 42)).toMatchObject({
      ...{ status: 'done', checkedAt: '2026-11-20T08:00:00Z', nextTryAt: '2026-11-21T06:00:00Z' },
      itemDate: SUMMARY.start_date,
    });
    detail({}, '2026-11-21T06:00:00Z');
    expect(ledger('activity', 42)?.nextTryAt).toBe('2026-12-04T06:00:00Z');
    detail({}, '2026-12-04T06:00:00Z');
    expect(ledger('activity', 42)?.nextTryAt).toBeNull();
  });

  test('enters streams and gear that the list did not know', () => {
    const { detail, ledger } = setting();
    detail({ gear_id: 'g7' });
    expect(ledger('streams', 42)).toMatchObject({ status: 'pending', nextTryAt: NOW });
    expect(ledger('gear', 'g7')).toMatchObject({ status: 'pending' });
  });

  test('of a manual activity settles that there are no streams', () => {
    const { list, detail, ledger } = setting();
    list({});
    expect(ledger('streams', 42)?.status).toBe('pending');
    detail({ manual: true });
    expect(ledger('streams', 42)).toMatchObject({
      ...{ status: 'not_applicable', reason: expect.stringContaining('by hand'), nextTryAt: null },
    });
  });

  test('before and after a summary is worth more', () => {
    const { list, detail, rows } = setting();
    list({});
    detail({ name: 'Detail' });
    list({ kudos_count: 5 }, LATER);
    expect(rows('activities')).toMatchObject([
      { resource_state: 3, description: 'Wet.', private_note: 'Knee.', kudos_count: 5, first_seen_at: NOW },
    ]);
  });

  test('that is as before although the list said otherwise in between counts again', () => {
    const { list, detail, rows } = setting();
    list({});
    detail({});
    list({ name: 'For a moment' }, '2026-11-24T11:00:00Z');
    expect(rows('activities')).toMatchObject([{ name: 'For a moment' }]);
    detail({}, LATER);
    expect(rows('activities')).toMatchObject([{ name: SUMMARY.name }]);
  });

  test('is kept to the letter, without its token', () => {
    const { store, rows, archive } = setting();
    const [head, tail] = ['{"id":42,"resource_state":3,"name":"","start_date":"2026-11-20T06:00:00Z"', '}'];
    store(activity, 42, `${head},"embed_token":"s3cr3t"${tail}`);
    expect(rows('documents')).toMatchObject([{ kind: 'activity', item: '42', bytes: head?.length + 1 }]);
    store(activity, 42, `${head},"embed_token":"an0ther"${tail}`, { fetchedAt: LATER });
    expect(rows('documents')).toMatchObject([{ last_seen_at: LATER }]);
    for (const secret of ['s3cr3t', 'an0ther'])
      expect(archive.$client.serialize().includes(secret)).toBe(false);
  });

  test('has an id of any length', () => {
    const { store, exact } = setting();
    const id = 3112345678901234567n;
    store(activity, String(id), { ...DETAIL, id, laps: [{ id: id + 1n }], upload_id: id + 2n });
    expect(exact('activities', 'id')).toEqual([String(id)]);
    expect(exact('activities', 'upload_id')).toEqual([String(id + 2n)]);
    expect(exact('laps', 'id')).toEqual([String(id + 1n)]);
    expect(exact('laps', 'activity_id')).toEqual([String(id)]);
  });
});

describe('what is refused', () => {
  test.each([
    ['another activity', { ...DETAIL, id: 43 }],
    ['no id', { ...DETAIL, id: undefined }],
    ['a mere summary', SUMMARY],
    ['no start', { ...DETAIL, start_date: null }],
    ['a description that is a number', { ...DETAIL, description: 7 }],
    ['laps that are no list', { ...DETAIL, laps: {} }],
    ['a lap without an id', { ...DETAIL, laps: [{}] }],
    ['a split without its number', { ...DETAIL, splits_metric: [{ distance: 1 }] }],
    ['an effort on half a segment', { ...DETAIL, segment_efforts: [{ id: 1, segment: { name: 'x' } }] }],
    ['a list', [DETAIL]],
    ['nothing', null],
  ])('%s', (_what, json) => expect(() => activity.accept('42', json)).toThrow(z.ZodError));
});

test.each([
  ['not_found', 404, true],
  ['forbidden', 403, false],
  ['server', 500, false],
  ['wrong_shape', 200, false],
] as const)('%s means that there is no such activity: %s %s', (fault, status, expected) => {
  expect(activity.absent?.(new StravaFault(fault, 'GET /x', { status })) !== undefined).toBe(expected);
});
