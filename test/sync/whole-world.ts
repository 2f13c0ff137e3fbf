import { resources } from '../../src/resources/index.ts';
import { archiveAll, type History, historyOf, type WorldOptions } from './history-world.ts';

/** What `ARCHIVE` says for all that there is, or for all that need not be named: `segment` does. */
export const everything = (hasSegments: boolean): string =>
  hasSegments ? resources.map(({ name }) => name).join(',') : '';

/** More than the page that Strava gives at most. */
const MORE_THAN_A_PAGE = 230;
const PHOTOS = 12;

/** Adds to a life what takes more than one page, and, unless told otherwise, what is counted and not shown. */
export function liven({ simulator, truth }: Pick<History, 'simulator' | 'truth'>, isHidden = true): void {
  const [one, other] = truth()
    .summaries()
    .filter(({ kudos_count }) => kudos_count < 50)
    .map(({ id }) => id);
  if (one === undefined || other === undefined) throw new Error('The life is too short.');
  for (let n = 0; n < MORE_THAN_A_PAGE; n += 1) simulator.giveKudos(one);
  for (let n = 0; n < MORE_THAN_A_PAGE; n += 1) simulator.addComment(other);
  if (isHidden) {
    simulator.giveKudos(other, { hidden: true });
    simulator.addComment(one, { hidden: true });
  }
  for (let n = 0; n < PHOTOS; n += 1) simulator.addPhoto(one, n % 5 === 0 ? 'video' : 'photo');
}

interface LifeOptions extends WorldOptions {
  /** Whether `ARCHIVE` names `segment`. */
  hasSegments?: boolean;
  /** Whether something is counted and not shown, which costs another look a day later. */
  isHidden?: boolean;
}

/** A life of which everything is archived. */
export async function wholeLife({ hasSegments = true, isHidden = true, ...options }: LifeOptions) {
  const history = await historyOf({ ...options, environment: { ARCHIVE: everything(hasSegments) } });
  const { app, simulator, athleteId, dataDir } = history;
  liven(history, isHidden);
  return {
    ...history,
    archiveAll: () => archiveAll(history),
    whole: { archive: app.archive.$client, dataDir, simulator, athleteId, hasSegments },
  };
}

export type WholeLife = Awaited<ReturnType<typeof wholeLife>>;
