import { text as readAll } from 'node:stream/consumers';
import { nearest } from '../ask/nearest.ts';
import { ownQuestions, type SavedQuestion, savedQuestion } from '../ask/saved.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import type { CommandContext } from './context.ts';

/** What is asked: SQL and the values of its parameters. */
export interface Question {
  sql: string;
  parameters: Record<string, string>;
}

const OPTION = /^--([a-zA-Z][\w-]*)(?:=(.*))?$/s;

/** The options that are not the command's own: values of parameters. @throws {Failure} `usage` for what is none. */
function valuesOf(words: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [, name, inline] = OPTION.exec(word) ?? [];
    if (name === undefined)
      throw new Failure(
        'usage',
        `${word} is too much.`,
        'Put SQL into quotes, and name values: --year 2025.',
      );
    const value = inline ?? words[i + 1];
    if (value === undefined || (inline === undefined && OPTION.test(value)))
      throw new Failure('usage', `--${name} has no value.`, `Write --${name} <value>.`);
    if (inline === undefined) i += 1;
    values[name.replaceAll('-', '_')] = value;
  }
  return values;
}

function checkNames(values: Record<string, string>, known: string[]): void {
  const odd = Object.keys(values).find((name) => !known.includes(name));
  if (odd === undefined) return;
  const near = nearest(odd, [...known, 'list', 'csv', 'json', 'markdown', 'timeout']);
  const all =
    known.length > 0 ? `It knows ${known.map((name) => `--${name}`).join(', ')}.` : 'It takes none.';
  throw new Failure('usage', `The question knows no --${odd}.`, near ? `Did you mean --${near}?` : all);
}

function askedBySaved({ sql, parameters }: SavedQuestion, values: Record<string, string>): Question {
  const usual = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.usual]));
  checkNames(values, Object.keys(usual));
  return { sql, parameters: { ...usual, ...values } };
}

function askedBySql(sql: string, values: Record<string, string>): Question {
  const known = [...sql.matchAll(/[:@$]([a-zA-Z_]\w*)/g)].map(([, name = '']) => name);
  checkNames(values, known);
  return { sql, parameters: values };
}

/** What the command line or standard input asks. @throws {Failure} `usage` where that is nothing, or not understood. */
export async function readQuestion(
  { terminal }: CommandContext,
  words: readonly string[],
  dataDir: string,
): Promise<Question> {
  const [first] = words;
  const hasQuestion = first !== undefined && !OPTION.test(first);
  const values = valuesOf(hasQuestion ? words.slice(1) : words);
  if (hasQuestion)
    return /^[\w-]+$/.test(first)
      ? askedBySaved(savedQuestion(dataDir, first), values)
      : askedBySql(first, values);
  if (!terminal.interactive) return askedBySql(await readAll(terminal.input), values);
  throw new Failure(
    'usage',
    'Nothing is asked.',
    `Write ${command('sql', '"SELECT name FROM activities LIMIT 5"')}; ${command('sql', '--list')} names saved questions, and ${ownQuestions(dataDir)} is for your own.`,
  );
}
