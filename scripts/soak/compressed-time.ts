/**
 * Preloaded into the worker of a soak, whose bundle stays as it ships: its clock and its timers are those of the soak. While
 * it works, time runs so many times as fast; what it sleeps through is skipped. The query of this module's address says how.
 */
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import zlib from 'node:zlib';
import { compressTimers, skipToNext } from './compressed-timers.ts';
import { openClock, type SharedClock } from './shared-clock.ts';

const LOOK_MS = 1;
/** What a worker that waits for its time holds open. */
const AT_REST = new Set(['Timeout', 'TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'TTYWrap', 'SignalWrap']);

const { setTimeout: setReal } = timers;

function compressDate(clock: SharedClock): void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values, asked) =>
      Reflect.construct(target, values.length > 0 ? values : [clock.now()], asked) as object,
    apply: () => new RealDate(clock.now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? clock.now : Reflect.get(target, name, receiver)),
  });
}

/** Counts what is under way and what Node does not tell of: requests, and answers that are unpacked. @returns how much it is. */
function countWork(): () => number {
  let work = 0;
  const end = () => {
    work -= 1;
  };
  for (const module of [http, https]) {
    const { request } = module;
    module.request = ((...values: [string]) => {
      work += 1;
      return request(...values).once('close', end);
    }) as typeof request;
  }
  const { gunzip } = zlib;
  zlib.gunzip = ((packed: Buffer, done: (error: Error | null, text: Buffer) => void) => {
    work += 1;
    gunzip(packed, (error, text) => {
      end();
      done(error, text);
    });
  }) as typeof gunzip;
  return () => work;
}

/** Skips, whenever nothing goes on, to the time for which the process waits. */
function skipSleep(clock: SharedClock, work: () => number): void {
  const isAtRest = () => {
    const open = process.getActiveResourcesInfo();
    // Without a timer that it waits for, it is about to end.
    return work() === 0 && open.includes('Timeout') && open.every((name) => AT_REST.has(name));
  };
  const lookAgain = () => void setReal(look, LOOK_MS).unref();
  const skip = () => {
    if (isAtRest() && skipToNext(clock)) setImmediate(look);
    else lookAgain();
  };
  const look = () => {
    // Twice, since what the system has answered may not have been taken yet.
    if (isAtRest()) setImmediate(skip);
    else lookAgain();
  };
  look();
}

const { file = '', start, began, speed } = Object.fromEntries(new URL(import.meta.url).searchParams);
const plan = { file, start: Number(start), began: Number(began), speed: Number(speed) };
const clock = openClock(plan, 'worker');
compressDate(clock);
compressTimers({ clock, speed: plan.speed });
performance.now = () => clock.exactly() - plan.start;
const work = countWork();
syncBuiltinESMExports();
// Other commands take the time that they take.
if (process.argv[2] === 'start') skipSleep(clock, work);
