import { anyArchived } from '../archive/coverage.ts';
import { athlete } from '../resources/athlete.ts';
import type { AnyResource } from '../resources/resource.ts';
import { athleteStats } from '../resources/stats.ts';
import type { Candidate } from './planner.ts';
import { fetchItem, missingOf, type RunnerContext } from './runner.ts';

/** Asks for what surely exists, to tell whether Strava answers at all. */
export class Probe {
  readonly #context: RunnerContext;
  readonly #told: (error: unknown) => unknown;
  /** Something of each resource that was answered well. */
  readonly #answered = new Map<AnyResource, Candidate>();
  /** What failed, or was asked in vain: it does not surely exist. */
  readonly #suspects: Candidate[] = [];

  constructor(context: RunnerContext, { told }: { told(error: unknown): unknown }) {
    this.#context = context;
    this.#told = told;
  }

  /** Told of what was answered well. */
  answered(candidate: Candidate): void {
    this.#answered.set(candidate.resource, candidate);
  }

  /** Told of what failed. */
  suspect(candidate: Candidate): void {
    this.#suspects.push(candidate);
  }

  /** Whether anything was answered well, or anything of the resource of this one. */
  hasAnswered(like?: Candidate): boolean {
    return like ? this.#answered.has(like.resource) : this.#answered.size > 0;
  }

  /** What was answered last, or else a snapshot: whether there is a network at all. */
  anything(): Candidate | undefined {
    return [...this.#answered.values()].at(-1) ?? this.snapshot();
  }

  /** A snapshot that has not failed itself. */
  snapshot(): Candidate | undefined {
    const resource = [athlete, athleteStats].find((each) => !this.#isSuspect(each));
    return resource && { resource, item: String(this.#context.athleteId), itemDate: null, position: 1 };
  }

  #isSuspect(resource: AnyResource): boolean {
    return this.#suspects.some((suspect) => suspect.resource === resource);
  }

  /** Something archived of one of these other resources, or a snapshot if it is one. */
  other(isMeant: (resource: AnyResource) => boolean): Candidate | undefined {
    const { resources } = this.#context;
    const isOther = (resource: AnyResource) => resource.plan === 'item' && isMeant(resource);
    for (const resource of resources.filter(isOther)) {
      const archived = this.#archived(resource);
      if (archived) return archived;
    }
    const snapshot = this.snapshot();
    return snapshot && isMeant(snapshot.resource) ? snapshot : undefined;
  }

  /** Something of the same resource that is archived. */
  alike({ resource }: Candidate): Candidate | undefined {
    return resource.plan === 'item' ? this.#archived(resource) : this.snapshot();
  }

  #archived(resource: AnyResource): Candidate | undefined {
    const { archive, athleteId } = this.#context;
    const suspects = this.#suspects.filter((each) => each.resource === resource).map(({ item }) => item);
    const item = anyArchived(archive, athleteId, resource.name, suspects);
    return item === undefined ? undefined : { resource, item, itemDate: null, position: 1 };
  }

  /** @returns what went wrong, if anything did. */
  async ask(probe: Candidate, isLast = false): Promise<unknown> {
    try {
      await fetchItem(probe, this.#context);
      this.answered(probe);
      return undefined;
    } catch (error) {
      this.suspect(probe);
      // It may be deleted itself: one more of its kind tells.
      const other = !isLast && missingOf(probe, this.#context, error) ? this.alike(probe) : undefined;
      return other ? this.ask(other, true) : this.#told(error);
    }
  }
}
