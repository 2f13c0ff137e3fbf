import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/archive/documents.ts';
import { activity } from '../../src/resources/activity/detail.ts';
import { NoAnswer } from '../../src/resources/resource.ts';
import { segment } from '../../src/resources/segment.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { ATHLETE, DETAIL, LATER, NOW, storing } from './storing.ts';

const BRIEF = { id: 900, resource_state: 2, name: 'Wall', city: 'Brünnlitz', starred: false, private: false };
const FULL = {
  ...BRIEF,
  resource_state: 3,
  created_at: '2012-03-19T22:00:20Z',
  updated_at: '2021-05-15T08:02:38Z',
  total_elevation_gain: 40.2,
  map: { id: 's900', polyline: '_p~iF~ps|U' },
  ...{ effort_count: 3_964, athlete_count: 1_144, star_count: 3 },
  athlete_segment_stats: {
    ...{ pr_elapsed_time: 116, pr_date: '2018-06-22', pr_activity_id: 1_219_478_904, effort_count: 5 },
  },
  local_legend: { athlete_id: 1, title: 'Ottokar B.' },
};

function setting() {
  const all = storing();
  const full = (more: object = {}, fetchedAt = NOW) =>
    all.store(segment, 900, { ...FULL, ...more }, { fetchedAt });
  const effort = (more: object, fetchedAt = NOW) => {
    const segment_efforts = [{ id: 1, segment: { ...BRIEF, ...more } }];
    all.store(activity, 42, { ...DETAIL, segment_efforts }, { fetchedAt });
  };
  return { ...all, full, effort };
}

