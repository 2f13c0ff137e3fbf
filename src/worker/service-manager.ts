import { spawn } from 'node:child_process';
import type { Logger } from '../log.ts';
import type { Environment } from '../places.ts';

/** What is told to systemd, where it has started the worker and asks to be told (`Type=notify`); elsewhere nothing happens. */
export interface ServiceManager extends Disposable {
  /** It has begun; from then on it is also told that the worker lives, as often as it wants. */
  ready(status: string): void;
  /** It has been asked to stop and does so. */
  stopping(): void;
}

const NOBODY: ServiceManager = { ready() {}, stopping() {}, [Symbol.dispose]() {} };

// Twice as often as it has to be, as sd_watchdog_enabled(3) advises.
const TIMES = 2;

/** Between two signs of life, milliseconds; undefined where none is wanted of this process. */
function watchdogMs({ WATCHDOG_USEC: wanted, WATCHDOG_PID: pid }: Environment): number | undefined {
  const ms = Number(wanted) / 1_000 / TIMES;
  return ms > 0 && (pid === undefined || Number(pid) === process.pid) ? ms : undefined;
}

/**
 * Speaks to systemd through its own program `systemd-notify`, since Node has no sockets of the kind that it listens on; so
 * the unit needs `NotifyAccess=all`. What goes wrong is logged once: the archive goes on.
 */
export function serviceManager(environment: Environment, log: Logger): ServiceManager {
  const { NOTIFY_SOCKET: socket, PATH = '' } = environment;
  if (!socket) return NOBODY;
  let isTold = false;
  let alive: NodeJS.Timeout | undefined;
  const trouble = (reason: string) => {
    if (!isTold) log.warn({ reason }, 'systemd cannot be told how the worker is');
    isTold = true;
  };
  const tell = (...words: string[]) =>
    spawn('systemd-notify', words, { stdio: 'ignore', env: { NOTIFY_SOCKET: socket, PATH } })
      .on('error', ({ message }) => trouble(message))
      .on('exit', (code) => code && trouble(`systemd-notify ended with ${code}`))
      .unref();
  return {
    ready(status) {
      tell('--ready', `--status=${status}`);
      const every = watchdogMs(environment);
      if (every !== undefined) alive ??= setInterval(() => tell('WATCHDOG=1'), every).unref();
    },
    stopping() {
      tell('STOPPING=1');
    },
    [Symbol.dispose]() {
      clearInterval(alive);
    },
  };
}
