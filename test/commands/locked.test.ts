import { join } from 'node:path';
import { expect, test } from 'vitest';
import { retry } from '../../src/commands/retry.ts';
import { beImpatient, writeTo } from '../support/locked.ts';
import { consenting } from './consent.ts';
import { failureOf, person } from './person.ts';

const locked = (path: string) => ({
  exitCode: 5,
  message: `${path} cannot be used: database is locked (SQLITE_BUSY).`,
  advice: 'Another program is writing to it: close that one and try again.',
});

test('retry beside a program that writes fails with a sentence', async () => {
  beImpatient();
  const { context, connect, dataDir } = await person();
  await connect();
  const path = join(dataDir, 'archive.db');
  const { letGo } = writeTo(path);
  expect(await failureOf(retry(context))).toMatchObject(locked(path));
  letGo();
  expect(await retry(context)).toBe(0);
});

test('bootstrap beside a program that writes spends no code', async () => {
  beImpatient();
  const { run, look, simulator, dataDir } = await consenting();
  await look();
  const path = join(dataDir, 'credentials.db');
  writeTo(path);
  expect(await failureOf(run())).toMatchObject(locked(path));
  expect(simulator.requestsTo('/oauth/token')).toEqual([]);
});

test('bootstrap keeps trying to store a pair for which a code was spent', async () => {
  beImpatient();
  const { run, look, simulator, terminal, dataDir } = await consenting();
  const { credentials } = await look();
  simulator.faults.add({ path: '/oauth/token', kind: { kind: 'delay', ms: 100 } });
  const running = run();
  await expect.poll(() => simulator.requestsTo('/oauth/token').length, { interval: 5 }).toBe(1);
  const { letGo } = writeTo(join(dataDir, 'credentials.db'));
  const said = await terminal.waitFor(/keeps trying/);
  expect(said).toContain('close that one and try again');
  letGo();
  expect(await running).toBe(0);
  expect(credentials.list()).toMatchObject([{ pair: { accessToken: expect.anything() } }]);
  expect(terminal.text()).toContain('Hi, Jördis!');
});
