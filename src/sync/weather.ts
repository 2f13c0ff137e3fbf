import { type CoverageLine, giveBack } from '../archive/coverage.ts';
import { MINUTE_MS, toInstant } from '../clock.ts';
import type { AnyResource } from '../resources/resource.ts';
import type { StravaFault } from '../strava/fault.ts';
import { type Doubt, isDoubtful, isRefused, isSilence, kindOf } from './doubt.ts';
import { Missing } from './missing.ts';
import { type ItemFailure, isOfItem, isRefusal } from './outcome.ts';
import type { Candidate } from './planner.ts';
import { Probe } from './probe.ts';
import { type Closed, Refusals, type Verdict } from './refusals.ts';
import { chargeItem, missingOf, type RunnerContext, write } from './runner.ts';

// So many failures in a row with nothing good between make one doubt that they are the items' own.
const DOUBT_AFTER = 3;
// Of three activities that are deleted, detail and streams fail: what nothing alike tells about may be more than so many.
const DOUBT_STILL = 2 * DOUBT_AFTER + 1;
// What met everything is asked for again after so long: later than work goes on, so that others come first then.
const GIVEN_BACK_MS = 20 * MINUTE_MS;

export interface WeatherOptions {
  /** Whether a request more may be spent because of this one. */
  mayAsk(candidate: Candidate): boolean;
  /** What to call an error. */
  told(error: unknown): unknown;
  /** Told that a resource was found to be closed: nothing more of it is wanted. */
  onClosed(): void;
}

const UNSURE: Verdict = { is: 'unsure' };

/**
 * Tells the fault of an item from what meets everything: when several fail in a row, something like them is asked that
 * surely exists. If that goes well, they are to blame; if not, the work ends and nobody is charged.
 */
export class Weather {
  /** What failed, for the book of passes. */
  readonly failures: ItemFailure[] = [];
  /** The error that ended the work, if one did. */
  ended: unknown;
  readonly #context: RunnerContext;
  readonly #options: WeatherOptions;
  /** What failed alike since something was answered well. */
  #doubts: Doubt[] = [];
  #doubtAfter = DOUBT_AFTER;
  readonly #probe: Probe;
  readonly #missing: Missing;
  readonly #refusals: Refusals;

  constructor(context: RunnerContext, options: WeatherOptions) {
    this.#context = context;
    this.#options = options;
    this.#probe = new Probe(context, options);
    this.#missing = new Missing(context, this.#probe, options.mayAsk);
    this.#refusals = new Refusals(context, this.#probe, options.mayAsk);
  }

  /** The resources that were found to be closed. */
  get closed(): Closed[] {
    return this.#refusals.closed;
  }

  /** Told of an item that was answered well. */
  good(candidate: Candidate): void {
    this.#probe.answered(candidate);
    this.#refusals.good(candidate);
    this.#doubtAfter = DOUBT_AFTER;
    this.#doubts = [];
  }

  /** Told of what has ended the work of all athletes, and of what this one would have asked for next. */
  halted({ resource }: Candidate, error: unknown): void {
    this.failures.push({ resource: resource.name, isSingle: true, error });
    this.#end(error);
  }

