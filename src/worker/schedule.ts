import cron from 'node-cron';
import { DAY_MS, MINUTE_MS } from '../clock.ts';
import type { Logger } from '../log.ts';

// Any sane schedule fires within a month; looking further back costs time and changes nothing.
const LOOK_BACK_MS = 32 * DAY_MS;

/** When passes are wanted. Times are epoch milliseconds. */
export interface Schedule {
  /** In words, e.g. "At 17 minutes past the hour". */
  describe(): Promise<string>;
  next(): number | undefined;
  /**
   * Whether a run was wanted after `since` and not later than `until`. In the hour that comes twice when summer time
   * ends both count, while node-cron runs only one of them.
   */
  firedBetween(since: number, until: number): boolean;
  /** Calls `onRun` at each scheduled time until disposed. */
  start(onRun: () => Promise<void>, log: Logger): Disposable;
}

/**
 * A node-cron schedule in an IANA zone; node-cron keeps it right across changes of summer time.
 * @param expression validated by the configuration.
 */
export function createSchedule(expression: string, zone: string): Schedule {
  const probe = cron.createTask(expression, () => {}, { timezone: zone });
  const seconds = cron.parse(expression).second;

  return {
    async describe() {
      const { default: cronstrue } = await import('cronstrue');
      return cronstrue.toString(expression, { use24HourTimeFormat: true });
    },
    next: () => probe.getNextRuns(1)[0]?.getTime(),
    firedBetween(since, until) {
      const from = Math.max(since, until - LOOK_BACK_MS);
      if (from > since) return true;
      for (let minute = until - (until % MINUTE_MS); minute > from - MINUTE_MS; minute -= MINUTE_MS) {
        const hit = seconds.some((s) => {
          const at = minute + s * 1_000;
          return at > since && at <= until && probe.match(new Date(at));
        });
        if (hit) return true;
      }
      return false;
    },
    start(onRun, log) {
      const logger = {
        info: (message: string) => log.debug(message),
        debug: (message: string | Error) => log.debug(String(message)),
        warn: (message: string) => log.warn({ reason: message }, 'The schedule reports'),
        error: (message: string | Error) => log.error({ reason: String(message) }, 'The schedule reports'),
      };
      const task = cron.createTask(expression, onRun, { timezone: zone, noOverlap: true, logger });
      task.on('execution:overlap', () =>
        log.info({ reason: 'the pass before still runs' }, 'Scheduled run skipped'),
      );
      void task.start();
      return { [Symbol.dispose]: () => void task.destroy() };
    },
  };
}
