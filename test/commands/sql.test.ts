import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SqlOptions, sql } from '../../src/commands/sql.ts';
import { Stopped } from '../../src/errors.ts';
import { anArchive } from '../ask/archive.ts';
import { tempDir } from '../support/temp-dir.ts';
import { ARCHIVE_LINE, memoryTerminal } from '../support/terminal.ts';
import { failureOf } from './person.ts';

/** A person who asks; with a width it is at a terminal. */
function asker(dataDir = anArchive().dataDir, width?: number) {
  const terminal = memoryTerminal();
  terminal.width = width;
  const controller = new AbortController();
  const context = { environment: { DATA_DIR: dataDir }, terminal, signal: controller.signal };
  const asked = async (words: string[], options: SqlOptions = {}) => {
    terminal.chunks.length = 0;
    expect(await sql(context, words, options)).toBe(0);
    return Buffer.concat(terminal.chunks).toString();
  };
  return { dataDir, terminal, controller, context, asked };
}

const HOSTILE = "'Ride\u001b[2J\u009b1m' || char(10) || 'x\u202e' AS name";
const VALUES = `SELECT 3265366675164236881 AS id, 1.5 AS km, 'a|b' AS name, '' AS empty, NULL AS none, x'00ff' AS blob`;

describe('a table', () => {
  test('is aligned by what is seen, with numbers on the right and NULL as such', async () => {
    const { asked } = asker();
    const rows = `VALUES (1, 'Lauf', 1.25), (22, '東京🚴', NULL), (NULL, 'é', -3)`;
    expect(await asked([`WITH t(n, name, km) AS (${rows}) SELECT * FROM t`])).toBe(
      [
        '   n  name      km',
        '----  ------  ----',
        '   1  Lauf    1.25',
        '  22  東京🚴  NULL',
        'NULL  é         -3',
        '',
      ].join('\n'),
    );
  });

  test('tells how long bytes are, and every digit of an id', async () => {
    const text = await asker().asked([VALUES]);
    expect(text).toContain('3265366675164236881');
    expect(text).toContain('2 bytes');
  });

  test('is cut to the terminal, numbers never', async () => {
    const { asked, terminal } = asker(undefined, 40);
    const text = await asked([
      `SELECT 1234567890123 AS id, 'a name that is far too long' AS name, '${'x'.repeat(60)}' AS note`,
    ]);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(text).toMatch(/^1234567890123 {2}a n.*… {2}xxx.*…$/m);
    expect(terminal.notes.at(-1)).toBe('1 row');
  });

  test('of more columns than fit has a line a column', async () => {
    const text = await asker(undefined, 30).asked([
      'SELECT 111 AS one, 222222222 AS second, 333333333 AS third, 444444444 AS fourth',
    ]);
    expect(text).toBe('   one  111\nsecond  222222222\n third  333333333\nfourth  444444444\n');
  });

  test('stops after a thousand rows on a terminal, and says so; a pipe has all', async () => {
    const many = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 1500) SELECT n FROM c';
    const { dataDir, asked, terminal } = asker(undefined, 80);
    expect((await asked([many])).split('\n')).toHaveLength(1_003);
    expect(terminal.notes.at(-1)).toMatch(/^There are more than these 1,000 rows; a pipe/);
    expect((await asker(dataDir).asked([many])).split('\n')).toHaveLength(1_503);
  });

  test('without rows has its names', async () => {
    expect(await asker().asked(['SELECT id, name FROM activities'])).toBe('id  name\n--  ----\n');
  });
});

describe('what others wrote', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

  test.each<[string, SqlOptions]>([
    ['a table', {}],
    ['markdown', { markdown: true }],
    ['CSV', { csv: true }],
    ['JSON', { json: true }],
  ])('never steers the terminal: %s', async (_, options) => {
    const text = await asker(undefined, 80).asked([`SELECT ${HOSTILE}`], options);
    expect(text).toContain('Ride');
    expect(text).not.toMatch(STEERING);
  });

  test('is in a file as it is', async () => {
    const text = await asker().asked([`SELECT ${HOSTILE}`], { csv: true });
    expect(text).toBe('name\n"Ride\u001b[2J\u009b1m\nx\u202e"\n');
  });

  test('never steers it in a message either', async () => {
    const { context } = asker(undefined, 80);
    const { message, advice } = await failureOf(sql(context, ['SELECT \u001b[31mred\u001b[0m FROM x']));
    expect(message + advice).not.toMatch(STEERING);
  });
});

test('the other formats are those of exports', async () => {
  const { asked } = asker();
  expect(await asked([VALUES], { csv: true })).toBe(
    'id,km,name,empty,none,blob\n3265366675164236881,1.5,a|b,"",,00ff\n',
  );
  expect(JSON.parse(await asked([VALUES], { json: true }))).toEqual({
    ...{ id: '3265366675164236881', km: 1.5, name: 'a|b', empty: '', none: null, blob: '00ff' },
  });
  expect(await asked([`SELECT 1 AS a, 'x|y' AS b, 2 AS a`], { json: true })).toBe(
    '{"a":1,"b":"x|y","a_2":2}\n',
  );
  expect(await asked([`SELECT 1 AS a, 'x|y\\' AS b`], { markdown: true })).toBe(
    ['| a | b |', '| ---: | --- |', String.raw`| 1 | x\|y\\ |`, ''].join('\n'),
  );
});

