import { eq, sql } from 'drizzle-orm';
import type { Source } from '../../derived/derivation.ts';
import { makeDerived } from '../../derived/make.ts';
import { type Points, readPoints } from '../../derived/points.ts';
import type { Db } from '../../sqlite/open.ts';
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
