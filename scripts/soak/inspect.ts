/** What a soak has come to. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sqlite } from '../../src/sqlite/driver.ts';
import type { Archive } from '../../test/sync/truth-rows.ts';
import { compare } from './compare.ts';
import type { Course } from './course.ts';
import { type Punctuality, punctualityOf } from './punctual.ts';

/** What was seen. */
export interface Seen extends Pick<Course, 'options' | 'faults' | 'samples' | 'sizes' | 'health' | 'events'> {
  realSeconds: number;
  /** How often the worker warned of what, or failed. */
  complaints: ReadonlyMap<string, number>;
  /** How many requests reached Strava, by their kind. */
  requests: Record<string, number>;
  /** How many of them were refused for the limits. */
  refused: number;
  passes: { trigger: string; outcome: string | null; count: number; requests: number }[];
  punctuality: Punctuality;
  archiveMb: number;
  pictures: number;
  /** What is not archived yet, by the ledger. */
  unsettled: string[];
  differences: string[];
  verify: { code: number | null; said: string };
  /** How many secrets stand where none may be. */
  leaked: number;
}

const PASSES = `SELECT "trigger", outcome, count(*) AS count, sum(requests) AS requests FROM sync_runs
                GROUP BY "trigger", outcome ORDER BY 1, 2`;
const PICTURES = 'SELECT count(DISTINCT sha256) FROM photos';
const UNSETTLED = `SELECT resource || ' ' || status || ': ' || count(*) FROM coverage
                   WHERE status IN ('pending', 'failed', 'parked') GROUP BY resource, status`;

function requestsBy({ simulator }: Course): Record<string, number> {
  const by: Record<string, number> = {};
  for (const { path } of simulator.requests) {
    const kind = path.replace(/\/[bg]?\d{2,}/g, '/{id}').replace(/^\/cdn.*/, '/cdn');
    by[kind] = (by[kind] ?? 0) + 1;
  }
  return by;
}

function leakedBy({ simulator, worker, dataDir }: Course): number {
  const texts = [worker.logFile, join(dataDir, 'archive.db')].map((path) => readFileSync(path, 'latin1'));
  const secrets = simulator.issuedSecrets().filter((secret) => texts.some((text) => text.includes(secret)));
  return secrets.length + simulator.tokensAtCdn.length;
}

/** What happened, and what was asked, in order. */
function writeDiary({ folder, diary, simulator }: Course): void {
  const asked = simulator.requests.map(
    ({ at, method, path, status }) => `${new Date(at).toISOString()} ${method} ${path} ${status}\n`,
  );
  writeFileSync(join(folder, 'diary.log'), diary.join(''));
  writeFileSync(join(folder, 'requests.log'), asked.join(''));
}

/** Looks at the archive of a worker that has ended, and at what Strava knows. */
export function inspect(course: Course, realSeconds: number): Seen {
  const { simulator, worker, dataDir, options, faults, samples, sizes, health, events } = course;
  writeDiary(course);
  const path = join(dataDir, 'archive.db');
  const { code, stdout, stderr } = worker.command('verify', '--deep');
  const archive: Archive = new Sqlite(path, { readonly: true });
  const { athleteId } = simulator.consent;
  const seen: Seen = {
    ...{ options, faults, samples, sizes, health, events, realSeconds },
    complaints: worker.complaints,
    requests: requestsBy(course),
    refused: simulator.limits.refused,
    passes: archive.prepare(PASSES).all() as Seen['passes'],
    punctuality: punctualityOf(archive, course.start, course.end),
    archiveMb: statSync(path).size / 2 ** 20,
    pictures: archive.prepare(PICTURES).pluck().get() as number,
    unsettled: archive.prepare(UNSETTLED).pluck().all() as string[],
    differences: compare(archive, simulator.truth(athleteId), { athleteId, dataDir }),
    verify: { code, said: stdout + stderr },
    leaked: leakedBy(course),
  };
  archive.close();
  return seen;
}
