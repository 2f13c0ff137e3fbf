import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { brief } from '../json.ts';
import { scrub } from '../secret.ts';
import { attempt } from '../sqlite/attempt.ts';
import type { Db } from '../sqlite/open.ts';
import { eraser, listWriter, query, rowWriter } from '../sqlite/statements.ts';
import type { Derivation, Source } from './derivation.ts';
import { DERIVATIONS } from './index.ts';
import { derivations } from './table.ts';

/** Of which activity, and whose it is. */
export interface DerivedOf {
  activityId: number | bigint;
  athleteId: number;
}

const selectMade = query((db) =>
  db
    .select({
      derivation: derivations.derivation,
      version: derivations.version,
      madeOf: derivations.made_of,
    })
    .from(derivations)
    .where(eq(derivations.activity_id, sql.placeholder('activityId'))),
);
const writeMade = rowWriter(derivations, { key: ['activity_id', 'derivation'] });

const writers = DERIVATIONS.map((derivation) => ({
  derivation,
  erase: eraser(
    (getTableColumns(derivation.table) as Record<string, SQLiteColumn>).activity_id as SQLiteColumn,
  ),
  write: listWriter(derivation.table),
}));

// Of what an error says.
const LONGEST = 300;

function reasonOf(error: unknown): string {
  return scrub(error instanceof Error ? error.message : brief(error)).slice(0, LONGEST);
}

function* rowsOf({ derive }: Derivation, of: DerivedOf, source: Source): Iterable<unknown[]> {
  for (const row of derive(source)) yield [of.activityId, ...row, of.athleteId];
}

/**
 * Makes of an activity what is not made of this source by this version yet, inside a transaction. What fails costs itself
 * alone, and is noted instead. @throws what is the fault of the file or the disk.
 */
export function makeDerived(db: Db, of: DerivedOf, source: Source): void {
  const { activityId, athleteId } = of;
  const known = new Map(
    selectMade(db)
      .all({ activityId })
      .map((made) => [made.derivation, made]),
  );
  for (const { derivation, erase, write } of writers) {
    const { name, version } = derivation;
    const madeOf = derivation.madeOf(source) ?? null;
    const before = known.get(name);
    if (before?.version === version && before.madeOf === madeOf) continue;
    // Whatever follows, what was made of something else is not true any more.
    erase(db).run({ of: activityId });
    const error = madeOf === null ? undefined : attempt(db, () => write(db, rowsOf(derivation, of, source)));
    const failure = error === undefined ? null : reasonOf(error);
    writeMade(db, {
      ...{ activity_id: activityId, athlete_id: athleteId, derivation: name, version },
      ...{ made_of: madeOf, failure },
    });
  }
}
