import { closedResources, scoutOf } from '../archive/closed.ts';
import type { CoverageLine } from '../archive/coverage.ts';
import { countDone } from '../archive/coverage-counts.ts';
import { wantedItems } from '../archive/plans.ts';
import { dueAgain } from '../archive/rereading.ts';
import { toInstant } from '../clock.ts';
import type { AnyResource } from '../resources/resource.ts';
import { type Candidate, choose, type PlannerFacts, VISIBLE } from './planner.ts';
import type { RunnerContext } from './runner.ts';

export interface PickerOptions {
  /** Whether to go on with this one; the work ends at the first that is refused. */
  goesOn(candidate: Candidate, facts: PlannerFacts): boolean;
  /** Whether the request budget has more left than the reserve. */
  isAffordable(): boolean;
  /** Whether several athletes share the request budget. */
  isShared: boolean;
  /** In how many days what is archived is read again, once nothing else is wanted; undefined for never. */
  rereadDays?: number | undefined;
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
export class Picker {
  readonly #context: RunnerContext;
  readonly #options: PickerOptions;
  #batches: Candidate[][] = [];
  #left = 0;
  #detailed = 0;

  constructor(context: RunnerContext, options: PickerOptions) {
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
    const { isAffordable, isShared } = this.#options;
    return { now: now(), detailed: this.#detailed, isAffordable, isShared };
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
