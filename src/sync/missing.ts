import { proveMissing } from '../archive/absence.ts';
import { findItem } from '../archive/coverage.ts';
import { HOUR_MS, toInstant } from '../clock.ts';
import { doubtList } from '../resources/list-readings.ts';
import type { AnyResource } from '../resources/resource.ts';
import type { Doubt } from './doubt.ts';
import type { ItemFailure } from './outcome.ts';
import type { Candidate } from './planner.ts';
import type { Probe } from './probe.ts';
import { keyOf, missingOf, type RunnerContext, write } from './runner.ts';

/** What Strava says it does not have; that counts once something else was answered well. */
export class Missing {
  readonly #context: RunnerContext;
  readonly #probe: Probe;
  readonly #mayAsk: (candidate: Candidate) => boolean;
  #all: Doubt[] = [];

  constructor(context: RunnerContext, probe: Probe, mayAsk: (candidate: Candidate) => boolean) {
    this.#context = context;
    this.#probe = probe;
    this.#mayAsk = mayAsk;
  }

  add(doubt: Doubt): void {
    this.#all.push(doubt);
  }

  has(doubt: Doubt): boolean {
    return this.#all.includes(doubt);
  }

  /** What met everything was said of nothing in particular. */
  forget(doubts: readonly Doubt[]): void {
    this.#all = this.#all.filter((each) => !doubts.includes(each));
  }

  /** Of which resources something is missing. */
  resources(): Iterable<AnyResource> {
    return new Set(this.#all.map(({ candidate }) => candidate.resource));
  }

  /**
   * Believes what is missing of a resource if the weather is fair.
   * @param mayAsk whether anything may be asked for to tell.
   * @returns those failures that are none: of what is archived, and of what is gone for good.
   */
  async settle(resource: AnyResource, mayAsk: boolean): Promise<ItemFailure[]> {
    const missing = this.#all.filter(({ candidate }) => candidate.resource === resource);
    const [first] = missing;
    const settled: ItemFailure[] = [];
    if (!first || !(await this.#isFair(first, mayAsk))) return settled;
    write(this.#context, () => {
      for (const each of missing) if (this.#prove(each)) settled.push(each.failure);
    });
    return settled;
  }

  /** Whether Strava answers something else well, of the same resource if any of it is archived. */
  async #isFair({ candidate }: Doubt, mayAsk: boolean): Promise<boolean> {
    if (this.#probe.hasAnswered(candidate)) return true;
    const alike = this.#probe.alike(candidate);
    if (!alike && this.#probe.hasAnswered()) return true;
    const probe = alike ?? this.#probe.snapshot();
    if (!probe || !mayAsk || !this.#mayAsk(candidate)) return false;
    return (await this.#probe.ask(probe)) === undefined;
  }

  /** @returns whether it has not failed. */
  #prove({ candidate, failure, at }: Doubt): boolean {
    const said = missingOf(candidate, this.#context, failure.error);
    if (!said) return false;
    const { archive } = this.#context;
    const key = keyOf(candidate, this.#context);
    const { listedBy, every, onGone } = candidate.resource;
    const proof = proveMissing(archive, key, { ...said, isUnlisted: every !== undefined }, at);
    if (proof === 'proven' && said.isArchived)
      onGone?.(archive, key, findItem(archive, key)?.missingSince ?? at);
    // Listed a moment ago, and deleted since: what stood behind it moved up, perhaps to a page that was read already.
    if (proof === 'first' && !said.isArchived && listedBy !== undefined) {
      const list = { athleteId: key.athleteId, resource: listedBy };
      doubtList(archive, list, toInstant(Date.parse(at) + HOUR_MS));
    }
    return said.isArchived || proof === 'proven';
  }
}