describe('a segment', () => {
  test('has a row with what Strava says, and comes again after a month', () => {
    const { full, rows, ledger } = setting();
    full({ start_latlng: [47.1, 8.2], end_latlng: [] });
    expect(rows('segments')).toEqual([
      {
        ...{ id: 900, athlete_id: ATHLETE, fetched_at: NOW, resource_state: 3, name: 'Wall' },
        ...{ activity_type: null, distance: null, average_grade: null, maximum_grade: null },
        ...{ elevation_high: null, elevation_low: null, climb_category: null, city: 'Brünnlitz' },
        ...{ state: null, country: null, private: 0, hazardous: null, starred: 0 },
        ...{ start_lat: 47.1, start_lng: 8.2, end_lat: null, end_lng: null },
        ...{ total_elevation_gain: 40.2, effort_count: 3_964, athlete_count: 1_144, star_count: 3 },
        ...{ map_polyline: '_p~iF~ps|U', created_at: FULL.created_at, updated_at: FULL.updated_at },
        ...{ athlete_segment_stats_pr_elapsed_time: 116, athlete_segment_stats_pr_date: '2018-06-22' },
        ...{ athlete_segment_stats_pr_activity_id: 1_219_478_904, athlete_segment_stats_effort_count: 5 },
      },
    ]);
    expect(ledger('segment', 900)).toMatchObject({ status: 'done', nextTryAt: '2026-12-24T10:00:00Z' });
  });

  test('keeps the name of another person in its document alone', () => {
    const { full, archive, rows } = setting();
    full();
    expect(readDocument(archive, 'segment', '900')?.text).toContain('Ottokar B.');
    expect(JSON.stringify(rows('segments'))).not.toContain('Ottokar');
  });

  test('is wanted once an effort names it, and not again by the next', () => {
    const { effort, ledger, full, rows } = setting();
    effort({});
    expect(ledger('segment', 900)).toMatchObject({ status: 'pending', itemDate: null });
    full();
    effort({ name: 'Renamed' }, LATER);
    expect(ledger('segment', 900)).toMatchObject({ status: 'done', nextTryAt: '2026-12-24T10:00:00Z' });
    expect(rows('coverage', "resource = 'segment'")).toHaveLength(1);
  });

  test.each([null, 'odd', {}, { id: 'odd' }, { id: -1 }, { id: 1.5 }])(
    'that is no such thing is not wanted: %j',
    (said) => {
      const { store, rows } = setting();
      store(activity, 42, { ...DETAIL, segment_efforts: [null, 7, { id: 1, segment: said }] });
      expect(rows('coverage', "resource = 'segment'")).toEqual([]);
    },
  );

  test('is not made poorer by an effort, which may rename it', () => {
    const { full, effort, rows } = setting();
    full();
    const [before] = rows('segments');
    effort({ name: 'Renamed', starred: true, city: null, private: undefined }, LATER);
    expect(rows('segments')).toEqual([
      { ...before, name: 'Renamed', starred: 1, city: 'Brünnlitz', private: 0, fetched_at: LATER },
    ]);
  });

  test('as an effort told it is as the last one did, until its own address was asked', () => {
    const { effort, rows, full } = setting();
    effort({});
    effort({ city: null }, LATER);
    expect(rows('segments')).toMatchObject([{ city: null, resource_state: 2, effort_count: null }]);
    full({}, LATER);
    expect(rows('segments')).toMatchObject([{ city: 'Brünnlitz', resource_state: 3, effort_count: 3_964 }]);
  });

  test('keeps the own numbers when an answer without the permission has none', () => {
    const { full, rows } = setting();
    full();
    full({ athlete_segment_stats: undefined, star_count: 4 }, LATER);
    expect(rows('segments')).toMatchObject([{ star_count: 4, athlete_segment_stats_effort_count: 5 }]);
    full({ athlete_segment_stats: { effort_count: 0, pr_date: null } }, LATER);
    expect(rows('segments')).toMatchObject([
      { athlete_segment_stats_effort_count: 0, athlete_segment_stats_pr_date: null },
    ]);
  });

  test('is the same after its tables were made again, in whatever order it was spoken of', () => {
    const { full, effort, rows, archive } = setting();
    effort({ name: 'A' }, '2026-11-24T10:00:00Z');
    full({ name: 'B' }, '2026-11-24T10:00:00Z');
    effort({ name: 'C', city: null }, '2026-11-24T11:00:00Z');
    full({ name: 'D', athlete_segment_stats: undefined }, '2026-11-24T12:00:00Z');
    effort({ name: 'E', starred: null }, '2026-11-24T13:00:00Z');
    const before = rows('segments');
    expect(before).toMatchObject([{ name: 'E', city: 'Brünnlitz', starred: 0 }]);
    expect(rebuildTables(archive)).toEqual([]);
    expect(rows('segments')).toEqual(before);
  });

  test('of two athletes has a row for each', () => {
    const { full, archive, rows } = setting();
    archive.$client.exec('INSERT INTO segments (id, athlete_id, fetched_at) VALUES (900, 1, 0)');
    full();
    expect(rows('segments').map(({ athlete_id, name }) => [athlete_id, name])).toEqual([
      [1, null],
      [ATHLETE, 'Wall'],
    ]);
  });

  test('loses what its columns cannot hold, and nothing else', () => {
    const { full, rows, ledger } = setting();
    full({
      star_count: 1.5,
      map: 'odd',
      athlete_segment_stats: { pr_elapsed_time: 'fast', effort_count: 2 },
    });
    expect(rows('segments')).toMatchObject([
      { star_count: null, map_polyline: null, athlete_segment_stats_effort_count: 2, effort_count: 3_964 },
    ]);
    const note = 'star_count: 1.5; map: "odd"; athlete_segment_stats.pr_elapsed_time: "fast"';
    expect(ledger('segment', 900)?.note).toBe(note);
  });
});

test.each([
  ['another segment', { ...FULL, id: 901 }],
  ['less than a segment in full', BRIEF],
  ['a list', [FULL]],
])('%s is refused', (_what, json) => expect(() => segment.accept('900', json)).toThrow(NoAnswer));