  /** Told of the end of the work: a few that failed last may have met a storm, and what was missing is believed or not. */
  async close(): Promise<void> {
    const last = this.#doubts.at(-1);
    if (last && this.ended === undefined && last.candidate.resource.plan === 'item' && !isRefused(last))
      await this.#guarded(last.failure.resource, () => this.#settle(last));
    for (const candidate of this.#refusals.undecided()) {
      if (this.ended !== undefined) break;
      await this.#guarded(candidate.resource.name, () => this.#settleRefused(candidate));
    }
    for (const resource of this.#missing.resources()) {
      await this.#guarded(resource.name, async () => {
        const settled = await this.#missing.settle(resource, this.ended === undefined);
        for (const failure of settled) this.failures.splice(this.failures.indexOf(failure), 1);
        return true;
      });
    }
  }

  /** Told of an item that failed, and how its line stood before. @returns whether the work may go on. */
  async failed(candidate: Candidate, before: CoverageLine | undefined, error: unknown): Promise<boolean> {
    const { name, plan, every } = candidate.resource;
    // It says that its resource is closed still, and is to blame for nothing.
    if (candidate.scout && isOfItem(error)) return true;
    // A list that is read once more was good before, and one that is read daily can wait.
    const isSingle =
      plan === 'item' || candidate.reading !== undefined || (plan === 'list' && every === 'day');
    const failure = { resource: name, isSingle, error };
    this.failures.push(failure);
    if (!isDoubtful(error)) return this.#end(error);
    const doubt = {
      candidate,
      before: candidate.scout ? undefined : before,
      failure,
      at: toInstant(this.#context.now()),
    };
    if (missingOf(candidate, this.#context, error)) this.#missing.add(doubt);
    if (this.#doubts.some((other) => kindOf(other) !== kindOf(doubt))) this.#doubts = [];
    this.#doubts.push(doubt);
    this.#probe.suspect(candidate);
    return this.#guarded(name, async () => {
      const verdict = isRefused(doubt) ? await this.#refusals.refused(candidate, error) : UNSURE;
      const goesOn = this.#judge(candidate, verdict);
      if (goesOn !== undefined) return goesOn;
      if (!isSilence(doubt) && this.#doubts.length < this.#doubtAfter) return true;
      return this.#decide(doubt, error);
    });
  }

  /** @returns whether the work may go on; undefined if nothing is known of what was refused. */
  #judge({ resource }: Candidate, verdict: Verdict): boolean | undefined {
    switch (verdict.is) {
      case 'own':
        return this.#blame();
      case 'fair':
        this.#doubts = [];
        return true;
      case 'storm':
        return this.#excuse(verdict.error);
      case 'closed':
        return this.#close(resource);
      case 'end':
        this.failures.push({ resource: resource.name, isSingle: true, error: verdict.error });
        return this.#end(verdict.error);
      default:
        return undefined;
    }
  }

  /** Nothing of the resource has failed: Strava gives none of it. */
  #close(resource: AnyResource): true {
    const isOther = (each: ItemFailure) => each.resource !== resource.name || !isRefusal(each.error);
    this.failures.splice(0, this.failures.length, ...this.failures.filter(isOther));
    this.#doubts = this.#doubts.filter(({ candidate }) => candidate.resource !== resource);
    this.#options.onClosed();
    return true;
  }

  /** The archive may not be writable, and somebody may be disconnected meanwhile. @returns whether the work may go on. */
  async #guarded(resource: string, step: () => Promise<boolean>): Promise<boolean> {
    try {
      return await step();
    } catch (error) {
      this.failures.push({ resource, isSingle: true, error });
      return this.#end(error);
    }
  }

  /** Asks for something alike, if any of it is archived; without it, the few that failed are to blame. */
  async #settle({ candidate, failure }: Doubt): Promise<boolean> {
    const alike = this.#probe.alike(candidate);
    if (!alike || !this.#options.mayAsk(candidate) || !isDoubtful(failure.error)) return true;
    const answer = await this.#probe.ask(alike);
    if (isDoubtful(answer)) return this.#excuse(failure.error);
    return true;
  }

  /** Whether the few that were refused are of a resource that is closed. */
  async #settleRefused(candidate: Candidate): Promise<boolean> {
    const verdict = await this.#refusals.settle(candidate);
    const isLast = this.#doubts.some((each) => each.candidate === candidate);
    if (verdict.is === 'own' || (verdict.is === 'storm' && !isLast)) return true;
    return this.#judge(candidate, verdict) ?? true;
  }

  async #decide(doubt: Doubt, error: StravaFault): Promise<boolean> {
    const { candidate } = doubt;
    if (isRefused(doubt)) {
      const refused = this.#doubts.map((each) => each.candidate.resource);
      const verdict = await this.#refusals.elsewhere(candidate, refused);
      const goesOn = this.#judge(candidate, verdict);
      if (goesOn !== undefined) return goesOn;
    }
    const alike = isSilence(doubt) ? this.#probe.anything() : this.#probe.alike(candidate);
    // Some may be deleted in a row before anything is archived.
    const mayBeMissing = this.#missing.has(doubt) && this.#doubts.length === DOUBT_AFTER;
    const probe = alike ?? (mayBeMissing ? this.#probe.snapshot() : undefined);
    if (!probe) return this.#excuse(error);
    if (!this.#options.mayAsk(candidate)) return isOfItem(error) || this.#end(error);
    const answer = await this.#probe.ask(probe);
    if (answer === undefined) return alike ? this.#blame() : this.#wait();
    if (isDoubtful(answer)) return this.#excuse(error);
    // The budget, a stop, a lost authorization: what ends the work anyway.
    this.failures.push({ resource: probe.resource.name, isSingle: true, error: answer });
    return this.#end(answer);
  }

  /** Strava answers, though nothing like these: a few more, and it is a storm. */
  #wait(): true {
    this.#doubtAfter = DOUBT_STILL;
    return true;
  }

  #end(error: unknown): false {
    this.ended = error;
    return false;
  }

  /** The items are to blame. Each time that they prove to be, it takes twice as many to doubt it again. */
  #blame(): true {
    for (const { candidate, failure } of this.#doubts) {
      if (isOfItem(failure.error)) continue;
      const own = (failure.error as StravaFault).judged(false);
      failure.error = own;
      chargeItem(candidate, this.#context, own);
    }
    this.#doubtAfter *= 2;
    this.#doubts = [];
    return true;
  }

  /** Everything meets the same: the items have their tries back, and the work ends with what it was. */
  #excuse(error: StravaFault): false {
    const { now, archive } = this.#context;
    const at = toInstant(now() + GIVEN_BACK_MS);
    write(this.#context, () => {
      for (const { before } of this.#doubts) if (before) giveBack(archive, before, at);
    });
    this.#missing.forget(this.#doubts);
    const last = this.#doubts.at(-1)?.failure;
    for (const { failure } of this.#doubts) this.failures.splice(this.failures.indexOf(failure), 1);
    const storm = error.judged(true);
    if (last) this.failures.push({ ...last, error: storm });
    this.#doubts = [];
    return this.#end(storm);
  }
}
