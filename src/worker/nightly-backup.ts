import { spawn } from 'node:child_process';
import { HOUR_MS } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type BackupPlan, isBackupDue } from '../upkeep/nightly.ts';

// A backup that failed is tried again after this.
const PATIENCE_MS = HOUR_MS;
// Of what a failed one says.
const LONGEST = 1_000;

/** Makes a backup; resolves with what it said when it went well. @throws {Error} with what it said when not. */
export type MakeBackup = (signal: AbortSignal) => Promise<string>;

/**
 * Makes it with the command `backup` in a process of its own: it takes seconds, in which the worker goes on.
 * @param environment of the command, which names `BACKUP_DIR`.
 */
export const byCommand =
  (environment: NodeJS.ProcessEnv): MakeBackup =>
  (signal) =>
    new Promise((resolve, reject) => {
      const script = process.argv[1] ?? '';
      const options = { env: environment, signal, stdio: ['ignore', 'pipe', 'pipe'] as const };
      const child = spawn(process.execPath, [...process.execArgv, script, 'backup'], {
        ...options,
        stdio: [...options.stdio],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => {
          said = (said + chunk).slice(-LONGEST);
        });
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said.trim()))));
    });

/** Looks whether the backup of the night is due. */
export interface NightlyBackup {
  /** Begins one that is due, unless one runs. */
  tick(): void;
  /** Resolves when none runs. */
  idle(): Promise<void>;
}

/** @param now epoch milliseconds, of this machine: nights are its owner's. */
export function createNightlyBackup(
  plan: BackupPlan,
  { make, log, now, signal }: { make: MakeBackup; log: Logger; now(): number; signal: AbortSignal },
): NightlyBackup {
  let running: Promise<void> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function run(): Promise<void> {
    try {
      await make(signal);
      log.info({ folder: plan.backupDir }, 'Backup made and checked');
    } catch (error) {
      if (signal.aborted) return;
      failedAt = now();
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ reason }, 'The backup failed; it is tried again in an hour');
    }
  }

  return {
    tick() {
      if (running || now() - failedAt < PATIENCE_MS || !isBackupDue(plan, now())) return;
      running = run().finally(() => {
        running = undefined;
      });
    },
    idle: async () => running,
  };
}
