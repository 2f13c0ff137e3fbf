import { closedResources, tidyClosed } from '../archive/closed.ts';
import { type CoverageLine, findItem } from '../archive/coverage.ts';
import { toInstant } from '../clock.ts';
import type { AnyResource } from '../resources/resource.ts';
import { StravaFault } from '../strava/fault.ts';
import { BudgetSpent } from '../strava/gate.ts';
import { FileWeather } from './file-weather.ts';
import { Noted } from './noted.ts';
import type { ItemFailure } from './outcome.ts';
import { Picker, type PickerOptions } from './picker.ts';
import type { Candidate } from './planner.ts';
import type { Closed } from './refusals.ts';
import { keyOf, type RunnerContext, runItem, write } from './runner.ts';
import { Weather } from './weather.ts';

/** What was done. */
export interface Work {
  /** Names of the resources of which something was archived. */
  stored: string[];
  /** How many items were archived. */
  items: number;
  /** The items that hold something that is not understood, and did not before. */
  noted: Noted;
  failures: ItemFailure[];
  /** The resources of which Strava was found to give nothing. */
  closed: Closed[];
  /** The error that ended it, if one did. */
  ended?: unknown;
}

export interface WorkOptions extends PickerOptions {
  /** As `goesOn` for files, which come last. */
  goesOnWithFiles: PickerOptions['goesOn'];
  /** A 429 that outlasted its wait: when the next request may go out, epoch milliseconds. */
  budgetOpensAt(): number;
  onItem?: (candidate: Candidate) => void;
}

/**
 * Work that is done item by item: after each it gives how much it has spent so far, in requests and files, and takes what
 * has ended the work of everybody meanwhile, if anything has.
 */
export type Steps<Result> = AsyncGenerator<number, Result, unknown>;

const isLimit = (error: unknown) => error instanceof StravaFault && error.fault === 'rate_limited';

/** What becomes of the items, and of the work. */
type Forecast = Pick<Weather, 'good' | 'failed'>;

const isFile = ({ reads }: AnyResource) => reads === 'file';

/**
 * Goes through what a picker picks, one by one.
 * @param done told of each that was stored. @param halted told of what would have come next when all work has ended.
 */
async function* goThrough(
  picker: Picker,
  weather: Forecast,
  context: RunnerContext,
  options: Pick<WorkOptions, 'onItem'> & {
    done(candidate: Candidate, before: CoverageLine | undefined): void;
    told(error: unknown): unknown;
    halted?(next: Candidate, error: unknown): void;
  },
): Steps<void> {
  let files = 0;
  for (let candidate = picker.next(); candidate; candidate = picker.next()) {
    const before = findItem(context.archive, keyOf(candidate, context));
    options.onItem?.(candidate);
    try {
      await runItem(candidate, context);
      options.done(candidate, before);
      weather.good(candidate);
    } catch (error) {
      if (!(await weather.failed(candidate, before, options.told(error)))) break;
    }
    if (isFile(candidate.resource)) files += 1;
    const error = yield context.client.spending.requests + files;
    if (error === undefined || !options.halted) continue;
    const next = picker.next();
    if (next) options.halted(next, error);
    break;
  }
}

/**
 * Asks for the best next item again and again, until nothing is wanted, `goesOn` refuses, or a fault is not the
 * item's own; then for files. A failed item is in the ledger for later and never comes twice in one piece of work.
 */
export async function* work(context: RunnerContext, options: WorkOptions): Steps<Work> {
  const stored = new Set<string>();
  const noted = new Noted();
  let items = 0;
  const told = (error: unknown) => (isLimit(error) ? new BudgetSpent(options.budgetOpensAt()) : error);
  const done = (candidate: Candidate, before: CoverageLine | undefined) => {
    stored.add(candidate.resource.name);
    noted.see(candidate.resource, before, findItem(context.archive, keyOf(candidate, context)));
    items += 1;
  };
  const only = (isMeant: (resource: AnyResource) => boolean): RunnerContext => ({
    ...context,
    resources: context.resources.filter(isMeant),
  });
  const ofApi = new Picker(
    only((resource) => !isFile(resource)),
    options,
  );
  const weather = new Weather(context, {
    mayAsk: (candidate) => ofApi.mayAsk(candidate),
    told,
    onClosed: () => ofApi.lookAgain(),
  });
  const { archive, athleteId, now } = context;
  if (closedResources(archive, athleteId).length > 0)
    write(context, () => tidyClosed(archive, athleteId, toInstant(now())));
  const halted = (next: Candidate, error: unknown) => weather.halted(next, error);
  yield* goThrough(ofApi, weather, context, { ...options, done, told, halted });
  await weather.close();
  const fileWeather = new FileWeather(context);
  if (weather.ended === undefined || weather.ended instanceof BudgetSpent) {
    const ofFiles = new Picker(only(isFile), { ...options, goesOn: options.goesOnWithFiles });
    yield* goThrough(ofFiles, fileWeather, context, { ...options, done, told });
  }
  const failures = [...weather.failures, ...fileWeather.failures];
  const { closed, ended = fileWeather.ended } = weather;
  return { stored: [...stored], items, noted, failures, closed, ended };
}
