import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { ORDINARY_DAY, type Simulator, startSimulator } from '../../test/simulator/index.ts';
import { connect, environmentOf } from '../bench/strava-process.ts';
import { Agenda } from './agenda.ts';
import { openClock, realMs, type SharedClock } from './shared-clock.ts';
import { Worker } from './worker.ts';

export interface SoakOptions {
  days: number;
  /** How many the athlete has at first. */
  activities: number;
  /** How many times as fast time runs while the worker works. */
  speed: number;
  seed: number;
  /** Nothing happens and nothing goes wrong. */
  isQuiet: boolean;
}

/** Resident memory of a worker at a time. */
export interface Sample {
  day: number;
  /** Which process. */
  generation: number;
  mb: number;
}

/** What `/healthz` answered. */
export interface Asked {
  day: number;
  ok: boolean;
  reason: string;
}

/** A soak while it runs. */
export interface Course {
  readonly options: SoakOptions;
  readonly folder: string;
  readonly dataDir: string;
  readonly backupDir: string;
  readonly simulator: Simulator;
  readonly clock: SharedClock;
  readonly worker: Worker;
  readonly agenda: Agenda;
  /** Of `/healthz`. */
  readonly port: number;
  /** When it began and when it ends, epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  isAsleep: boolean;
  /** What must not have happened. */
  readonly faults: string[];
  readonly samples: Sample[];
  /** How large the archive was at the begin of each day, MB. */
  readonly sizes: number[];
  readonly health: Asked[];
  /** A line for each thing that happened, and how often which kind of them did. */
  readonly diary: string[];
  readonly events: Map<string, number>;
  /** Notes what happens, by its kind. */
  note(kind: string, what?: string): void;
  /** Days since it began. */
  day(): number;
  /** As a person does who hears of it: connects the account again if its token was lost on the way. */
  reconnect(): Promise<void>;
}

/** Summer time ends in the night of the 25th. */
const START = Date.parse('2026-10-12T07:30:00Z');
const DAY_MS = 86_400_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** @returns undefined where nobody was ever connected. */
function storedToken(dataDir: string): string {
  using credentials = disposed(new Sqlite(join(dataDir, 'credentials.db'), { readonly: true }));
  return String(credentials.prepare('SELECT refresh_token FROM token_pairs').pluck().get());
}

const disposed = (db: InstanceType<typeof Sqlite>) =>
  Object.assign(db, { [Symbol.dispose]: () => db.close() });

/** Strava as it is on an ordinary day: an answer takes its time by the clock of the soak. */
function startStrava({ activities, seed, speed }: SoakOptions, clock: SharedClock): Promise<Simulator> {
  const [least, most] = ORDINARY_DAY.latency;
  const settings = { ...ORDINARY_DAY, latency: [least / speed, most / speed] } as const;
  return startSimulator({ activities, seed, clock, odd: true, settings });
}

/** Puts everything in place: a Strava, an athlete who is connected, and a worker that does not run yet. */
export async function beginCourse(options: SoakOptions): Promise<Course> {
  const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-soak-'));
  const [dataDir, backupDir, file] = [join(folder, 'data'), join(folder, 'backups'), join(folder, 'clock')];
  writeFileSync(file, new Uint8Array(16));
  const plan = { file, start: START, began: realMs(), speed: options.speed };
  const clock = openClock(plan, 'world');
  const simulator = await startStrava(options, clock);
  const port = await freePort();
  const backups = { BACKUP_DIR: backupDir, BACKUP_KEEP: '3' };
  const own = { ...backups, HTTP_PORT: String(port), LOG_FORMAT: 'json', TZ: 'Europe/Berlin' };
  const environment = { ...environmentOf(simulator, dataDir), ...own };
  const worker = new Worker({ environment, clock: plan, logFile: join(folder, 'worker.log') });
  const bootstrap = async () => {
    const { clientId, clientSecret, apiUrl, oauthUrl } = simulator;
    const strava = { clientId, clientSecret, apiUrl, oauthUrl, grant: simulator.grant() };
    (await connect(strava, dataDir, '', clock.now()))[Symbol.dispose]();
  };
  await bootstrap();
  const diary: string[] = [];
  const events = new Map<string, number>();
  const note = (kind: string, what = kind) => {
    events.set(kind, (events.get(kind) ?? 0) + 1);
    diary.push(`${new Date(clock.now()).toISOString()} ${kind}: ${what}\n`);
  };
  return {
    ...{ options, folder, dataDir, backupDir, simulator, clock, worker, agenda: new Agenda(), port },
    ...{ start: START, end: START + options.days * DAY_MS, diary, events, note },
    ...{ isAsleep: false, faults: [], samples: [], sizes: [], health: [] },
    day: () => (clock.now() - START) / DAY_MS,
    async reconnect() {
      if (simulator.validRefreshTokens().includes(storedToken(dataDir))) return;
      note('token lost with an answer');
      await bootstrap();
    },
  };
}
