import { closeResource, countRefused } from '../archive/closed.ts';
import type { Refusal, ResourceKey } from '../archive/coverage.ts';
import { toInstant } from '../clock.ts';
import { command } from '../package.ts';
import type { AnyResource } from '../resources/resource.ts';
import { StravaFault } from '../strava/fault.ts';
import { isOfItem, isRefusal, REFUSALS } from './outcome.ts';
import type { Candidate } from './planner.ts';
import type { Probe } from './probe.ts';
import { type RunnerContext, write } from './runner.ts';

/** So many in a row may be those of a whole resource. */
const SEVERAL = 3;

/** What Strava says when it gives nothing of a resource, and why that is, for a runner. */
const WHY: Record<string, string> & Record<(typeof REFUSALS)[number], string> = {
  payment_required: 'needs a Strava subscription',
  missing_scope: `needs a permission that was not granted: run ${command('bootstrap', '--force')} and leave all boxes ticked`,
  forbidden: 'is forbidden by Strava',
};

/** A resource of which Strava gives nothing, and why. */
export interface Closed {
  resource: string;
  reason: string;
}

/** Refusals of one resource without a good answer of it in between. */
interface Row {
  /** The last of them. */
  last: Candidate;
  error: StravaFault;
  count: number;
  /** After so many one asks whether they are those of the whole resource. */
  enough: number;
  /** Whether Strava has answered anything else well since the first of them. */
  isFair: boolean;
}

/**
 * What they are: the items' `own`; of a resource that is `closed`; a `storm` over everything; `unsure` while they are few
 * or nothing else can be asked. `fair` is the weather if something else was answered; what else a question met is an `end`.
 */
export type Verdict =
  | { is: 'own' | 'closed' | 'fair' | 'unsure' }
  | { is: 'storm'; error: StravaFault }
  | { is: 'end'; error: unknown };

/** Whether a good answer of `other` shows that a refusal of `resource` is no storm. Of an activity, that is another part. */
function isEvidence(other: AnyResource, resource: AnyResource, all: readonly AnyResource[]): boolean {
  if (other === resource) return false;
  const hasParts = all.some((each) => each.of === 'activity' && each !== resource);
  return resource.of === 'activity' && hasParts ? other.of === 'activity' : true;
}

/** Whether a pass is a good one without it: things of many, and what is asked for once a day. */
export const mayClose = ({ plan, every }: AnyResource): boolean => plan === 'item' || every === 'day';

/** Tells the refusal of a whole resource, which is closed then, from that of single items and from a storm. */
export class Refusals {
  /** What was found to be closed. */
  readonly closed: Closed[] = [];
  readonly #context: RunnerContext;
  readonly #probe: Probe;
  readonly #mayAsk: (candidate: Candidate) => boolean;
  readonly #rows = new Map<AnyResource, Row>();

  constructor(context: RunnerContext, probe: Probe, mayAsk: (candidate: Candidate) => boolean) {
    this.#context = context;
    this.#probe = probe;
    this.#mayAsk = mayAsk;
  }

  /** Told of what was answered well. */
  good({ resource }: Candidate): void {
    this.#rows.delete(resource);
    for (const [refused, row] of this.#rows) row.isFair ||= this.#isEvidence(resource, refused);
  }

  /** Told of an item that was refused. */
  async refused(candidate: Candidate, error: StravaFault): Promise<Verdict> {
    const { resource } = candidate;
    // Of what is one there are not several.
    const several = resource.plan === 'item' ? SEVERAL : 1;
    const { count = 0, enough = several, isFair = false } = this.#rows.get(resource) ?? {};
    const row: Row = { last: candidate, error, count: count + 1, enough, isFair };
    this.#rows.set(resource, row);
    return row.count >= enough || this.#wasNeverGiven(candidate) ? this.#decide(row) : { is: 'unsure' };
  }

  /** What was refused last of each resource that may be closed, as far as something archived can tell. */
  undecided(): Candidate[] {
    const rows = [...this.#rows.values()].filter(({ enough }) => enough === SEVERAL);
    return rows.map(({ last }) => last).filter((last) => this.#probe.alike(last) !== undefined);
  }

  /** Decides though there are few. */
  async settle({ resource }: Candidate): Promise<Verdict> {
    const row = this.#rows.get(resource);
    return row ? this.#decide(row) : { is: 'unsure' };
  }

  /** Asks for something else than these resources, all of which were refused. */
  async elsewhere(candidate: Candidate, refused: readonly AnyResource[]): Promise<Verdict> {
    const other = this.#probe.other((each) => refused.every((one) => this.#isEvidence(each, one)));
    if (!other || !this.#mayAsk(candidate)) return { is: 'unsure' };
    const answer = await this.#probe.ask(other);
    if (answer !== undefined) return met(answer);
    this.good(other);
    return { is: 'fair' };
  }

  #isEvidence(other: AnyResource, resource: AnyResource): boolean {
    return isEvidence(other, resource, this.#context.resources);
  }

  #keyOf({ resource: { name: resource } }: Candidate): ResourceKey {
    return { athleteId: this.#context.athleteId, resource };
  }

  /** Whether several were refused by and by, in other passes too, and none was ever given. */
  #wasNeverGiven(candidate: Candidate): boolean {
    if (this.#probe.alike(candidate)) return false;
    return countRefused(this.#context.archive, this.#keyOf(candidate), REFUSALS) >= SEVERAL;
  }

  async #decide(row: Row): Promise<Verdict> {
    const { last } = row;
    if (!this.#mayAsk(last)) return { is: 'unsure' };
    const archived = last.resource.plan === 'item' ? await this.#askArchived(row) : undefined;
    const elsewhere = archived ?? (row.isFair ? undefined : await this.elsewhere(last, [last.resource]));
    if (elsewhere && elsewhere.is !== 'fair') return elsewhere;
    this.#close(row);
    return { is: 'closed' };
  }

  /** Asks for what is archived of it, until there are several refusals. @returns what it is, if not closed. */
  async #askArchived(row: Row): Promise<Verdict | undefined> {
    const { last } = row;
    let asked = 0;
    for (let alike = this.#probe.alike(last); alike; alike = this.#probe.alike(last)) {
      if (asked > 0 && row.count >= SEVERAL) return undefined;
      const answer = await this.#probe.ask(alike);
      if (answer === undefined) {
        row.count = 0;
        row.enough *= 2;
        return { is: 'own' };
      }
      if (!isRefusal(answer)) return met(answer);
      asked += 1;
      row.count += 1;
    }
    return row.count >= SEVERAL || this.#wasNeverGiven(last) ? undefined : { is: 'unsure' };
  }

  #close({ last, error: { fault, status } }: Row): void {
    const { archive, now } = this.#context;
    const key = this.#keyOf(last);
    const reason = WHY[fault] ?? '';
    const refusal: Refusal = { fault, reason, httpStatus: status ?? null };
    write(this.#context, () => closeResource(archive, key, refusal, toInstant(now())));
    this.#rows.delete(last.resource);
    this.closed.push({ resource: key.resource, reason });
  }
}

/** What it shows that another question was not answered well either. */
function met(answer: unknown): Verdict {
  if (!(answer instanceof StravaFault)) return { is: 'end', error: answer };
  const isStorm = isOfItem(answer) || (answer.fault === 'network' && answer.of === 'api');
  return isStorm ? { is: 'storm', error: answer } : { is: 'end', error: answer };
}
