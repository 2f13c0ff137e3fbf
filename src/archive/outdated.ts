import type { Db } from '../sqlite/open.ts';
import { noteUnerased, tablesWith } from './forget.ts';

/** Of whom and what an answer was. */
export interface Answered {
  athleteId: number;
  kind: string;
  item: string;
}

const OLD_ANSWERS = `DELETE FROM documents WHERE last_seen_at < ?
RETURNING athlete_id AS athleteId, kind, item`;

const IS_LEFT = 'SELECT 1 FROM documents WHERE athlete_id = ? AND kind = ? AND item = ?';

/**
 * Deletes the answers that Strava last gave before an instant, inside a transaction. What was made of them is for
 * `rebuild` to make again without them, and {@link eraseDeleted} has to follow.
 * @param since UTC instant.
 * @returns the documents of which no version is left, and how many answers went.
 */
export function forgetAnswers(db: Db, since: string): { gone: Answered[]; count: number } {
  const { $client } = db;
  const old = $client.prepare(OLD_ANSWERS).all(since) as Answered[];
  const isLeft = $client.prepare(IS_LEFT).pluck();
  const gone = old.filter(({ athleteId, kind, item }) => isLeft.get(athleteId, kind, item) === undefined);
  // Some tables hold the answer itself.
  const held = tablesWith(db, 'raw').map((table) =>
    $client.prepare(`DELETE FROM "${table}" WHERE fetched_at < ?`).run(since),
  );
  const count = held.reduce((sum, { changes }) => sum + changes, old.length);
  if (count > 0) noteUnerased(db);
  return { gone, count };
}
