import { setImmediate } from 'node:timers/promises';
import { type Db, immediate } from '../sqlite/open.ts';
import { settledTable } from '../views/view.ts';
import { dayOf, NEVER } from './triggers.ts';
import { SETTLED, type SettledView } from './views.ts';

const SELECT_OPEN = `SELECT view, athlete_id AS athleteId FROM _settled WHERE open_since < '${NEVER}'`;

// Where a start could be on any day, no part can be told from another; such a start has opened all.
const MAY_SETTLE = `SELECT 1 FROM _settled o WHERE view = @view AND athlete_id = @athleteId AND open_since < '${NEVER}'
  AND (open_since > '' OR NOT EXISTS (
    SELECT 1 FROM activities a WHERE a.athlete_id = o.athlete_id AND ${dayOf('a.start_date_local')} = ''))`;

function putDown({ $client }: Db, { name, settling }: SettledView, athleteId: number): void {
  const of = { view: name, athleteId };
  if ($client.prepare(MAY_SETTLE).get(of) === undefined) return;
  $client
    .prepare(`INSERT INTO ${settledTable(name)} SELECT * FROM (${settling.open}) WHERE athlete_id = ?`)
    .run(athleteId);
  $client
    .prepare(`UPDATE _settled SET open_since = '${NEVER}' WHERE view = @view AND athlete_id = @athleteId`)
    .run(of);
}

/**
 * Puts down the rows of every part that is open, a view of an athlete in a transaction; between two of them everything
 * else has its turn. Nothing to do writes nothing.
 * @throws {Failure} `archive` when it cannot be written; what is open then is counted anew by whoever asks, as before.
 */
export async function settle(archive: Db, signal?: AbortSignal): Promise<void> {
  const open = archive.$client.prepare(SELECT_OPEN).all() as { view: string; athleteId: number }[];
  for (const { view, athleteId } of open) {
    if (signal?.aborted) return;
    const settled = SETTLED.find(({ name }) => name === view);
    if (settled) immediate(archive, () => putDown(archive, settled, athleteId));
    await setImmediate();
  }
}
