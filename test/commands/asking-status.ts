import { expect } from 'vitest';
import { failItem, settleItem, want } from '../../src/archive/coverage.ts';
import { status } from '../../src/commands/status.ts';
import { sync } from '../../src/commands/sync.ts';
import { immediate } from '../../src/sqlite/open.ts';
import type { Status } from '../../src/status/report.ts';
import { runPass } from '../../src/sync/pass.ts';
import { testApp } from '../support/app.ts';
import { CORE } from '../support/simulator.ts';
import { person } from './person.ts';

/** Someone who asks for the status. */
async function asking(more: Record<string, string> = {}) {
  const at = await person(more);
  const { app, athleteId } = await at.connect();
  const json = async (): Promise<Status> => {
    at.terminal.lines.length = 0;
    expect(await status(at.context, { json: true })).toBe(0);
    return JSON.parse(at.terminal.text());
  };
  const text = async (): Promise<string> => {
    at.terminal.lines.length = 0;
    expect(await status(at.context, { json: false })).toBe(0);
    return at.terminal.text();
  };
  return { ...at, app, athleteId, json, text };
}

/** The same after one pass by `sync`. */
export async function archived() {
  const at = await asking();
  await sync(at.context, { untilDone: false });
  return at;
}

/** The same after `bootstrap`, which archives the snapshots only. */
export async function bootstrapped() {
  const at = await asking(CORE);
  const { app } = await testApp({ simulator: at.simulator, dataDir: at.dataDir });
  expect(await runPass(app.passContext, { trigger: 'bootstrap', only: at.athleteId })).toMatchObject([
    { outcome: 'ok' },
  ]);
  return at;
}

/** The same with items of every kind in the ledger, before anything was asked of Strava. */
export async function incomplete({ ARCHIVE } = CORE) {
  const at = await asking({ ARCHIVE });
  const { archive } = at.app;
  const key = (resource: string, item: string) => ({ athleteId: at.athleteId, resource, item });
  const now = '2026-11-24T10:00:00Z';
  const failure = { fault: 'server', reason: 'an error of its own', httpStatus: 500 };
  const fail = (resource: string, item: string) =>
    failItem(archive, key(resource, item), failure, Date.parse(now));
  immediate(archive, () => {
    for (const item of ['1', '2', '3']) want(archive, key('activity', item), now, now);
    fail('activity', '3');
    settleItem(archive, key('activities', String(at.athleteId)), { status: 'done', at: now });
    settleItem(archive, key('activity', '4'), { status: 'done', at: now });
    settleItem(archive, key('streams', '3'), { status: 'absent', at: now, httpStatus: 404 });
    settleItem(archive, key('streams', '4'), { status: 'not_applicable', at: now });
    want(archive, key('gear', 'b1'), now, null);
    for (let tries = 0; tries < 5; tries++) fail('gear', 'b1');
  });
  return at;
}
