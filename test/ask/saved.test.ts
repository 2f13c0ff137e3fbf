import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSelect } from '../../src/ask/guard.ts';
import { ownQuestions, parseQuestion, savedQuestion, savedQuestions } from '../../src/ask/saved.ts';
import { tokensOf } from '../../src/ask/tokens.ts';
import { tempDir } from '../support/temp-dir.ts';
import { anArchive } from './archive.ts';

const packaged = savedQuestions('/nowhere');

/** The names that the SQL of a question has for its parameters. */
function usedIn(sql: string): string[] {
  const tokens = [...tokensOf(sql)].map(({ text }) => text);
  return [...new Set(tokens.filter((_, i) => tokens[i - 1] === ':'))].sort();
}

describe.each(packaged)('the question $name', ({ sql, title, sentence, parameters }) => {
  test('has a title, a sentence, and a line for each of its parameters', () => {
    expect(title).toMatch(/^[A-Z][^.]+$/);
    expect(sentence).toMatch(/^[A-Z].+\.$/);
    expect(parameters.map(({ name }) => name).sort()).toEqual(usedIn(sql));
    for (const { meaning } of parameters) expect(meaning).toMatch(/\w/);
  });

  test('is admitted, and runs over a new archive', () => {
    const { client } = anArchive();
    const usual = Object.fromEntries(parameters.map(({ name, usual }) => [name, usual]));
    expect(checkSelect(client, sql).all(usual)).toBeInstanceOf(Array);
  });

  test('asks nothing that SQLite 3.38 does not know', () => {
    // https://sqlite.org/changes.html: what came after it and is tempting.
    expect(sql).not.toMatch(
      /strftime\('[^']*%[GVgIklPpRTuU]|\b(string_agg|concat|concat_ws|octet_length|timediff|if)\(|RIGHT JOIN|FULL JOIN|subsec/,
    );
  });
});

test('there are about twenty', () => {
  expect(packaged.length).toBeGreaterThanOrEqual(20);
});

test('a question says in its first lines what it is', () => {
  const text =
    '\uFEFF-- My title\r\n-- What it tells,\r\n-- in two lines.\r\n-- :year: which\r\n-- :km = 10: how far: at least\r\nSELECT 1 -- not a title\r\n';
  expect(parseQuestion('mine', text, '/x')).toMatchObject({
    title: 'My title',
    sentence: 'What it tells, in two lines.',
    parameters: [
      { name: 'year', usual: '', meaning: 'which' },
      { name: 'km', usual: '10', meaning: 'how far: at least' },
    ],
  });
});

test('one without any such line has its name', () => {
  expect(parseQuestion('mine', 'SELECT 1', '/x')).toMatchObject({
    title: 'mine',
    sentence: '',
    parameters: [],
  });
});

describe('own questions', () => {
  const withOwn = (files: Record<string, string>) => {
    const dataDir = tempDir();
    mkdirSync(ownQuestions(dataDir));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(ownQuestions(dataDir), name), text);
    return dataDir;
  };

  test('come beside those of the package, and win', () => {
    const dataDir = withOwn({
      'mine.sql': '-- Mine\nSELECT 1',
      'gear.sql': '-- My gear\nSELECT 2',
      'notes.txt': '',
    });
    const all = savedQuestions(dataDir);
    expect(all).toHaveLength(packaged.length + 1);
    expect(savedQuestion(dataDir, 'gear').title).toBe('My gear');
    expect(savedQuestion(dataDir, 'mine').title).toBe('Mine');
  });

  test('that do not exist are told with the nearest that does', () => {
    const dataDir = withOwn({ 'my-rides.sql': 'SELECT 1' });
    expect(() => savedQuestion(dataDir, 'my-ride')).toThrow('There is no saved question my-ride.');
    expect(() => savedQuestion(dataDir, 'my-ride')).toThrow(
      expect.objectContaining({ advice: 'Did you mean my-rides?' }),
    );
    expect(() => savedQuestion(dataDir, 'qqqqqqqq')).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('--list') }),
    );
  });
});
