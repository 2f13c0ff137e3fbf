import { expect } from 'vitest';
import type { Db } from '../../src/sqlite/open.ts';
import { rowsOf } from '../archive/open-archive.ts';
import type { Truth } from '../simulator/index.ts';
import { worldOf } from './world-of.ts';

export const HOUR_MS = 3_600_000;

/** What is archived: two snapshots and the lists that are read daily. */
const DAILY = { ARCHIVE: 'athlete,stats,clubs,starred_segments' };

/** The program connected to an athlete without activities, archiving the lists that are read daily. */
export const daily = () => worldOf(0, { environment: DAILY, limits: { read: [100_000, 1_000_000] } });

type Row = Record<string, unknown>;

const flag = (value: boolean) => Number(value);

/** The rows that the truth makes, without what is gone. */
function rowsOfTruth(truth: Truth): { clubs: Row[]; starred_segments: Row[] } {
  const clubs = truth.clubs().map((club) => {
    const { resource_state, activity_types_icon, dimensions, localized_sport_type, ...said } = club;
    const flags = {
      private: flag(club.private),
      featured: flag(club.featured),
      verified: flag(club.verified),
    };
    return { ...said, ...flags, activity_types: JSON.stringify(club.activity_types) };
  });
  const starred_segments = truth.starredSegments().map((segment) => {
    const { start_latlng, end_latlng, athlete_pr_effort: best, ...said } = segment;
    return {
      ...{ id: said.id, name: said.name, activity_type: said.activity_type, distance: said.distance },
      ...{ average_grade: said.average_grade + 0, maximum_grade: said.maximum_grade },
      ...{ elevation_high: said.elevation_high, elevation_low: said.elevation_low },
      ...{ start_lat: start_latlng[0], start_lng: start_latlng[1] },
      ...{ end_lat: end_latlng[0], end_lng: end_latlng[1], climb_category: said.climb_category },
      ...{ city: said.city, state: said.state, country: said.country, private: flag(said.private) },
      ...{ hazardous: flag(said.hazardous), pr_time: said.pr_time, starred_date: said.starred_date },
      ...{ athlete_pr_effort_activity_id: best?.activity_id ?? null },
      ...{ athlete_pr_effort_elapsed_time: best?.elapsed_time ?? null },
      ...{ athlete_pr_effort_distance: best?.distance ?? null },
      ...{ athlete_pr_effort_start_date: best?.start_date ?? null },
      ...{ athlete_pr_effort_start_date_local: best?.start_date_local.replace('Z', '') ?? null },
      ...{ athlete_pr_effort_is_kom: best ? flag(best.is_kom) : null },
    };
  });
  return { clubs, starred_segments };
}

const byId = (one: Row, other: Row) => Number(one.id) - Number(other.id);

/** That the archive shows an athlete's clubs and starred segments as they are, and nothing else as there. */
export function expectDaily(archive: Db, athleteId: number, truth: Truth): void {
  const expected = rowsOfTruth(truth);
  const inFile = (table: string, gone: string) =>
    rowsOf(archive, table, `athlete_id = ${athleteId} AND ${gone} IS NULL`).toSorted(byId);
  expect(inFile('clubs', 'gone_at')).toMatchObject(expected.clubs.toSorted(byId));
  expect(inFile('starred_segments', 'unstarred_at')).toMatchObject(expected.starred_segments.toSorted(byId));
  const exact = `SELECT CAST(athlete_pr_effort_id AS TEXT) FROM starred_segments
                 WHERE athlete_id = ? AND unstarred_at IS NULL AND athlete_pr_effort_id IS NOT NULL ORDER BY id`;
  const efforts = truth.starredSegments().toSorted((a, b) => a.id - b.id);
  expect(archive.$client.prepare(exact).pluck().all(athleteId)).toEqual(
    efforts.flatMap(({ athlete_pr_effort: best }) => (best ? [String(best.id)] : [])),
  );
}
