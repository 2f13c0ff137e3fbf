import { closedResources, scoutOf, tidyClosed } from '../archive/closed.ts';
import { type CoverageLine, findItem, wantedItems } from '../archive/coverage.ts';
import { countDone } from '../archive/coverage-counts.ts';
import { dueAgain } from '../archive/rereading.ts';
import { toInstant } from '../clock.ts';
import type { AnyResource } from '../resources/resource.ts';
import { StravaFault } from '../strava/fault.ts';
import { BudgetSpent } from '../strava/gate.ts';
import { FileWeather } from './file-weather.ts';
import { Noted } from './noted.ts';
import type { ItemFailure } from './outcome.ts';
import { type Candidate, choose, type PlannerFacts, VISIBLE } from './planner.ts';
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

export interface WorkOptions {
  /** Whether to go on with this one; the work ends at the first that is refused. */
  goesOn(candidate: Candidate, facts: PlannerFacts): boolean;
  /** The same for files, which come last. */
  goesOnWithFiles(candidate: Candidate, facts: PlannerFacts): boolean;
  /** Whether the request budget has more left than the reserve. */
  isAffordable(): boolean;
  /** In how many days what is archived is read again, once nothing else is wanted; undefined for never. */
  rereadDays?: number | undefined;
  /** A 429 that outlasted its wait: when the next request may go out, epoch milliseconds. */
  budgetOpensAt(): number;
  onItem?: (candidate: Candidate) => void;
}

// The ledger is asked again after so many items, and whenever a list or a snapshot may have added to it.
const BATCH = 8;

/** What it is to read a list that was read to its end so often. */
const READINGS = [undefined, 'again', 'in turn'] as const;

/** The newest of a batch. Of a list both lines, its newest page first: one may be due and the other not. */
function heads(batch: Candidate[]): Candidate[] {
  if (batch[0]?.resource.plan !== 'list') return batch.slice(0, 1);
  return batch.toSorted((a, b) => a.position - b.position);
}

/** Picks the next candidate, from a few of the newest wanted items of each resource. */
class Picker {
  readonly #context: RunnerContext;
  readonly #options: WorkOptions;
  #batches: Candidate[][] = [];
  #left = 0;
  #detailed = 0;

  constructor(context: RunnerContext, options: WorkOptions) {
    this.#context = context;
    this.#options = options;
  }

  #read(): Candidate[][] {
    const { archive, athleteId, now } = this.#context;
    const at = toInstant(now());
    const closed = closedResources(archive, athleteId);
    const batches = this.#context.resources.map((resource) => {
      const line = closed.find(({ item }) => item === resource.name);
      if (line && resource.plan === 'item') return this.#scout(resource, line, at);
      return wantedItems(archive, athleteId, resource.name, at, BATCH).map((wanted) => ({
        resource,
        item: wanted.item,
        itemDate: wanted.itemDate,
        position: wanted.position ?? 1,
        reading: READINGS[wanted.readings ?? 0],
        scout: line !== undefined,
      }));
    });
    return [...batches, ...this.#rereads()];
  }

  /** What is archived, the longest unread first. */
  #rereads(): Candidate[][] {
    const { archive, athleteId, resources, now } = this.#context;
    const { rereadDays: days } = this.#options;
    if (days === undefined) return [];
    return resources
      .filter(({ rereads }) => rereads)
      .map((resource) =>
        dueAgain(archive, { athleteId, resource: resource.name }, { days, now: now() })
          .slice(0, BATCH)
          .map((line) => ({ resource, ...line, position: 1, reread: true })),
      );
  }

  /** Of a closed resource one thing is asked for, once it is time to. */
  #scout(resource: AnyResource, { nextTryAt }: CoverageLine, at: string): Candidate[] {
    const { archive, athleteId } = this.#context;
    if (nextTryAt !== null && nextTryAt > at) return [];
    const scout = scoutOf(archive, { athleteId, resource: resource.name });
    return scout ? [{ resource, ...scout, position: 1, scout: true }] : [];
  }

  /** The ledger is another one than it was. */
  lookAgain(): void {
    this.#left = 0;
  }

  #facts(): PlannerFacts {
    const { archive, athleteId, now } = this.#context;
    // The count only ever grows, and matters until it is reached.
    if (this.#detailed < VISIBLE) this.#detailed = countDone(archive, athleteId, 'activity', VISIBLE);
    return { now: now(), detailed: this.#detailed, isAffordable: this.#options.isAffordable };
  }

  /** Whether a request more may be spent because of one. */
  mayAsk(candidate: Candidate): boolean {
    return this.#options.goesOn(candidate, this.#facts());
  }

  next(): Candidate | undefined {
    if (this.#left === 0) {
      this.#batches = this.#read();
      this.#left = BATCH;
    }
    const facts = this.#facts();
    const candidate = choose(this.#batches.flatMap(heads), facts);
    if (!candidate && this.#left < BATCH) {
      // What was done since the last look may have added something.
      this.#left = 0;
      return this.next();
    }
    if (!candidate || !this.#options.goesOn(candidate, facts)) return undefined;
    this.#batches = this.#batches.map((batch) => batch.filter((other) => other !== candidate));
    this.#left = candidate.resource.plan === 'item' ? this.#left - 1 : 0;
    return candidate;
  }
}

const isLimit = (error: unknown) => error instanceof StravaFault && error.fault === 'rate_limited';

/** What becomes of the items, and of the work. */
type Forecast = Pick<Weather, 'good' | 'failed'>;

/** Goes through what a picker picks, one by one. @param done told of each that was stored. */
async function goThrough(
  picker: Picker,
  weather: Forecast,
  context: RunnerContext,
  options: Pick<WorkOptions, 'onItem'> & {
    done(candidate: Candidate, before: CoverageLine | undefined): void;
    told(error: unknown): unknown;
  },
): Promise<void> {
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
  }
}

const isFile = ({ reads }: AnyResource) => reads === 'file';

/**
 * Asks for the best next item again and again, until nothing is wanted, `goesOn` refuses, or a fault is not the
 * item's own; then for files. A failed item is in the ledger for later and never comes twice in one piece of work.
 */
export async function work(context: RunnerContext, options: WorkOptions): Promise<Work> {
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
  await goThrough(ofApi, weather, context, { ...options, done, told });
  await weather.close();
  const fileWeather = new FileWeather(context);
  if (weather.ended === undefined || weather.ended instanceof BudgetSpent) {
    const ofFiles = new Picker(only(isFile), { ...options, goesOn: options.goesOnWithFiles });
    await goThrough(ofFiles, fileWeather, context, { ...options, done, told });
  }
  const failures = [...weather.failures, ...fileWeather.failures];
  const { closed, ended = fileWeather.ended } = weather;
  return { stored: [...stored], items, noted, failures, closed, ended };
}
