import { setTimeout as sleep } from 'node:timers/promises';
import { between, createRandom } from './random.ts';
import type { SimulatorState } from './state.ts';

/** Lets the time pass that an answer takes, in virtual time where the clock is one; the same in each run. */
export async function tookAWhile({ latency, clock, requests }: SimulatorState): Promise<void> {
  const ms = Math.round(between(createRandom(requests.length, 17), latency));
  if (ms === 0) return;
  if (clock.advance) clock.advance(ms);
  else await sleep(ms, undefined, { ref: false });
}
