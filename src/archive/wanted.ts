import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { toInstant } from '../clock.ts';
import { toJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';
import {
  type CoverageKey,
  type CoverageLine,
  findItem,
  is,
  isNamed,
  settleItem,
  want,
  wantAgain,
  wantedState,
} from './coverage.ts';
import { coverage } from './tables.ts';

/** What a thing says of another one that hangs on it. */
export interface Wanted {
  /** What it is wanted for: when that changes, it is asked for again. Null where this says nothing of changes. */
  basis: string | null;
  /** There is nothing to ask for, unless something is archived: true, or the reason for the ledger. */
  nothing?: string | boolean;
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

/** When, and of whom, something is said. */
interface Saying {
  /** UTC instant. */
  now: string;
  /** The date of the thing (UTC instant), if it has one. */
  itemDate: string | null;
  /** How long it is left alone after an answer, milliseconds. */
  restsMs?: number | undefined;
}

function enterNew(db: Db, key: CoverageKey, { basis, nothing }: Wanted, { now, itemDate }: Saying): void {
  if (nothing === true) return;
  if (!nothing) {
    want(db, key, now, itemDate, basis);
    return;
  }
  settleItem(db, key, { status: 'not_applicable', at: now, reason: nothing, itemDate });
  updateBasis(db).run({ ...key, basis });
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
  { nothing }: Wanted,
  { now, itemDate, restsMs = 0 }: Saying,
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
 * Enters what is wanted, and asks for it again when what it was wanted for has changed. What fails, or is not asked for
 * yet, comes when it is planned anyway.
 */
export function enter(db: Db, key: CoverageKey, wanted: Wanted, saying: Saying): void {
  const line = findItem(db, key);
  if (!line) {
    enterNew(db, key, wanted, saying);
    return;
  }
  if (wanted.basis === null || line.basis === wanted.basis) return;
  // A line of a version that did not write it down is as the activity was then.
  if (line.basis !== null) renew(db, line, wanted, saying);
  updateBasis(db).run({ ...key, basis: wanted.basis });
}
