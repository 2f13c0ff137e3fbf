/** What happens on which day of a soak. */
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '../../test/simulator/random.ts';
import type { Course } from './course.ts';
import { createLife } from './life.ts';
import { makeTrouble } from './troubles.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const [CHANGES_A_DAY, TROUBLES_A_DAY, RESTARTS_A_DAY] = [14, 3, 4];
/** The hours of a day at which its health is asked for. */
const ASKED_AT = [2, 8, 14, 20];
/** For this part of the time the worker is killed and restarted; then one process lives on, so that its memory can be told. */
const DISTURBED = 0.4;
/** After so many days without a change everything was asked for again: gear weekly, the whole list too. */
const FAIR_DAYS = 8;

/** Kills or stops the worker at work, as far as it works within two hours, and starts it again some time later. */
async function restart(course: Course, random: Random, signal: NodeJS.Signals): Promise<void> {
  const { worker, simulator, clock, agenda } = course;
  if (!worker.isUp || course.isAsleep) return;
  const [patience, enough] = [clock.now() + 2 * HOUR_MS, simulator.requests.length + 1 + random() * 6];
  while (simulator.requests.length < enough && clock.now() < patience && worker.isUp) await delay(1);
  await delay(random() * 40);
  if (!worker.isUp) return;
  const ending = await worker.end(signal);
  course.note(signal, `at request ${simulator.requests.length}, ended with ${ending}`);
  if (signal === 'SIGTERM' && ending !== 0)
    course.faults.push(`A worker that was stopped ended with ${ending}.`);
  const down = random() < 0.75 ? random() * 3 * MINUTE_MS : random() * 8 * HOUR_MS;
  agenda.add(clock.now() + down, async () => {
    await course.reconnect();
    worker.start();
  });
}

/** The file system's clock is not that of the soak: a new backup is of now. */
function dateBackups({ backupDir, clock }: Course): void {
  for (const day of readdirSync(backupDir, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    const path = join(backupDir, day.name, 'archive.db');
    const made = Date.parse(`${day.name}T02:00:00Z`);
    if (made <= clock.now()) utimesSync(path, made / 1_000, made / 1_000);
  }
}

async function askHealth(course: Course): Promise<void> {
  const { worker, port, health } = course;
  if (!worker.isUp || course.isAsleep) return;
  dateBackups(course);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    const { ok, reason } = (await answer.json()) as { ok: boolean; reason: string };
    health.push({ day: Math.floor(course.day()), ok, reason });
    if (!ok) await course.reconnect();
  } catch (error) {
    health.push({ day: Math.floor(course.day()), ok: false, reason: `no answer: ${String(error)}` });
  }
}

function sleepFor(course: Course, ms: number): void {
  const { worker, agenda, clock } = course;
  if (!worker.isUp) return;
  worker.signal('SIGSTOP');
  course.isAsleep = true;
  course.note('sleep');
  agenda.add(clock.now() + ms, () => {
    worker.signal('SIGCONT');
    course.isAsleep = false;
  });
}

/** Looks at the worker as its owner would. */
function watch(course: Course, day: number, dayAt: number): void {
  const { agenda, worker, samples, sizes, dataDir } = course;
  agenda.add(dayAt, () => void sizes.push(statSync(join(dataDir, 'archive.db')).size / 2 ** 20));
  for (let hour = 0; hour < 24; hour += 1)
    agenda.add(dayAt + hour * HOUR_MS, () => {
      const mb = worker.memory();
      if (mb !== undefined) samples.push({ day, generation: worker.generation, mb });
    });
  for (const hour of ASKED_AT) agenda.add(dayAt + hour * HOUR_MS, () => askHealth(course));
}

/** What happens once. */
function planSpecials(course: Course): void {
  const { simulator, agenda, clock, note, start, end } = course;
  const on = (share: number, happen: () => void) => agenda.add(start + share * (end - start), happen);
  on(0.25, () => {
    simulator.importActivities(30);
    note('30 uploaded at once');
  });
  on(0.4, () => {
    simulator.inactive = true;
    note('subscription lapsed for a day');
    agenda.add(clock.now() + DAY_MS, () => {
      simulator.inactive = false;
    });
  });
  on(0.61, () => sleepFor(course, 7 * HOUR_MS));
}

/** Puts all days on the agenda: changes and troubles, of which the last days are free. */
export function planDays(course: Course): void {
  const { agenda, options, simulator, start, clock, note } = course;
  const { days, seed } = options;
  const random = createRandom(seed, 72);
  const fairFrom = Math.floor(days - Math.max(1, Math.min(FAIR_DAYS, days / 4)));
  const fairAt = start + fairFrom * DAY_MS;
  const onceFair = (at: number) => Math.min(at, fairAt);
  const change = createLife(simulator, seed, (ms, happen) => agenda.add(onceFair(clock.now() + ms), happen));
  for (let day = 0; day < days; day += 1) {
    const dayAt = start + day * DAY_MS;
    const often = (times: number, happen: () => void | Promise<void>) => {
      for (let n = 0; n < times; n += 1) agenda.add(dayAt + random() * DAY_MS, happen);
    };
    watch(course, day, dayAt);
    if (options.isQuiet || day >= fairFrom) continue;
    often(CHANGES_A_DAY, () => {
      const what = change();
      note(`change: ${what.split(' ')[0]}`, what);
    });
    often(TROUBLES_A_DAY, () => {
      const { what, lastsMs } = makeTrouble(simulator, random);
      note('trouble', what);
      agenda.add(onceFair(clock.now() + lastsMs), () => simulator.faults.clear());
    });
    if (day < days * DISTURBED)
      often(RESTARTS_A_DAY, () => restart(course, random, random() < 0.6 ? 'SIGKILL' : 'SIGTERM'));
  }
  if (!options.isQuiet) planSpecials(course);
}
