import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Asked, ask } from '../../src/ask/ask.ts';
import type { Value } from '../../src/ask/messages.ts';
import { Stopped } from '../../src/errors.ts';
import { tempDir } from '../support/temp-dir.ts';
import { anArchive, TOKEN } from './archive.ts';

const COUNT = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)';
const FOR_EVER = `${COUNT} SELECT count(*) FROM c`;
const PATIENT_MS = 120_000;

const asked = (sql: string, more: Partial<Asked> = {}): Asked => ({
  ...{ archive: anArchive().archive, sql, parameters: {}, timeoutMs: PATIENT_MS },
  ...{ signal: new AbortController().signal, ...more },
});

async function answerTo(sql: string, more: Partial<Asked> = {}) {
  using answer = await ask(asked(sql, more));
  const rows: Value[][] = [];
  for await (const batch of answer.batches()) rows.push(...batch);
  return { columns: answer.columns, rows };
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('It was answered.'),
    (error: unknown) => error,
  );

describe('an answer', () => {
  test('has every kind of value as it is', async () => {
    const sql = `SELECT 3265366675164236881 AS id, -9223372036854775808 AS least, 1.5 AS real, 9e999 AS much,
      'a' || char(27) AS text, x'00ff' AS blob, NULL AS none, 42.0 AS whole`;
    const { columns, rows } = await answerTo(sql);
    expect(columns).toEqual(['id', 'least', 'real', 'much', 'text', 'blob', 'none', 'whole']);
    expect(rows).toEqual([
      [
        ...[3265366675164236881n, -9223372036854775808n, 1.5, Number.POSITIVE_INFINITY, 'a\u001b'],
        ...[Buffer.from([0, 255]), null, 42],
      ],
    ]);
  });

  test('has all rows in their order, however many', async () => {
    const { rows } = await answerTo(`${COUNT} SELECT n FROM c LIMIT 5001`);
    expect(rows.map(([n]) => Number(n))).toEqual(Array.from({ length: 5_001 }, (_, i) => i + 1));
  });

  test('has its columns also without a row', async () => {
    expect(await answerTo('SELECT id, name FROM activities')).toEqual({ columns: ['id', 'name'], rows: [] });
  });

  test('takes values for named parameters, as text', async () => {
    const { rows } = await answerTo('SELECT :year, typeof(@year)', { parameters: { year: '2025' } });
    expect(rows).toEqual([['2025', 'text']]);
  });

  test('knows the zone', async () => {
    const { rows } = await answerTo("SELECT datetime('2026-07-01 12:00', 'localtime')", {
      zone: 'Asia/Kathmandu',
    });
    expect(rows).toEqual([['2026-07-01 17:45:00']]);
  });
});

test.each<[string, object]>([
  ["ATTACH 'x' AS y", { kind: 'usage', message: expect.stringContaining('ATTACH is refused') }],
  ['SELECT nme FROM activities', { kind: 'usage', advice: 'Did you mean name?' }],
  [
    "SELECT 1 UNION ALL SELECT json_extract('{', '$')",
    { kind: 'usage', message: 'SQLite says: malformed JSON' },
  ],
  ['SELECT :year', { kind: 'usage', message: 'The question needs a value for :year.' }],
  ['SELECT ?', { kind: 'usage', message: 'A parameter of the question has no name.' }],
])('what is wrong is told by the process that found it: %s', async (sql, failure) => {
  expect(await failureOf(answerTo(sql))).toMatchObject(failure);
});

test('an archive that cannot be read is no fault of the question', async () => {
  const archive = join(tempDir(), 'archive.db');
  expect(await failureOf(answerTo('SELECT 1', { archive }))).toMatchObject({ kind: 'archive' });
});

describe('what would not end', () => {
  test.each([FOR_EVER, `${FOR_EVER} ORDER BY 1`, `${COUNT} SELECT n FROM c`])(
    'is stopped at its time: %s',
    async (sql) => {
      const started = performance.now();
      expect(await failureOf(answerTo(sql, { timeoutMs: 400 }))).toMatchObject({
        ...{ kind: 'timeout', exitCode: 6 },
        message: 'The question was stopped after 0.4 s without coming to its end.',
      });
      expect(performance.now() - started).toBeGreaterThanOrEqual(400);
    },
  );

  test('is stopped at once when the program is to stop', async () => {
    const stop = new AbortController();
    const answer = failureOf(answerTo(FOR_EVER, { signal: stop.signal }));
    stop.abort(new Stopped());
    expect(await answer).toBeInstanceOf(Stopped);
  });

  test('is not begun after a stop', async () => {
    expect(
      await failureOf(answerTo('SELECT 1', { signal: AbortSignal.abort(new Stopped()) })),
    ).toBeInstanceOf(Stopped);
  });
});

test('the time in which nobody took the answer does not count', async () => {
  using answer = await ask(asked(`${COUNT} SELECT n FROM c LIMIT 5000`, { timeoutMs: 2_000 }));
  answer.grant(PATIENT_MS);
  let rows = 0;
  for await (const batch of answer.batches()) rows += batch.length;
  expect(rows).toBe(5_000);
});

test.runIf(process.platform === 'linux')('what grows beyond its memory is stopped', async () => {
  const sql = `${COUNT} SELECT json_group_array(hex(zeroblob(1000000))) FROM c`;
  expect(await failureOf(answerTo(sql))).toMatchObject({
    ...{ kind: 'timeout', message: 'The question was stopped because it needs more than 512 MB of memory.' },
  });
});

test.runIf(process.platform === 'linux')('the process has no secret in its environment', async () => {
  process.env.STRAVA_CLIENT_SECRET = TOKEN;
  try {
    using answer = await ask(asked('SELECT 1'));
    expect(answer.pid).toBeGreaterThan(0);
    expect(readFileSync(`/proc/${answer.pid}/environ`, 'utf8')).not.toMatch(
      new RegExp(`${TOKEN}|STRAVA|HOME|PATH=`),
    );
  } finally {
    delete process.env.STRAVA_CLIENT_SECRET;
  }
});
