/** Whether an archive holds in the end what Strava knows, and keeps what is gone there apart. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Truth } from '../../test/simulator/index.ts';
import { type Archive, expectSame } from '../../test/sync/truth-rows.ts';
import { type Known, knownOf, photosIn, ROWS } from '../../test/sync/truth-tables.ts';

/** Of what is deleted at Strava everything stays. */
const OF_LIVING = 'activity_id NOT IN (SELECT id FROM activities WHERE deleted_at IS NOT NULL)';
/** Of what table only these rows are what Strava has now. */
const NOW: Readonly<Record<string, string>> = {
  activities: 'deleted_at IS NULL',
  comments: `removed_at IS NULL AND ${OF_LIVING}`,
  photos: `removed_at IS NULL AND ${OF_LIVING}`,
  gear: 'gone_at IS NULL',
  athlete_zones: 'valid_to IS NULL',
  clubs: 'gone_at IS NULL',
  routes: 'gone_at IS NULL',
  starred_segments: 'unstarred_at IS NULL',
  segments: `id IN (SELECT segment_id FROM segment_efforts WHERE ${OF_LIVING})`,
};
/** Of each day that it changed, and not only of the last. */
const OVER_TIME = new Set(['athletes', 'gear_snapshots']);
const OF_ACTIVITIES = [
  'laps',
  'splits',
  'best_efforts',
  'segment_efforts',
  'activity_streams',
  'activity_zones',
  'kudos',
];
const LONGEST = 3_000;

function checkMedia(dataDir: string, known: Known): void {
  for (const { media_path, sha256 } of photosIn(known)) {
    if (!media_path) continue;
    const found = hash('sha256', readFileSync(join(dataDir, media_path)));
    if (found !== sha256) throw new Error(`${media_path} holds ${found}.`);
  }
}

/** @returns everything in which the archive differs from the truth, in words. */
export function compare(
  archive: Archive,
  truth: Truth,
  where: { athleteId: number; dataDir: string },
): string[] {
  const { athleteId, dataDir } = where;
  const found: string[] = [];
  const check = <T>(what: string, test: () => T): T | undefined => {
    try {
      return test();
    } catch (error) {
      const { message = String(error), actual = [] } = error as { message?: string; actual?: unknown };
      found.push(`${what}: ${message}; ${JSON.stringify(actual)}`.slice(0, LONGEST));
      return undefined;
    }
  };
  const known = check('points', () => knownOf(archive, truth, athleteId));
  if (!known) return found;
  // Said of a segment when an activity was read that has an effort on it, and not since.
  const starred = new Map(
    archive.prepare('SELECT id, starred FROM segments').raw().all() as [number, number | null][],
  );
  for (const [table, things] of Object.entries(ROWS)) {
    if (OVER_TIME.has(table)) continue;
    const rows = things(known).map((thing) => ({
      ...thing,
      athlete_id: athleteId,
      ...(table === 'segments' && { starred: starred.get((thing as { id: number }).id) }),
    }));
    const now = NOW[table] ?? (OF_ACTIVITIES.includes(table) ? OF_LIVING : '1');
    check(table, () => expectSame(archive, table, rows, now));
  }
  check('media', () => checkMedia(dataDir, known));
  return found;
}
