import { eq, sql } from 'drizzle-orm';
import { takeId } from '../../archive/taking.ts';
import type { Source } from '../../derived/derivation.ts';
import { DERIVATIONS } from '../../derived/index.ts';
import { makeDerived } from '../../derived/make.ts';
import { type Points, readPoints } from '../../derived/points.ts';
import { derivations } from '../../derived/table.ts';
import type { Db } from '../../sqlite/open.ts';
import type { Reader } from '../../sqlite/read.ts';
import { query } from '../../sqlite/statements.ts';
import { streamsSince } from '../../streams/store.ts';
import { PACED } from '../../views/sports.ts';
import { activities } from './table.ts';

const selectFacts = query((db) =>
  db
    .select({
      athleteId: activities.athlete_id,
      sport: activities.sport_type,
      measured: sql<number | null>`${activities.device_watts}`,
      line: activities.map_polyline,
      briefLine: activities.map_summary_polyline,
    })
    .from(activities)
    .where(eq(activities.id, sql.placeholder('id'))),
);

function lineOf(line: string | null, briefLine: string | null): Source['line'] {
  if (line) return { column: 'map_polyline', text: line };
  return briefLine ? { column: 'map_summary_polyline', text: briefLine } : undefined;
}

/**
 * Makes of an activity what is condensed from its points, or from its line, as far as that is not made yet, inside a
 * transaction. Nothing of an activity without its row.
 * @param points its points, where they are at hand.
 * @throws what is the fault of the file or the disk.
 */
export function deriveActivity(db: Db, id: number | bigint, points?: () => Points): void {
  const facts = selectFacts(db).get({ id });
  if (!facts) return;
  const { athleteId, sport, measured, line, briefLine } = facts;
  let read: Points | undefined;
  makeDerived(
    db,
    { activityId: id, athleteId },
    {
      streamsAt: streamsSince(db, Number(id)),
      points() {
        read ??= points ? points() : readPoints(db, id);
        return read;
      },
      isMeasured: measured === 1,
      isPaced: sport !== null && PACED.includes(sport),
      line: lineOf(line, briefLine),
    },
  );
}

const CURRENT = DERIVATIONS.map(({ name, version }) => `d.derivation = '${name}' AND d.version = ${version}`);
// Of narrow rows alone: each activity has so many derivations of this version, with or without rows.
const UNDERIVED = `FROM activities a WHERE ${DERIVATIONS.length} > (
  SELECT count(*) FROM derivations d WHERE d.activity_id = a.id AND (${CURRENT.join(' OR ')}))`;

/** The activities of which something is not derived by this version, the newest first. */
export function underivedActivities(db: Reader): (number | bigint)[] {
  const select = `SELECT CAST(a.id AS TEXT) ${UNDERIVED} ORDER BY a.start_date DESC`;
  const ids = db.$client.prepare(select).pluck().all() as string[];
  return ids.map((id) => takeId(id) as number | bigint);
}

/** How far the activities of an athlete are derived. */
export interface DerivedProgress {
  activities: number;
  /** Those of which something is still to be derived. */
  left: number;
  /** Those of which something could not be. */
  failed: number;
}

/** How far what is condensed from points is made. */
export function derivedProgress(db: Reader, athleteId: number): DerivedProgress {
  const count = (sql: string) => Number(db.$client.prepare(`SELECT count(*) ${sql}`).pluck().get(athleteId));
  return {
    activities: count('FROM activities WHERE athlete_id = ?'),
    left: count(`${UNDERIVED} AND a.athlete_id = ?`),
    failed: count(
      'FROM (SELECT DISTINCT activity_id FROM derivations WHERE athlete_id = ? AND failure IS NOT NULL)',
    ),
  };
}

/** Empties what is derived, inside a transaction; all of it is to be made again. */
export function eraseDerived(db: Db): void {
  for (const { table } of DERIVATIONS) db.delete(table).run();
  db.delete(derivations).run();
}
