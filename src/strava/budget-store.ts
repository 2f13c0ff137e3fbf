import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import { requestBudget } from '../archive/tables.ts';
import { toInstant } from '../clock.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import { writeRow } from '../sqlite/statements.ts';

/** What the table holds of an allowance; times in epoch milliseconds. */
interface StoredAllowance {
  counter: string;
  window: string;
  startedAt: number;
  limit: number;
  used: number;
  closed: boolean;
}

/**
 * Keeps the request budget of one API application in `request_budget`.
 * @param fresh the state of an application that has no rows yet.
 */
export function createBudgetStore<A extends StoredAllowance>(
  db: Db,
  clientId: string,
  fresh: (now: number) => readonly A[],
) {
  const ofClient = db.select().from(requestBudget).where(eq(requestBudget.clientId, clientId)).prepare();

  function load(now: number): readonly A[] {
    const rows = ofClient.all();
    return fresh(now).map((a) => {
      const row = rows.find((r) => r.counter === a.counter && r.period === a.window);
      if (!row) return a;
      const { allowed, used, closed } = row;
      return { ...a, limit: allowed, used, closed, startedAt: Date.parse(row.startedAt) };
    });
  }

  function save({ counter, window, limit, used, closed, startedAt }: A): void {
    const key = { clientId, counter, period: window };
    const values = { allowed: limit, used, closed, startedAt: toInstant(startedAt) };
    writeRow(db, requestBudget, { ...key, ...values }, { key: Object.keys(key) });
  }

  return {
    read: load,
    update(now: number, change: (state: readonly A[]) => readonly A[]): readonly A[] {
      return immediate(db, () => {
        const before = load(now);
        const state = change(before);
        // Most answers say what was counted already.
        const changed = state.filter((a) => !before.some((b) => isDeepStrictEqual(a, b)));
        for (const allowance of changed) save(allowance);
        return state;
      });
    },
  };
}
