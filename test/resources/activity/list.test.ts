import { describe, expect, test } from 'vitest';
import { WHOLE } from '../../../src/archive/list-lines.ts';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { streams } from '../../../src/resources/activity/streams.ts';
import { gearDetail } from '../../../src/resources/gear.ts';
import { NoAnswer } from '../../../src/resources/resource.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

const id = String(ATHLETE);

function setting() {
  const all = storing();
  const page = (items: object[], fetchedAt = NOW, position = 1) =>
    all.store(activityList, position === 1 ? id : WHOLE, items, { fetchedAt, position });
  /** The newest page's line, and that of the whole list. */
  const line = () => all.ledger('activities', id);
  const whole = () => all.ledger('activities', WHOLE);
  return { ...all, page, line, whole };
}

/** A list that was read to its end and holds one activity with its detail and streams. */
function complete() {
  const all = setting();
  all.page([SUMMARY]);
  all.page([], NOW, 2);
  all.store(activity, 42, DETAIL, { fetchedAt: '2026-12-24T10:00:00Z' });
  all.store(streams, 42, { time: { data: [0, 1] } });
  const next = () => [all.ledger('activity', 42)?.nextTryAt, all.ledger('streams', 42)?.nextTryAt];
  return { ...all, next };
}

test('a request is for the largest page', () => {
  expect(activityList.request(id, 3)).toEqual({
    path: '/athlete/activities',
    query: { page: 3, per_page: 200 },
  });
});

describe('the first reading', () => {
  test('goes on to the empty page: a short one is not the end', () => {
    const { page, line, whole, rows } = setting();
    page([SUMMARY]);
    expect(line()).toMatchObject({ status: 'done', position: null, nextTryAt: null });
    expect(whole()).toMatchObject({ status: 'pending', position: 2, nextTryAt: NOW, readings: 0 });
    page([{ ...SUMMARY, id: 43 }], NOW, 2);
    expect(whole()).toMatchObject({ status: 'pending', position: 3 });
    page([], LATER, 3);
    expect(whole()).toMatchObject({
      ...{ status: 'done', position: null, checkedAt: LATER, readings: 1, nextTryAt: '2026-11-25T18:30:00Z' },
    });
    expect(rows('activities')).toHaveLength(2);
  });

  test('takes what moved to the next page for what it is', () => {
    const { page, rows } = setting();
    page([SUMMARY, { ...SUMMARY, id: 43 }]);
    page(
      [
        { ...SUMMARY, id: 43 },
        { ...SUMMARY, id: 44 },
      ],
      LATER,
      2,
    );
    expect(rows('activities').map((row) => row.id)).toEqual([42, 43, 44]);
    expect(rows('documents')).toHaveLength(3);
  });

  test('enters details and streams in the ledger, and gear', () => {
    const { page, ledger } = setting();
    page([
      { ...SUMMARY, gear_id: 'b1' },
      { ...SUMMARY, id: 43, manual: true },
    ]);
    const date = SUMMARY.start_date;
    for (const [name, item] of [
      ['activity', 42],
      ['streams', 42],
      ['activity', 43],
    ] as const)
      expect(ledger(name, item)).toMatchObject({ status: 'pending', itemDate: date, nextTryAt: NOW });
    expect(ledger('streams', 43)).toMatchObject({
      ...{ status: 'not_applicable', reason: 'entered by hand: no recording', nextTryAt: null },
    });
    expect(ledger('gear', 'b1')).toMatchObject({ status: 'pending', itemDate: null, nextTryAt: NOW });
  });
});

