import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { beginCourse, type Course, type SoakOptions } from './course.ts';
import { planDays } from './days.ts';
import { inspect, type Seen } from './inspect.ts';

const TURN_MS = 2;

function showProgress(course: Course): void {
  const { options, simulator } = course;
  const text = `day ${course.day().toFixed(2)} of ${options.days}, ${simulator.requests.length} requests`;
  if (process.stdout.isTTY) process.stdout.write(`\r${text} `);
}

/** Lets happen what is on the agenda until the time is over. The worker must not end by itself. */
async function live(course: Course): Promise<void> {
  const { agenda, clock, worker, end } = course;
  let isExpected = worker.isUp;
  while (clock.now() < end) {
    const happening = agenda.take(clock.now());
    if (happening) {
      await happening.happen();
      isExpected = worker.isUp;
      continue;
    }
    if (isExpected && !worker.isUp) {
      const when = new Date(clock.now()).toISOString();
      course.faults.push(`At ${when} the worker ended by itself, with ${worker.ending}.`);
      await course.reconnect();
      worker.start();
    }
    if (!worker.isUp || course.isAsleep) clock.skip(Math.max(0, Math.min(agenda.nextAt, end) - clock.now()));
    showProgress(course);
    await delay(TURN_MS);
  }
  if (process.stdout.isTTY) process.stdout.write('\n');
}

/** Runs all of it. @param keep whether archive, log and diary stay. */
export async function soak(options: SoakOptions, keep: boolean): Promise<Seen> {
  const course = await beginCourse(options);
  await using _simulator = course.simulator;
  planDays(course);
  const began = performance.now();
  course.worker.start();
  await live(course);
  const ending = await course.worker.end('SIGTERM');
  if (ending !== 0) course.faults.push(`The last worker ended with ${ending}.`);
  const seen = inspect(course, (performance.now() - began) / 1_000);
  if (keep) console.log(`Archive, log and diary are kept in ${course.folder}`);
  else rmSync(course.folder, { recursive: true });
  return seen;
}
