import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/archive/documents.ts';
import { NoAnswer } from '../../src/resources/resource.ts';
import { routeDetail } from '../../src/resources/route/detail.ts';
import { routeGpx } from '../../src/resources/route/gpx.ts';
import { routeList } from '../../src/resources/route/list.ts';
import { SWEEPS } from '../../src/sync/deleted.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { ATHLETE, LATER, NOW, storing } from './storing.ts';

const ID = 3853682306089002965n;
const at = (hour: number) => `2026-11-24T${hour}:00:00Z`;

const BRIEF = {
  athlete: { id: ATHLETE, weight: 70 },
  ...{ id: ID, id_str: String(ID), resource_state: 2, name: 'Hill repeats', description: null },
  ...{ distance: 5_639.97, elevation_gain: 19.77, type: 2, sub_type: 1, private: true, starred: false },
  ...{ created_at: '2025-02-25T15:07:16Z', updated_at: '2025-02-25T15:07:27Z', timestamp: 1_740_496_036 },
  map: { id: 'r1', summary_polyline: 'abc', resource_state: 2 },
  map_urls: { url: 'https://maps.example.net/1.png' },
  ...{ estimated_moving_time: 2_021, waypoints: [] },
};
const FULL = {
  ...BRIEF,
  resource_state: 3,
  map: { ...BRIEF.map, resource_state: 3, polyline: 'abcdef' },
  segments: [{ id: 1 }],
};
const GPX = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1"><trk/></gpx>\n';

function setting() {
  const all = storing();
  const item = String(ID);
  return {
    ...all,
    list: (page: unknown, fetchedAt = NOW) => all.store(routeList, ATHLETE, page, { fetchedAt }),
    full: (more: object = {}, fetchedAt = NOW) =>
      all.store(routeDetail, item, { ...FULL, ...more }, { fetchedAt }),
    gpx: (text: string, fetchedAt = NOW) => {
      const keep = routeGpx.accept(item, text);
      const key = { athleteId: ATHLETE, resource: 'route_gpx', item };
      const tell = { activities: () => {}, shown: () => {}, lacking: () => {} };
      const where = { position: 1, capturedOn: NOW.slice(0, 10), sweep: SWEEPS.keep, tell };
      keep(all.archive, { key, athleteId: ATHLETE, item, raw: text, fetchedAt, ...where });
    },
    line: (resource: string) => all.ledger(resource, item),
    wanted: () =>
      ['route', 'route_gpx'].map((name) => {
        const { status, nextTryAt } = all.ledger(name, item) ?? {};
        return nextTryAt ? 'wanted' : status;
      }),
  };
}