describe('a later reading', () => {
  test('ends at a page that reaches what was known', () => {
    const { page, line, whole } = complete();
    const before = whole();
    page([{ ...SUMMARY, id: 43 }, SUMMARY], LATER);
    expect(line()).toMatchObject({ status: 'done', position: null, checkedAt: LATER });
    expect(whole()).toEqual(before);
  });

  test('goes on while everything is new', () => {
    const { page, whole } = complete();
    page([{ ...SUMMARY, id: 43 }], LATER);
    expect(whole()).toMatchObject({ status: 'pending', position: 2, checkedAt: NOW, readings: 0 });
    page(
      [
        { ...SUMMARY, id: 43 },
        { ...SUMMARY, id: 44 },
      ],
      LATER,
      2,
    );
    expect(whole()).toMatchObject({ position: 3 });
    page([SUMMARY], LATER, 3);
    expect(whole()).toMatchObject({ status: 'done', readings: 1 });
  });

  test('of nothing new writes nothing and asks for nothing', () => {
    const { page, next, rows } = complete();
    const before = [rows('activities'), rows('documents')];
    page([SUMMARY], LATER);
    expect(next()).toEqual([null, null]);
    expect([rows('activities'), rows('documents')]).toEqual(before);
  });

  test('of the same in other words writes nothing and asks for nothing', () => {
    const { page, store, next, rows } = complete();
    const before = [rows('activities'), rows('documents')];
    page([Object.fromEntries(Object.entries(SUMMARY).toReversed())], LATER);
    const text = JSON.stringify(SUMMARY).replace('"total_elevation_gain":0', '"total_elevation_gain":-0.0');
    expect(text).toContain('-0.0');
    store(activityList, id, `[ ${text} ]`, { fetchedAt: LATER });
    expect(next()).toEqual([null, null]);
    expect([rows('activities'), rows('documents')]).toEqual(before);
  });

  test('of what the detail said otherwise is news, once', () => {
    const { page, store, rows } = setting();
    const at = (day: number) => `2026-12-0${day}T10:00:00Z`;
    page([SUMMARY]);
    store(activity, 42, { ...DETAIL, name: 'Other' }, { fetchedAt: at(1) });
    for (const day of [2, 3]) page([SUMMARY], at(day));
    expect(rows('activities')).toMatchObject([
      { name: SUMMARY.name, description: 'Wet.', fetched_at: at(2) },
    ]);
    expect(rows('documents')).toMatchObject([
      { kind: 'activity_summary', first_seen_at: NOW, last_seen_at: at(2) },
      { kind: 'activity', last_seen_at: at(1) },
    ]);
  });
});

describe('a change in the list', () => {
  test.each<[string, object, boolean, boolean]>([
    ['kudos', { kudos_count: 9 }, false, false],
    ['the name', { name: 'New' }, true, false],
    ['the gear', { gear_id: 'b9' }, true, false],
    ['who may see it', { visibility: 'only_me' }, true, false],
    ['photos', { total_photo_count: 3 }, true, false],
    ['a crop', { distance: 9_000 }, true, true],
    ['the start', { start_date: '2026-11-20T06:05:00Z' }, true, true],
    ['another upload of 19 digits', { upload_id: 3112345678901234567n }, true, true],
  ])('of %s asks again for what depends on it', (_what, change, detail, recording) => {
    const { page, next, rows } = complete();
    page([{ ...SUMMARY, ...change }], LATER);
    expect(next()).toEqual([detail ? LATER : null, recording ? LATER : null]);
    const [row = {}] = rows('activities');
    const [[name, value] = ['', '']] = Object.entries(change);
    if (typeof value !== 'bigint') expect(row[name]).toBe(value);
    expect(row).toMatchObject({ resource_state: 3, description: 'Wet.' });
  });

  test.each<[string, object, string[]]>([
    ['to other gear', { gear_id: 'b2' }, ['b1', 'b2']],
    ['to none', { gear_id: null }, ['b1']],
    ['in its distance', { gear_id: 'b1', distance: 9_000 }, ['b1']],
    ['in its name', { gear_id: 'b1', name: 'New' }, []],
  ])('%s asks for the odometers that it changes, a day after they were read', (_what, change, asked) => {
    const { page, store, ledger } = setting();
    page([{ ...SUMMARY, gear_id: 'b1' }]);
    for (const gear of ['b1', 'b2']) store(gearDetail, gear, { id: gear });
    page([{ ...SUMMARY, ...change }], LATER);
    const tomorrow = ['b1', 'b2'].filter(
      (gear) => ledger('gear', gear)?.nextTryAt === '2026-11-25T10:00:00Z',
    );
    expect(tomorrow).toEqual(asked);
  });

  test('adds a version', () => {
    const { page, rows } = complete();
    page([{ ...SUMMARY, kudos_count: 9 }], LATER);
    expect(rows('documents', "kind = 'activity_summary'")).toHaveLength(2);
  });
});

