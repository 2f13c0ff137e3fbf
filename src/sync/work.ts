import { wantedItems } from '../archive/coverage.ts';
import { countDone } from '../archive/coverage-counts.ts';
import { toInstant } from '../clock.ts';
import type { AnyResource } from '../resources/resource.ts';
import { StravaFault } from '../strava/fault.ts';
import { BudgetSpent } from '../strava/gate.ts';
import { type ItemFailure, isOfItem } from './outcome.ts';
import { type Candidate, choose, type PlannerFacts, VISIBLE } from './planner.ts';
import { type RunnerContext, runItem } from './runner.ts';

// After so many items in a row that Strava could not answer, the trouble is Strava's and not the items'.
const OUTAGE_AFTER = 3;

/** What was done. */
export interface Work {
  /** Names of the resources of which something was archived. */
  stored: string[];
  /** How many items were archived. */
  items: number;
  failures: ItemFailure[];
  /** The error that ended it, if one did. */
  ended?: unknown;
}

export interface WorkOptions {
  resources: readonly AnyResource[];
  /** Whether to go on with this one; the work ends at the first that is refused. */
  goesOn(candidate: Candidate, facts: PlannerFacts): boolean;
  /** A 429 that outlasted its wait: when the next request may go out, epoch milliseconds. */
  budgetOpensAt(): number;
  onItem?: (candidate: Candidate) => void;
}

// The ledger is asked again after so many items, and whenever a list or a snapshot may have added to it.
const BATCH = 8;

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
    return this.#options.resources.map((resource) =>
      wantedItems(archive, athleteId, resource.name, at, BATCH).map(({ item, itemDate, position }) => ({
        resource,
        item,
        itemDate,
        position: position ?? 1,
      })),
    );
  }

  next(): Candidate | undefined {
    if (this.#left === 0) {
      this.#batches = this.#read();
      this.#left = BATCH;
    }
    const { archive, athleteId, now } = this.#context;
    // The count only ever grows, and matters until it is reached.
    if (this.#detailed < VISIBLE) this.#detailed = countDone(archive, athleteId, 'activity', VISIBLE);
    const facts = { now: now(), detailed: this.#detailed };
    const candidate = choose(
      this.#batches.flatMap((batch) => batch.slice(0, 1)),
      facts,
    );
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
const isTransient = (error: unknown) => error instanceof StravaFault && error.transient;

/**
 * Asks for the best next item again and again, until nothing is wanted, `goesOn` refuses, or a fault is not the
 * item's own. A failed item is in the ledger for later and never comes twice in one piece of work.
 */
export async function work(context: RunnerContext, options: WorkOptions): Promise<Work> {
  const stored = new Set<string>();
  const failures: ItemFailure[] = [];
  let items = 0;
  let outages = 0;
  const picker = new Picker(context, options);
  for (let candidate = picker.next(); candidate; candidate = picker.next()) {
    const { name, plan } = candidate.resource;
    options.onItem?.(candidate);
    try {
      await runItem(candidate, context);
      stored.add(name);
      items += 1;
      outages = 0;
    } catch (reason) {
      const error = isLimit(reason) ? new BudgetSpent(options.budgetOpensAt()) : reason;
      failures.push({ resource: name, isSingle: plan === 'item', error });
      outages = isTransient(error) ? outages + 1 : 0;
      if (!isOfItem(error) || outages >= OUTAGE_AFTER)
        return { stored: [...stored], items, failures, ended: error };
    }
  }
  return { stored: [...stored], items, failures };
}
