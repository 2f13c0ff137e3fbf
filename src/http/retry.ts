import pRetry from 'p-retry';
import { isTransient, type RequestFault } from './fault.ts';

/** How often and how patiently a transient fault is tried again; delays in milliseconds. */
export interface RetryPolicy {
  tries: number;
  minDelayMs: number;
  maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { tries: 5, minDelayMs: 1_000, maxDelayMs: 30_000 };

export interface RetryOptions {
  policy: RetryPolicy;
  /** Stops further tries; a try under way is not cut off. */
  signal?: AbortSignal | undefined;
  onRetry?: (fault: RequestFault, attempt: number) => void;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the tries are used up (exponential, with jitter).
 * When the signal aborts during a try, p-retry drops that try's result: what must not be lost is stored inside it.
 * @throws the last try's error, or the signal's reason.
 */
export function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, signal, onRetry } = options;
  return pRetry(attempt, {
    retries: policy.tries - 1,
    minTimeout: policy.minDelayMs,
    maxTimeout: policy.maxDelayMs,
    randomize: true,
    shouldRetry: ({ error }) => isTransient(error),
    onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
      if (isTransient(error) && retriesLeft > 0 && !signal?.aborted) onRetry?.(error, attemptNumber);
    },
    ...(signal ? { signal } : {}),
  });
}
