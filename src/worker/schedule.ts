import { createTask, parse } from 'node-cron';
import type { Logger } from '../log.ts';
import { rememberedFires } from './fires.ts';

// The worker says itself what it makes up for. When summer time ends, node-cron's guess at why is wrong.
const MISSED = /^missed execution/;

/** When passes are wanted. Times are epoch milliseconds. */
export interface Schedule {
  /** In words, e.g. "At 17 minutes past the hour". */
  describe(): Promise<string>;
  /** Undefined when it never runs. */
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
  const probe = createTask(expression, () => {}, { timezone: zone });
  const fields = parse(expression);
  const pattern = { fields, matches: (at: Date) => probe.match(at), zone };
  // One memory for what was, which the last good pass asks for, and one for what comes.
  const after = rememberedFires(pattern);
  const coming = rememberedFires(pattern);

  return {
    async describe() {
      const { default: cronstrue } = await import('cronstrue');
      return cronstrue.toString(expression, { use24HourTimeFormat: true });
    },
    next: () => coming(Date.now()),
    firedBetween(since, until) {
      const first = since < until ? after(since) : undefined;
      return first !== undefined && first <= until;
    },
    start(onRun, log) {
      const logger = {
        info: (message: string) => log.debug(message),
        debug: (message: string | Error) => log.debug(String(message)),
        warn: (message: string) => {
          if (MISSED.test(message)) log.debug(message);
          else log.warn({ reason: message }, 'The schedule reports');
        },
        error: (message: string | Error) => log.error({ reason: String(message) }, 'The schedule reports'),
      };
      const task = createTask(expression, onRun, { timezone: zone, noOverlap: true, logger });
      task.on('execution:overlap', () =>
        log.info({ reason: 'the pass before still runs' }, 'Scheduled run skipped'),
      );
      void task.start();
      return { [Symbol.dispose]: () => void task.destroy() };
    },
  };
}
