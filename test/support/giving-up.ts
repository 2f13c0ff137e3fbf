import { onTestFinished, vi } from 'vitest';
import type { Simulator } from '../simulator/index.ts';

/**
 * Until the end of the test, whoever waits gives up as soon as the simulated Strava hangs, and never before:
 * how patient it is does not matter then, nor how slow the machine.
 */
export function giveUpWhatHangs(simulator: Simulator): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  simulator.onHang = () => void vi.runOnlyPendingTimers();
}
