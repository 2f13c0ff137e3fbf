import { eq } from 'drizzle-orm';
import { toInstant } from '../clock.ts';
import { type Db, immediate, type Tx } from '../sqlite/open.ts';
import { requestBudget } from './tables.ts';

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
  function load(tx: Tx | Db, now: number): readonly A[] {
    const rows = tx.select().from(requestBudget).where(eq(requestBudget.clientId, clientId)).all();
    return fresh(now).map((a) => {
      const row = rows.find((r) => r.counter === a.counter && r.period === a.window);
      if (!row) return a;
      const { allowed, used, closed } = row;
      return { ...a, limit: allowed, used, closed, startedAt: Date.parse(row.startedAt) };
    });
  }

  function save(tx: Tx, allowance: A): void {
    const { counter, window, limit, used, closed } = allowance;
    const values = { allowed: limit, used, closed, startedAt: toInstant(allowance.startedAt) };
    tx.insert(requestBudget)
      .values({ clientId, counter, period: window, ...values })
      .onConflictDoUpdate({
        target: [requestBudget.clientId, requestBudget.counter, requestBudget.period],
        set: values,
      })
      .run();
  }

  return {
    read: (now: number): readonly A[] => load(db, now),
    update(now: number, change: (state: readonly A[]) => readonly A[]): readonly A[] {
      return immediate(db, (tx) => {
        const state = change(load(tx, now));
        for (const allowance of state) save(tx, allowance);
        return state;
      });
    },
  };
}
