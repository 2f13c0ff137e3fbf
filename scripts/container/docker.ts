/** What of Docker the check of the container uses. */
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** How a command ended. */
export interface Ended {
  code: number | null;
  /** What it printed, on both streams. */
  text: string;
}

/** Runs `docker …` to its end. */
export function docker(args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync('docker', args, {
    encoding: 'utf8',
    input: '',
    maxBuffer: 2 ** 28,
  });
  return { code: status, text: `${stdout}${stderr}`.trim() };
}

/** The same, where nothing may go wrong. @throws {Error} with what it printed. */
export function must(...args: string[]): string {
  const { code, text } = docker(args);
  if (code !== 0) throw new Error(`docker ${args.join(' ')} failed:\n${text}`);
  return text;
}

/** Whether there is a Docker that answers. */
export const hasDocker = (): boolean => docker(['info']).code === 0;

/** Waits until something is so. @throws {Error} after a minute and a half. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = look();
    if (found) return found;
    await delay(300);
  }
  throw new Error(`It never came to this: ${what}`);
}

/** A command that goes on, into which something is typed. */
export function talk(args: readonly string[]) {
  const child = spawn('docker', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  child.stderr.on('data', (data) => (text += data));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, text })));
  return {
    said: () => text,
    type: (line: string) => void child.stdin.write(`${line}\n`),
    ended,
  };
}
