/** A simulated life that goes on while it is archived, by a program that may be killed at any moment. */
import { cpSync } from 'node:fs';
import { expect } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import type { FaultRule } from '../simulator/faults.ts';
import { connectGrant } from '../support/app.ts';
import { connected } from '../support/connected.ts';
import { simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { NO_LIMITS } from './history-world.ts';

export const HOUR_MS = 3_600_000;
const FOREVER = { expiresInSeconds: 10_000 * 86_400 };

/** In what an athlete may have allowed. */
export const SCOPES = {
  all: ['read', 'read_all', 'profile:read_all', 'activity:read_all'],
  public: ['read', 'activity:read'],
} as const;

/** What happens in the middle of a pass, at this request of it. */
export interface During {
  at: number;
  what(): void;
}

/** Everything is archived of so many activities; each story has a world of its own. */
export async function upstreamWorld(activities: number) {
  const clock = new VirtualClock();
  const simulator = await simulate({ clock, activities, odd: true, limits: NO_LIMITS });
  const environment = { ARCHIVE: '' };
  let program = await connected({ clock, simulator, environment, grant: FOREVER });
  /** What Strava does wrong until told otherwise. */
  const standing = new Map<string, FaultRule>();

  /** The files as they are at this moment, which is all that a killed process leaves. */
  async function restartFrom(copy: string): Promise<void> {
    program.app[Symbol.dispose]();
    program = await connected({ clock, simulator, environment, grant: 'stored', dataDir: copy });
    const { $client } = program.archive;
    expect($client.pragma('integrity_check', { simple: true })).toBe('ok');
    expect($client.pragma('foreign_key_check')).toEqual([]);
  }

  /** A pass and the backfill after it; `during` and `kill` are requests of them. */
  async function pass(rules: FaultRule[] = [], during?: During, kill?: number): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    let copy: string | undefined;
    const at = (nth: number, what: () => void): FaultRule => ({
      path: '/api/v3',
      nth,
      kind: {
        kind: 'changed',
        change(text) {
          what();
          return text;
        },
      },
    });
    simulator.faults.clear();
    if (kill !== undefined)
      simulator.faults.add(
        at(kill, () => {
          copy = tempDir();
          cpSync(program.dataDir, copy, { recursive: true, filter: (path) => !/-shm$|locks/.test(path) });
          controller.abort(new Stopped());
        }),
      );
    if (during) simulator.faults.add(at(during.at, during.what));
    for (const rule of [...rules, ...standing.values()]) simulator.faults.add(rule);
    const { passContext } = program.app;
    try {
      await runPass(passContext, { trigger: 'command', signal });
      if (!signal.aborted) await runBackfill(passContext, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (copy !== undefined) await restartFrom(copy);
    simulator.faults.clear();
  }

  /** Somebody allows the application so much, again or anew. */
  async function connect(scopes: readonly string[]): Promise<void> {
    connectGrant(program.app, simulator, { ...FOREVER, scopes });
    await runPass(program.app.passContext, { trigger: 'bootstrap', only: program.athleteId });
  }

  return {
    ...{ clock, simulator, standing, pass, connect },
    athleteId: program.athleteId,
    archive: () => program.archive,
    dataDir: () => program.dataDir,
    truth: program.truth,
    sql: <T = unknown>(text: string, ...values: unknown[]) =>
      program.archive.$client.prepare(text).all(...values) as T[],
    async close() {
      program.app[Symbol.dispose]();
      await simulator.close();
    },
  };
}

export type UpstreamWorld = Awaited<ReturnType<typeof upstreamWorld>>;
