import { anyArchived, type CoverageLine, giveBack } from '../archive/coverage.ts';
import { postpone } from '../archive/plans.ts';
import { MINUTE_MS, toInstant } from '../clock.ts';
import { StravaFault } from '../strava/fault.ts';
import type { Doubt } from './doubt.ts';
import type { ItemFailure } from './outcome.ts';
import type { Candidate } from './planner.ts';
import { fetchItem, type RunnerContext, write } from './runner.ts';

// So many failures in a row that time may mend make one doubt that they are the files' own.
const DOUBT_AFTER = 3;
// What is left is asked for again after so long: later than work goes on.
const LEFT_ALONE_MS = 20 * MINUTE_MS;

type FileDoubt = Omit<Doubt, 'at'>;

/**
 * Tells the fault of a file from an outage of whoever serves them, which ends the files and nothing else: when several
 * fail in a row, one that came before is asked for once more.
 */
export class FileWeather {
  readonly failures: ItemFailure[] = [];
  /** The error that has to end the work, if one did: a stop, a full disk. */
  ended: unknown;
  readonly #context: RunnerContext;
  #doubts: FileDoubt[] = [];
  #doubtAfter = DOUBT_AFTER;

  constructor(context: RunnerContext) {
    this.#context = context;
  }

  /** Told of a file that came. */
  good(): void {
    this.#doubts = [];
    this.#doubtAfter = DOUBT_AFTER;
  }

  /** Told of one that did not, and how its line stood before. @returns whether the files may go on. */
  async failed(candidate: Candidate, before: CoverageLine | undefined, error: unknown): Promise<boolean> {
    const failure = { resource: candidate.resource.name, isSingle: true, error };
    this.failures.push(failure);
    if (!(error instanceof StravaFault && error.of === 'media')) return this.#end(error);
    // Whoever says that there is no such file, or that it is none, is there.
    if (!error.transient) this.#doubts = [];
    else this.#doubts.push({ candidate, before, failure });
    if (this.#doubts.length < this.#doubtAfter) return true;
    try {
      return await this.#decide(candidate, error);
    } catch (other) {
      this.failures.push({ ...failure, error: other });
      return this.#end(other);
    }
  }

  async #decide(like: Candidate, error: StravaFault): Promise<boolean> {
    const known = this.#known(like);
    // Nobody knows whether anything would come: these wait, so that others are tried first the next time.
    if (!known) return this.#leave([]);
    const answer = await this.#ask(known);
    if (answer instanceof StravaFault && answer.of === 'media' && answer.transient) {
      this.#excuse(error);
      return this.#leave(this.#doubts);
    }
    if (answer !== undefined && !(answer instanceof StravaFault)) return this.#end(answer);
    this.#doubts = [];
    this.#doubtAfter *= 2;
    return true;
  }

  /** One that is archived. */
  #known({ resource }: Candidate): Candidate | undefined {
    const { archive, athleteId } = this.#context;
    const item = anyArchived(archive, athleteId, resource.name, []);
    return item === undefined ? undefined : { resource, item, itemDate: null, position: 1 };
  }

  async #ask(candidate: Candidate): Promise<unknown> {
    try {
      await fetchItem(candidate, this.#context);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** The failures are one, and nobody's. */
  #excuse(error: StravaFault): void {
    for (const { failure } of this.#doubts) this.failures.splice(this.failures.indexOf(failure), 1);
    const resource = this.#doubts[0]?.failure.resource ?? '';
    this.failures.push({ resource, isSingle: true, error: error.judged(true) });
  }

  /** Leaves all files alone for a while. @param excused those that have their tries back. */
  #leave(excused: FileDoubt[]): false {
    const { archive, athleteId, now } = this.#context;
    const at = toInstant(now() + LEFT_ALONE_MS);
    const resource = this.#doubts[0]?.failure.resource ?? '';
    write(this.#context, () => {
      for (const { before } of excused) if (before) giveBack(archive, before, at);
      postpone(archive, { athleteId, resource }, at);
    });
    return false;
  }

  #end(error: unknown): false {
    this.ended = error;
    return false;
  }
}
