/** Questions that are kept as files: those of the package, and the owner's own, which win. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../errors.ts';
import { packageRoot } from '../package.ts';
import { nearest } from './nearest.ts';

/** What a question may be told. */
export interface Parameter {
  /** As in the SQL, without the colon. */
  name: string;
  /** Empty text where nothing is said, which most questions take for all. */
  usual: string;
  meaning: string;
}

/** A question with a name. */
export interface SavedQuestion {
  name: string;
  title: string;
  /** What comes of it, in a sentence. */
  sentence: string;
  parameters: Parameter[];
  sql: string;
  /** The file that it is in. */
  path: string;
}

/** The folder of the package's. */
export const PACKAGE_QUESTIONS = join(packageRoot, 'queries');

/** The folder of the owner's own. */
export const ownQuestions = (dataDir: string): string => join(dataDir, 'queries');

const PARAMETER = /^:(\w+)(?: = ([^:]*))?: (.+)$/;

/** Reads a question: its first comment lines are a title, a sentence, and a line each parameter, `:name = usual: meaning`. */
export function parseQuestion(name: string, text: string, path: string): SavedQuestion {
  const [head = ''] = /^\uFEFF?(--[^\n]*\n)*/.exec(text.replaceAll('\r\n', '\n')) ?? [];
  const said = head
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\uFEFF?-- ?/, ''));
  const [title = name, ...lines] = said;
  const parameters: Parameter[] = [];
  const sentence: string[] = [];
  for (const line of lines) {
    const [, parameter, usual = '', meaning = ''] = PARAMETER.exec(line) ?? [];
    if (parameter) parameters.push({ name: parameter, usual: usual.trim(), meaning });
    else sentence.push(line);
  }
  return { name, title: title || name, sentence: sentence.join(' ').trim(), parameters, sql: text, path };
}

function readFolder(folder: string): SavedQuestion[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).flatMap((file) => /^([\w-]+)\.sql$/.exec(file)?.[1] ?? []);
  return names.map((name) => {
    const path = join(folder, `${name}.sql`);
    return parseQuestion(name, readFileSync(path, 'utf8'), path);
  });
}

/** Every saved question, in the order of their names. */
export function savedQuestions(dataDir: string): SavedQuestion[] {
  const all = [...readFolder(PACKAGE_QUESTIONS), ...readFolder(ownQuestions(dataDir))];
  const byName = new Map(all.map((question) => [question.name, question]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws {Failure} `usage` where none has this name, with the nearest. */
export function savedQuestion(dataDir: string, name: string): SavedQuestion {
  const all = savedQuestions(dataDir);
  const found = all.find((question) => question.name === name);
  if (found) return found;
  const near = nearest(
    name,
    all.map((question) => question.name),
  );
  throw new Failure(
    'usage',
    `There is no saved question ${name}.`,
    near ? `Did you mean ${near}?` : 'The option --list names them all; SQL has more than one word.',
  );
}
