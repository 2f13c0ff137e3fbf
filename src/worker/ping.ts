import { exchange } from '../http/exchange.ts';
import type { Logger } from '../log.ts';
import type { Secret } from '../secret.ts';

const PING_TIMEOUT_MS = 10_000;

/** What a pass means to the dead-man monitor; a stop or a spent budget is neither good nor bad news. */
export type PingResult = 'success' | 'failure' | 'neither';

/** Pings the dead-man monitor, at `/fail` below its address after a failure; a failing ping is only logged. */
export async function ping(
  url: Secret | undefined,
  result: PingResult,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  if (!url || result === 'neither' || signal.aborted) return;
  try {
    const target = new URL(url.reveal());
    if (result === 'failure') target.pathname = `${target.pathname.replace(/\/$/, '')}/fail`;
    const { status } = await exchange({ url: target, what: 'ping', timeoutMs: PING_TIMEOUT_MS, signal });
    if (status > 299) log.warn({ status }, 'The dead-man ping was refused');
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'The dead-man ping failed');
  }
}