describe('a summary of an odd shape', () => {
  test.each<[string, object, object, string | null]>([
    ['half a second', { moving_time: 61.5 }, { moving_time: 61.5 }, null],
    ['half a count', { kudos_count: 1.5 }, { kudos_count: null }, '42.kudos_count: 1.5'],
    ['no name', { name: null }, { name: null }, null],
    ['no start', { start_date: undefined }, { start_date: null }, null],
    ['an odd state', { resource_state: 'x' }, { resource_state: 2 }, '42.resource_state: "x"'],
    [
      'a place that is a word',
      { start_latlng: ['n', 'e'] },
      { start_lat: null },
      '42.start_latlng: ["n","e"]',
    ],
    ['a map of points', { map: { summary_polyline: {} } }, {}, '42.map.summary_polyline: {}'],
    ['an id in quotes', { id: '42' }, {}, null],
  ])('is kept, and costs nothing but itself: %s', (_what, odd, columns, note) => {
    const { page, rows, ledger, line } = setting();
    page([
      { ...SUMMARY, ...odd },
      { ...SUMMARY, id: 43 },
    ]);
    expect(rows('activities')).toMatchObject([
      { id: 42, distance: SUMMARY.distance, ...columns },
      { id: 43 },
    ]);
    expect(rows('documents')).toHaveLength(2);
    expect(ledger('activity', 42)).toMatchObject({ status: 'pending' });
    expect(line()?.note).toBe(note);
  });

  test('leaves alone what the detail said', () => {
    const { store, page, rows } = setting();
    store(activity, 42, { ...DETAIL, kudos_count: 3 });
    page([{ ...SUMMARY, kudos_count: 'many', name: 7 }], LATER);
    expect(rows('activities')).toMatchObject([{ kudos_count: 3, name: DETAIL.name }]);
  });

  test('is noted with those of the pages before, until the first page comes again', () => {
    const { page, line, whole } = setting();
    page([{ ...SUMMARY, kudos_count: 'x' }]);
    page([{ ...SUMMARY, id: 43, pr_count: 'y' }], NOW, 2);
    expect(whole()?.note).toBe('42.kudos_count: "x"; 43.pr_count: "y"');
    page([], NOW, 3);
    expect(whole()?.note).toBe('42.kudos_count: "x"; 43.pr_count: "y"');
    expect(line()?.note).toBe('42.kudos_count: "x"');
    page([SUMMARY], LATER);
    expect(line()?.note).toBeNull();
  });
});

test('the text of each element is kept to the letter, without the token', () => {
  const { store, rows, archive } = setting();
  const texts = [
    '{ "id":42, "name":"[\\"x\\"] 🚴","resource_state":2,"start_date":"2026-11-20T06:00:00Z","distance":0.0}',
    '{"id":43,"name":"","resource_state":2,"start_date":"2026-11-20T06:00:00Z","embed_token":"s3cr3t"}',
  ];
  store(activityList, id, `[${texts.join(' , ')}]`);
  expect(rows('documents')).toMatchObject([{ bytes: Buffer.byteLength(texts[0] ?? '') }, { item: '43' }]);
  expect(archive.$client.serialize().includes('s3cr3t')).toBe(false);
});

test.each([
  ['no list', {}],
  ['nothing', null],
])('%s is refused', (_what, json) => expect(() => activityList.accept(id, json)).toThrow(NoAnswer));
