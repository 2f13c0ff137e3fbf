import { onTestFinished } from 'vitest';
import { type App, type AppOverrides, createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { Secret } from '../../src/secret.ts';
import type { Simulator } from '../simulator/index.ts';
import { putNewArchive } from './new-archive.ts';
import { expectNoSecrets } from './no-secrets.ts';
import { environmentFor } from './simulator.ts';
import { tempDir } from './temp-dir.ts';

export interface TestAppOptions extends AppOverrides {
  simulator: Simulator;
  /** A new temporary folder by default. */
  dataDir?: string;
  environment?: Record<string, string>;
}

export interface TestApp {
  app: App;
  dataDir: string;
  /** Every log line so far, as JSON text. */
  logs: string[];
}

// A busy machine is not taken for a Strava that hangs; what meets one that hangs is less patient.
const PATIENT_MS = 60_000;

/** The real composition against a simulator: only the clock, the patience and the addresses differ. */
export async function testApp(options: TestAppOptions): Promise<TestApp> {
  const { simulator, dataDir = tempDir(), environment = {}, ...overrides } = options;
  const logs: string[] = [];
  const destination = { write: (line: string) => void logs.push(line) };
  const log = await createLogger({ level: 'trace', format: 'json', destination });
  const values = { ...environmentFor(simulator, dataDir), ...environment };
  const config = loadConfig(values, { app: 'required' });
  const retry = { tries: 5, minDelayMs: 0, maxDelayMs: 0 };
  putNewArchive(config.dataDir);
  const app = createApp(config, log, { retry, timeoutMs: PATIENT_MS, ...overrides });
  let open = true;
  const close = app[Symbol.dispose].bind(app);
  app[Symbol.dispose] = () => {
    if (open) close();
    open = false;
  };
  onTestFinished(() => {
    expectNoSecrets(simulator, logs, dataDir);
    app[Symbol.dispose]();
  });
  return { app, dataDir, logs };
}

/** Stores a grant of the simulator as `bootstrap` would. @returns the athlete's id. */
export function connectGrant(
  app: App,
  simulator: Simulator,
  options: Parameters<Simulator['grant']>[0] = {},
): number {
  const grant = simulator.grant(options);
  const pair = {
    accessToken: new Secret(grant.accessToken),
    refreshToken: new Secret(grant.refreshToken),
    expiresAt: grant.expiresAt,
  };
  app.credentials.connect(grant.athleteId, pair, [...grant.scopes], app.clock.now());
  return grant.athleteId;
}
