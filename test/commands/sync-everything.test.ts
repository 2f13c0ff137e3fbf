import { describe, expect, test } from 'vitest';
import { type SyncOptions, sync } from '../../src/commands/sync.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { CORE } from '../support/simulator.ts';
import { person } from './person.ts';

/** Someone with a short history, archived as far as `sync` goes. */
async function synced(options: Partial<SyncOptions> = {}) {
  const { simulator, context, connect, terminal } = await person(CORE, { activities: 12 });
  const { app } = await connect();
  expect(await sync(context, { untilDone: false, ...options })).toBe(0);
  const pending = rowsOf(app.archive, 'coverage', "status = 'pending'").length;
  const triggers = rowsOf(app.archive, 'sync_runs').map(({ trigger }) => trigger);
  return { said: terminal.lines.slice(1).join('\n'), pending, triggers, requests: simulator.requests.length };
}

describe('sync of everything', () => {
  test('goes on from the pass to the backfill, and sums both up', async () => {
    const { said, pending, triggers, requests } = await synced();
    expect(said).toBe(
      `Jördis: archived athlete, stats, activities, activity, streams and gear (${requests} items, ${requests} requests).`,
    );
    expect(pending).toBe(0);
    expect(triggers).toEqual(['command', 'backfill']);
  });

  test('ends at the number of requests that was given, and says that more is left', async () => {
    const complete = (await synced()).requests;
    const { said, pending, requests } = await synced({ maxRequests: complete - 2 });
    expect({ requests, pending }).toEqual({ requests: complete - 2, pending: 2 });
    expect(said).toContain(`${requests} requests). More is left`);
  });

  test('says that more is left, too, when the pass alone has used them up', async () => {
    const { said } = await synced({ maxRequests: 6 });
    expect(said).toMatch(/\(6 items, 6 requests\)\. More is left; the next run goes on at once\.$/);
  });

  test('until it is done needs no wait when the budget is enough', async () => {
    const { said, pending } = await synced({ untilDone: true });
    expect(pending).toBe(0);
    expect(said).toMatch(/ requests\)\.$/);
  });
});
