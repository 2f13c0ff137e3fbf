import { readFileSync } from 'node:fs';

const LOOK_MS = 25;
const KB_A_MB = 1_024;

/** How much of the memory a process has, in kB; undefined where the system does not tell like Linux. */
function residentOf(pid: number): number | undefined {
  try {
    const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kb === undefined ? undefined : Number(kb);
  } catch {
    return undefined;
  }
}

/**
 * Looks how large a process becomes, since SQLite's own limit counts nothing here (`DEFAULT_MEMSTATUS=0`). On other
 * systems than Linux only the limit on the heap of JavaScript remains.
 * @param onTooMuch called each time that it is found above the limit.
 */
export function watchMemory(pid: number | undefined, limitMb: number, onTooMuch: () => void): Disposable {
  const timer = setInterval(() => {
    const kb = pid === undefined ? undefined : residentOf(pid);
    if (kb !== undefined && kb > limitMb * KB_A_MB) onTooMuch();
  }, LOOK_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** A moment at which something is stopped, unless it is disposed of before. */
export interface Deadline extends Disposable {
  /** Puts it off. */
  grant(ms: number): void;
}

/** @param ms from now on. */
export function setDeadline(ms: number, stop: () => void): Deadline {
  let at = performance.now() + ms;
  let timer = setTimeout(check, ms);
  function check() {
    const left = at - performance.now();
    if (left <= 0) stop();
    else timer = setTimeout(check, left);
  }
  return {
    grant(more) {
      at += more;
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
