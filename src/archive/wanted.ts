import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { toInstant } from '../clock.ts';
import { toJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';
import {
  type CoverageKey,
  type CoverageLine,
  findItems,
  is,
  isNamed,
  type ResourceKey,
  settleItem,
  wantAgain,
  wantAll,
  wantedState,
} from './coverage.ts';
import { coverage } from './tables.ts';

/** What a thing says of another one that hangs on it. */
export interface Wanted {
  /** What it is wanted for: when that changes, it is asked for again. Null where this says nothing of changes. */
  basis: string | null;
  /** There is nothing to ask for, unless something is archived: true, or the reason for the ledger. */
  nothing?: string | boolean | undefined;
}

// So much of a hash tells two versions of one thing apart.
const SHORT = 12;

/** What stands for some values in a basis: as short as it can be. */
export const basisOf = (values: unknown): string => hash('sha1', toJson(values)).slice(0, SHORT);

const updateBasis = query((db) =>
  db
    .update(coverage)
    .set({ basis: sql`${sql.placeholder('basis')}` })
    .where(isNamed),
);

/** A thing that is spoken of. */
export interface Spoken extends Wanted {
  item: string;
  /** Its date (UTC instant), if it has one. */
  itemDate: string | null;
}

/** When something is said. */
interface Saying {
  /** UTC instant. */
  now: string;
  /** How long it is left alone after an answer, milliseconds. */
  restsMs?: number | undefined;
}

/** Enters what the ledger does not know: what there is nothing of, only where there is a reason. */
function enterNew(db: Db, of: ResourceKey, things: readonly Spoken[], now: string): void {
  const wanted = things.filter(({ nothing }) => !nothing);
  wantAll(db, of, wanted, now);
  for (const { item, itemDate, basis, nothing: reason } of things) {
    if (typeof reason !== 'string') continue;
    settleItem(db, { ...of, item }, { status: 'not_applicable', at: now, reason, itemDate });
    updateBasis(db).run({ ...of, item, basis });
  }
}

/** Makes what could not be into what is asked for. */
function begin(db: Db, key: CoverageKey, nextTryAt: string): void {
  db.update(coverage)
    .set({ ...wantedState(db, key, nextTryAt), tries: 0 })
    .where(is(key))
    .run();
}

/** What an older line is about now that something else is said. */
function renew(
  db: Db,
  line: CoverageLine,
  { nothing, itemDate }: Spoken,
  { now, restsMs = 0 }: Saying,
): void {
  const { status, checkedAt } = line;
  if (status === 'done' || status === 'absent') {
    const rested = checkedAt === null || restsMs === 0 ? now : toInstant(Date.parse(checkedAt) + restsMs);
    wantAgain(db, line, rested > now ? rested : now);
  } else if (status === 'not_applicable' && !nothing) {
    begin(db, line, now);
  } else if (typeof nothing === 'string' && checkedAt === null) {
    settleItem(db, line, { status: 'not_applicable', at: now, reason: nothing, itemDate });
  }
}

/**
 * Enters what is wanted of a resource, and asks for it again when what it was wanted for has changed. What fails, or is
 * not asked for yet, comes when it is planned anyway.
 */
export function enter(db: Db, of: ResourceKey, things: readonly Spoken[], saying: Saying): void {
  const known = findItems(
    db,
    of,
    things.map(({ item }) => item),
  );
  for (const thing of things) {
    const { item, basis } = thing;
    const line = known.get(item);
    if (!line || basis === null || line.basis === basis) continue;
    // A line of a version that did not write it down is as the activity was then.
    if (line.basis !== null) renew(db, line, thing, saying);
    updateBasis(db).run({ ...of, item, basis });
  }
  const unknown = things.filter(({ item }) => !known.has(item));
  enterNew(db, of, unknown, saying.now);
}
