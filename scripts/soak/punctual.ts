/** Whether passes came when the schedule wanted them. */
import type { Archive } from '../../test/sync/truth-rows.ts';

const HOUR_MS = 3_600_000;
/** The worker's default: at 17 minutes past the hour. */
const MINUTE_MS = 17 * 60_000;

/** How the passes of a worker stood to its schedule. */
export interface Punctuality {
  /** How many times it was time for one. */
  wanted: number;
  /** How many of these had none before the next one. */
  missed: number;
  /** How long after that time the first one began, whatever began it: the mean and the most, seconds. */
  meanLate: number;
  mostLate: number;
}

/** @param since and until of the soak, epoch milliseconds: zones whose hours are whole have the same minutes. */
export function punctualityOf(archive: Archive, since: number, until: number): Punctuality {
  const runs = archive
    .prepare('SELECT unixepoch(started_at) * 1000 FROM sync_runs ORDER BY started_at DESC')
    .pluck()
    .all() as number[];
  const hourOf = (at: number) => Math.floor((at - MINUTE_MS) / HOUR_MS);
  const firstIn = new Map(runs.map((at) => [hourOf(at), at]));
  const [first, last] = [hourOf(since) + 1, hourOf(until) - 1];
  const hours = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const came = hours.flatMap((hour) => firstIn.get(hour) ?? []);
  const late = came.map((at) => ((at - MINUTE_MS) % HOUR_MS) / 1_000);
  return {
    ...{ wanted: hours.length, missed: hours.length - came.length },
    meanLate: late.reduce((sum, each) => sum + each, 0) / Math.max(1, late.length),
    mostLate: late.reduce((most, each) => Math.max(most, each), 0),
  };
}