describe('a route', () => {
  test('has a row from the list, and its own answers are asked for', () => {
    const { list, rows, exact, wanted } = setting();
    list([BRIEF]);
    expect(exact('routes', 'id')).toEqual([String(ID)]);
    expect(rows('routes')).toMatchObject([
      {
        ...{
          athlete_id: ATHLETE,
          fetched_at: NOW,
          resource_state: 2,
          name: 'Hill repeats',
          description: null,
        },
        ...{ type: 2, sub_type: 1, private: 1, starred: 0, distance: 5_639.97, elevation_gain: 19.77 },
        ...{ estimated_moving_time: 2_021, timestamp: 1_740_496_036, created_at: BRIEF.created_at },
        ...{ updated_at: BRIEF.updated_at, map_summary_polyline: 'abc', map_polyline: null, gone_at: null },
      },
    ]);
    expect(wanted()).toEqual(['wanted', 'wanted']);
  });

  test('is complete with its detail, which the list does not make poorer', () => {
    const { list, full, rows } = setting();
    list([BRIEF]);
    full();
    const [before] = rows('routes');
    expect(before).toMatchObject({ resource_state: 3, map_polyline: 'abcdef', gone_at: null });
    const { distance: _, ...less } = BRIEF;
    list([{ ...less, name: 7, map: undefined }], LATER);
    expect(rows('routes')).toEqual([before]);
  });

  test('is asked for again when the list says otherwise, and not for a change of the profile', () => {
    const { list, full, gpx, wanted, rows } = setting();
    list([BRIEF]);
    full();
    gpx(GPX);
    expect(wanted()).toEqual(['done', 'done']);
    list([{ ...BRIEF, athlete: { id: ATHLETE, weight: 71 }, map_urls: { url: 'https://other' } }], at(11));
    expect(wanted()).toEqual(['done', 'done']);
    list([{ ...BRIEF, name: 'Renamed', updated_at: at(11) }], at(12));
    expect(wanted()).toEqual(['wanted', 'wanted']);
    expect(rows('routes')).toMatchObject([{ name: 'Renamed', map_polyline: 'abcdef', fetched_at: at(12) }]);
  });

  test('whose number was rounded on its way is known by its text', () => {
    const { list, full, exact, wanted } = setting();
    list([{ ...BRIEF, id: 3853682306089003000n }]);
    full({ id: 3853682306089003000n });
    expect(exact('routes', 'id')).toEqual([String(ID)]);
    expect(wanted()).toEqual(['done', 'wanted']);
  });

  test('of two athletes has a row for each', () => {
    const { list, rows, archive } = setting();
    archive.$client.exec(`INSERT INTO routes (id, athlete_id, fetched_at) VALUES (${ID}, 1, 0)`);
    list([BRIEF]);
    expect(rows('routes').map(({ athlete_id, name }) => [athlete_id, name])).toEqual([
      [1, null],
      [ATHLETE, BRIEF.name],
    ]);
  });

  test('is the same after its tables were made again, whoever spoke last', () => {
    const { list, full, rows, archive } = setting();
    const expectSame = () => {
      const before = rows('routes');
      expect(rebuildTables(archive)).toEqual([]);
      expect(rows('routes')).toEqual(before);
    };
    list([BRIEF], at(10));
    full({ name: 'As the detail says', private: null }, at(11));
    expectSame();
    list([BRIEF], at(12));
    expect(rows('routes')).toMatchObject([{ name: BRIEF.name, private: 1, fetched_at: at(12) }]);
    expectSame();
    list([{ ...BRIEF, name: 'New', description: 'x' }], at(13));
    full({ name: 'New', map: { polyline: 'xyz' } }, at(14));
    expectSame();
    list(
      [
        { ...BRIEF, name: 'New', map: 'odd' },
        { ...BRIEF, id: 8, id_str: '8' },
      ],
      at(15),
    );
    expect(rows('routes')).toHaveLength(2);
    expectSame();
  });

  test('that Strava did not have is asked for again when the list shows it, its file as well', () => {
    const { list, archive, wanted } = setting();
    list([BRIEF]);
    const missing = "SET status = 'absent', missing_since = '2026-11-01T00:00:00Z', next_try_at = NULL";
    archive.$client.exec(`UPDATE coverage ${missing} WHERE resource IN ('route', 'route_gpx')`);
    list([], at(11));
    expect(wanted()).toEqual(['absent', 'absent']);
    list([BRIEF], at(12));
    expect(wanted()).toEqual(['wanted', 'wanted']);
  });

  test('loses what its columns cannot hold, and nothing else', () => {
    const { full, rows, line } = setting();
    full({ distance: 'far', sub_type: 1.5, map: { summary_polyline: 7, polyline: 'abc' } });
    expect(rows('routes')).toMatchObject([
      { name: BRIEF.name, distance: null, sub_type: null, map_summary_polyline: null, map_polyline: 'abc' },
    ]);
    expect(line('route')?.note).toBe('map.summary_polyline: 7; sub_type: 1.5; distance: "far"');
  });

  test.each([
    ['another route', { ...FULL, id: ID + 1n, id_str: String(ID + 1n) }],
    [
      'one whose text says another number',
      { ...FULL, id: 3853682306089003000n, id_str: '3853682306089002900' },
    ],
    ['less than a route in full', BRIEF],
    ['a list', [FULL]],
  ])('%s is refused', (_what, json) => expect(() => routeDetail.accept(String(ID), json)).toThrow(NoAnswer));
});

describe('the file of a route', () => {
  test('is kept to the letter, in all its versions', () => {
    const { gpx, archive, rows } = setting();
    gpx(GPX);
    gpx(GPX, at(11));
    expect(rows('documents', "kind = 'route_gpx'")).toMatchObject([{ last_seen_at: at(11) }]);
    gpx(GPX.replace('<trk/>', '<trk><name>Séance 🏔️</name></trk>'), at(12));
    expect(rows('documents', "kind = 'route_gpx'")).toHaveLength(2);
    expect(readDocument(archive, 'route_gpx', String(ID))?.text).toContain('Séance 🏔️');
  });

  test.each([
    ['', GPX],
    ['with a mark of its encoding', `\uFEFF${GPX}`],
    ['with a comment before it', GPX.replace('<gpx', '<!-- by > hand -->\n<gpx')],
    ['without a declaration', '<gpx></gpx>'],
  ])('is taken %s', (_how, text) => expect(() => routeGpx.accept(String(ID), text)).not.toThrow());

  test.each([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html>\n<html><body>Maintenance &lt;gpx&gt; <gpx></gpx></body></html>'],
    ['JSON', '{"message":"Resource Not Found","errors":[]}'],
    ['half of it', GPX.slice(0, -12)],
    ['another file', GPX.replaceAll('gpx', 'TrainingCenterDatabase')],
    ['more than it', `${GPX}<html></html>`],
  ])('is not %s', (_what, text) => expect(() => routeGpx.accept(String(ID), text)).toThrow(NoAnswer));
});
