import { type AthleteReport, isOfApp, isOfItem } from './outcome.ts';
import type { Steps } from './work.ts';

/** One athlete's work under way. */
interface Share {
  athleteId: number;
  steps: Steps<AthleteReport>;
  spent: number;
}

/** Whether this ended the work of all: a fault that is the app's would meet the next athlete just the same. */
export const endsForAll = ({ error }: AthleteReport): boolean =>
  error !== undefined && !isOfItem(error) && isOfApp(error);

/**
 * Work for each athlete, item by item: the next item is that of whoever has spent the least, so that nobody's years
 * hold up what is new of the others. A fault that is the app's ends it for all; who has not begun then has no report.
 * @param work an athlete's, which is begun when the turn comes to it. @returns the reports in the order of the athletes.
 */
export async function forEachAthlete(
  athleteIds: readonly number[],
  work: (athleteId: number) => Steps<AthleteReport>,
): Promise<AthleteReport[]> {
  const waiting = [...athleteIds];
  const shares = new Set<Share>();
  const reports: AthleteReport[] = [];
  const next = (): Share | undefined => {
    const athleteId = waiting.shift();
    if (athleteId !== undefined) return { athleteId, steps: work(athleteId), spent: 0 };
    return [...shares].toSorted((a, b) => a.spent - b.spent)[0];
  };
  let ended: unknown;
  for (let share = next(); share; share = next()) {
    const { done, value } = await share.steps.next(ended);
    if (!done) {
      share.spent = value;
      shares.add(share);
      continue;
    }
    shares.delete(share);
    reports.push(value);
    if (endsForAll(value)) ended ??= value.error;
    if (ended !== undefined) waiting.length = 0;
  }
  const place = ({ athleteId }: AthleteReport) => athleteIds.indexOf(athleteId);
  return reports.toSorted((a, b) => place(a) - place(b));
}