describe('what is asked', () => {
  test('comes from standard input where no words do', async () => {
    const { asked, terminal } = asker();
    terminal.input.end('-- a file\nSELECT 5 AS five;\n');
    expect(await asked([], { csv: true })).toBe('five\n5\n');
  });

  test('may be a saved question, with values for its parameters', async () => {
    const { asked, dataDir } = asker();
    mkdirSync(join(dataDir, 'queries'));
    writeFileSync(
      join(dataDir, 'queries/mine.sql'),
      '-- Mine\n-- :min_km = 5: how far\nSELECT :min_km AS far',
    );
    expect(await asked(['mine'], { csv: true })).toBe('far\n5\n');
    expect(await asked(['mine', '--min-km', '7'], { csv: true })).toBe('far\n7\n');
    expect(await asked(['mine', '--min_km=--7'], { csv: true })).toBe('far\n--7\n');
    expect(await asked(['SELECT :n || @m AS x', '--n', '1', '--m', '2'], { csv: true })).toBe('x\n12\n');
  });

  test.each<[words: string[], options: SqlOptions, message: RegExp, advice: RegExp]>([
    [['weekly-totls'], {}, /There is no saved question weekly-totls/, /^Did you mean weekly-totals\?$/],
    [['weekly-totals', '--yeer', '2025'], {}, /knows no --yeer/, /^Did you mean --year\?$/],
    [['gear', '--jsn', 'x'], {}, /knows no --jsn/, /^Did you mean --json\?$/],
    [['weekly-totals', '--year'], {}, /--year has no value/, /--year <value>/],
    [['weekly-totals', '2025'], {}, /2025 is too much/, /--year 2025/],
    [['SELECT', '1'], {}, /1 is too much/, /quotes/],
    [['SELECT :n'], {}, /needs a value for :n/, /--n/],
    [['SELECT 1'], { csv: true, json: true }, /--csv and --json cannot both be/, /one of them/],
    [["ATTACH 'credentials.db' AS c"], {}, /ATTACH is refused/, /SELECT/],
    [['SELECT nme FROM activities'], {}, /no such column: nme\n.*\n {9}\^$/, /^Did you mean name\?$/],
  ])('%j is explained', async (words, options, message, advice) => {
    const { context, terminal } = asker();
    const failure = await failureOf(sql(context, words, options));
    expect(failure).toMatchObject({ kind: 'usage', exitCode: 2 });
    expect(failure.message).toMatch(message);
    expect(failure.advice).toMatch(advice);
    expect(terminal.chunks).toEqual([]);
  });

  test('nothing at a terminal is explained, too', async () => {
    const { context, terminal } = asker();
    terminal.interactive = true;
    expect(await failureOf(sql(context, []))).toMatchObject({ exitCode: 2, message: 'Nothing is asked.' });
  });
});

test('the list names questions, own ones too, what they may be told, and the views', async () => {
  const { context, terminal, dataDir } = asker();
  mkdirSync(join(dataDir, 'queries'));
  writeFileSync(join(dataDir, 'queries/mine.sql'), '-- Mine \u001b[2J\nSELECT 1');
  expect(await sql(context, [], { list: true })).toBe(0);
  const text = terminal.text();
  expect(text).toContain('weekly-totals – Weekly totals');
  expect(text).toContain('--year  only the weeks of this year');
  expect(text).toContain(String.raw`mine – Mine \u001b[2J`);
  expect(text).toMatch(/activities_local +An activity a row/);
  terminal.lines.length = 0;
  await sql(context, [], { list: true, json: true });
  expect(JSON.parse(terminal.text()).questions.map(({ name }: { name: string }) => name)).toContain('mine');
});

test('which archive is asked is said beside the answer', async () => {
  const { asked, terminal } = asker();
  await asked(['SELECT 1']);
  expect(terminal.notes).toEqual([ARCHIVE_LINE]);
});

test('where there is no archive nothing can be asked, and nothing is created', async () => {
  const dataDir = tempDir();
  const { asked, terminal } = asker(dataDir);
  expect(await asked(['SELECT 1'])).toBe('');
  expect(terminal.notes.at(-1)).toMatch(/^There is no archive yet/);
  expect(readdirSync(dataDir)).toEqual([]);
});

test('a stop ends it, and its code tells that the answer is not whole', async () => {
  const { context, controller, terminal } = asker();
  terminal.write = async () => controller.abort(new Stopped());
  const forEver = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c';
  expect(await sql(context, [forEver], { csv: true })).toBe(130);
  expect(terminal.notes.at(-1)).toBe('Stopped on request.');
});
