import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import { toInstant } from '../clock.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { type Allowance, type BudgetState, freshBudget, rollOver } from './budget.ts';
import { requestBudget } from './budget-table.ts';
import type { BudgetStore } from './gate.ts';

type Row = typeof requestBudget.$inferSelect;

const ofClient = (db: Reader, clientId: string) =>
  db.select().from(requestBudget).where(eq(requestBudget.clientId, clientId));

/** The state that these rows hold; an allowance without a row is a new application's. */
function stateOf(rows: readonly Row[], now: number): BudgetState {
  return freshBudget(now).map((a) => {
    const row = rows.find((r) => r.counter === a.counter && r.period === a.window);
    if (!row) return a;
    const { allowed, used, closed } = row;
    return { ...a, limit: allowed, used, closed, startedAt: Date.parse(row.startedAt) };
  });
}

const writeAllowance = rowWriter(requestBudget, { key: ['clientId', 'counter', 'period'] });

/** The request budget of one API application at `now` (epoch milliseconds). */
export const readBudget = (db: Reader, clientId: string, now: number): BudgetState =>
  rollOver(stateOf(ofClient(db, clientId).all(), now), now);

/** The request budget of one API application, kept in `request_budget` and shared by all processes. */
export function createBudgetStore(db: Db, clientId: string): BudgetStore {
  const stored = ofClient(db, clientId).prepare();
  const load = (now: number) => stateOf(stored.all(), now);

  function save({ counter, window, limit, used, closed, startedAt }: Allowance): void {
    const values = { allowed: limit, used, closed, startedAt: toInstant(startedAt) };
    writeAllowance(db, { clientId, counter, period: window, ...values });
  }

  return {
    read: (now) => rollOver(load(now), now),
    update(now, change) {
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
