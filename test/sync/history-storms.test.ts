import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/sync/outcome.ts';
import type { FaultKind } from '../simulator/index.ts';
import { connectGrant } from '../support/app.ts';
import { sized } from '../support/soak.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, historyOf } from './history-world.ts';

const ACTIVITIES = sized(80, 300);
const DAY_MS = 86_400_000;
/** Snapshots, the list, what was begun, and what shows that it is no item's fault. */
const HANDFUL = 10;
const EVERYTHING = /^\/api\//;
const ITEMS = /^\/api\/v3\/(activities|gear)\//;

const STORMS: [string, FaultKind][] = [
  ['404 HTML', { kind: 'page', status: 404 }],
  ['404 JSON', { status: 404 }],
  ['403 HTML', { kind: 'page', status: 403 }],
  ['301', { kind: 'redirect', to: 'https://api.example.net/v4' }],
];

test(`a known history of ${ACTIVITIES} outlives storms of every kind, one after the other`, async () => {
  const history = await historyOf({ activities: ACTIVITIES, byHand: true });
  const { simulator, clock, app, athleteId, truth, sql, pass, backfill } = history;
  await pass({ maxRequests: 30 });
  expect(sql('SELECT count(*) AS n FROM activities')).toEqual([{ n: ACTIVITIES }]);
  const standing = () =>
    sql('SELECT resource, item, status, tries, fault, missing_since FROM coverage ORDER BY 1, 2');
  const before = standing();

  const survive = async (name: string, path: RegExp, kind: FaultKind) => {
    clock.advance(DAY_MS + 3_600_000);
    simulator.faults.add({ path, every: 1, kind });
    const from = simulator.requests.length;
    const passed = await pass();
    expect.soft(exitCodeOf(passed), name).toBe(6);
    expect.soft(simulator.requests.length - from, `requests of a pass: ${name}`).toBeLessThanOrEqual(HANDFUL);
    const middle = simulator.requests.length;
    expect.soft(exitCodeOf(await backfill()), name).toBe(6);
    expect
      .soft(simulator.requests.length - middle, `requests of backfill: ${name}`)
      .toBeLessThanOrEqual(HANDFUL);
    expect.soft(standing(), name).toEqual(before);
    simulator.faults.clear();
  };
  for (const [name, kind] of STORMS) {
    await survive(`${name}, over everything`, EVERYTHING, kind);
    await survive(`${name}, over all but snapshots and list`, ITEMS, kind);
  }
  connectGrant(app, simulator, { expiresInSeconds: 60 });
  await survive('503 of the token endpoint', /^\/oauth\/token$/, { status: 503 });

  await archiveAll(history);
  expect(sql("SELECT * FROM coverage WHERE status = 'absent' OR missing_since IS NOT NULL")).toEqual([]);
  expectTruth(app.archive.$client, truth(), athleteId);
});
