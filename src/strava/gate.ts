import { type Clock, toInstant } from '../clock.ts';
import { Failure } from '../errors.ts';
import {
  type BudgetState,
  charge,
  closeSpent,
  openAt,
  type ReportedUsage,
  settle,
  startOf,
} from './budget.ts';

/** Where the budget is kept, shared by all processes of the app; one call is one transaction. */
export interface BudgetStore {
  read(now: number): BudgetState;
  update(now: number, change: (state: BudgetState) => BudgetState): BudgetState;
}

/** Strava's clock and ours differ a little; a request just after the boundary must not meet the old window. */
export const AFTER_BOUNDARY_MS = 3_000;
// The longest wait inside a pass: to the end of the quarter hour.
const LONGEST_WAIT_MS = 900_000;

/** The budget is spent for longer than a pass waits; `resumeAt` (epoch milliseconds) says when to go on. */
export class BudgetSpent extends Failure {
  override name = 'BudgetSpent';
  readonly resumeAt: number;

  /** @param opensAt when the spent window ends, epoch milliseconds. */
  constructor(opensAt: number) {
    super(
      'strava',
      `The day's requests at Strava are used up until ${toInstant(opensAt)}.`,
      'Nothing to do: the next pass after that goes on.',
    );
    this.resumeAt = opensAt + AFTER_BOUNDARY_MS;
  }
}

/** Lets requests out one by one within Strava's limits. */
export interface Gate {
  /**
   * Charges one request, waiting for the next quarter hour if need be.
   * @returns the state right after the charge, for {@link Gate.settle}.
   * @throws {BudgetSpent} when the wait would be longer; the signal's reason when it aborts.
   */
  enter(signal?: AbortSignal): Promise<BudgetState>;
  /** Waits like {@link Gate.enter} and charges nothing: for what must happen before a request, like a refresh. */
  opened(signal?: AbortSignal): Promise<void>;
  /** Corrects the budget by what the answer said. */
  settle(charged: BudgetState, reported: ReportedUsage[]): void;
  /** Notes that Strava refused a request for its limits. */
  refused(): void;
}

/** How the gate spends the time to the next window. */
export interface Waiting {
  /** Told the epoch milliseconds until which it waits. */
  onWait?: (until: number) => void;
  /** Runs the wait, e.g. without the turn that this process has. */
  aside?: (wait: () => Promise<void>, signal?: AbortSignal) => Promise<void>;
}

/** @param clock Strava's, whose windows these are; `ahead` is how far it is ahead of ours, as known by now. */
export function createGate(
  store: BudgetStore,
  clock: Clock & { readonly ahead?: number },
  waiting: Waiting = {},
): Gate {
  const { onWait = () => {}, aside = (wait) => wait() } = waiting;
  // When a charge was made, by the clock of this machine.
  const chargedAt = new WeakMap<BudgetState, number>();

  async function waitUntil(until: number, signal?: AbortSignal): Promise<void> {
    const wait = until - clock.now();
    if (wait > LONGEST_WAIT_MS) throw new BudgetSpent(until);
    onWait(until);
    await aside(() => clock.sleep(wait + AFTER_BOUNDARY_MS, signal), signal);
  }

  function tryCharge(): { charged: BudgetState } | { until: number } {
    const now = clock.now();
    let until = now;
    const charged = store.update(now, (state) => {
      until = openAt(state, now);
      return until > now ? state : charge(state, now);
    });
    chargedAt.set(charged, now - (clock.ahead ?? 0));
    return until > now ? { until } : { charged };
  }

  /** When the request was sent, by what its answer has told of Strava's clock. */
  const sentAt = (charged: BudgetState, now: number) => {
    const { ahead = 0 } = clock;
    return (chargedAt.get(charged) ?? now - ahead) + ahead;
  };

  return {
    async enter(signal) {
      for (;;) {
        signal?.throwIfAborted();
        const attempt = tryCharge();
        if ('charged' in attempt) return attempt.charged;
        await waitUntil(attempt.until, signal);
      }
    },
    async opened(signal) {
      for (;;) {
        signal?.throwIfAborted();
        const now = clock.now();
        const until = openAt(store.read(now), now);
        if (until <= now) return;
        await waitUntil(until, signal);
      }
    },
    settle(charged, reported) {
      const now = clock.now();
      const sent = sentAt(charged, now);
      const isMisplaced = charged.some(({ window, startedAt }) => startedAt !== startOf(window, sent));
      store.update(now, (state) => {
        if (!isMisplaced) return settle(state, charged, reported, now);
        const again = charge(state, sent);
        return settle(again, again, reported, now);
      });
    },
    refused() {
      const now = clock.now();
      store.update(now, (state) => closeSpent(state, now));
    },
  };
}
