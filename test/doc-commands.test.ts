/** Every command that a document gives is one that exists, with options that it has. */
import { describe, expect, test } from 'vitest';
import { parseQuestion, savedQuestions } from '../src/ask/saved.ts';
import type { CommandContext } from '../src/commands/context.ts';
import { commandLine } from '../src/main.ts';
import { version } from '../src/package.ts';
import { LEAN_FLAGS } from '../src/worker/lean.ts';
import { DOCUMENTS, found, readDocument, sectionOf } from './support/documents.ts';

/** Those that are kept when the program has changed: what was true then need not be now. */
const HISTORY = /^CHANGELOG\.md$|^docs\/decisions\//;
const documents = DOCUMENTS.filter((path) => !HISTORY.test(path));

const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> };
const commands = commandLine({} as CommandContext, async () => {}).commands.map((command) => ({
  name: command.name(),
  options: command.options.map(({ long }) => long ?? ''),
}));
const names = commands.map(({ name }) => name);

/** What belongs to the machine or to the tools of engineers, and what other tests run. */
const OTHERS = [
  /^(sudo|journalctl|chmod|cd|mkdir) /,
  // scripts/container does the same.
  /^docker compose (up -d|exec archive athlete-archive (bootstrap|status))$/,
  /^npm (ci|pack|test|start)$/,
  // Of a release.
  /^npm (version --no-git-tag-version|audit --omit=dev|sbom --omit=dev .*|publish --provenance)$/,
  /^npm install --global \.\/athlete-archive-<version>\.tgz$/,
  /^npx (vitest|biome|npm@)/,
  // test/readme-queries.test.ts runs them.
  /^sqlite3 ("file:)?data\/archive\.db/,
  new RegExp(
    String.raw`^npm install --global \./athlete-archive-${version.replaceAll('.', String.raw`\.`)}\.tgz$`,
  ),
];

/** What a saved question may be told; the example of a text is one, too. */
function parametersIn(rest: string): string[] {
  const [, name = ''] = /^ ([\w-]+)/.exec(rest) ?? [];
  const example = /^-- My .*?(?=^```)/ms.exec(readDocument('docs/sql.md'))?.[0] ?? '';
  const own = parseQuestion('my-longest-days', example, '');
  const question = [...savedQuestions('/nowhere'), own].find((each) => each.name === name);
  return (question?.parameters ?? []).map((parameter) => `--${parameter.name.replaceAll('_', '-')}`);
}

/** Why a command cannot be given like this; undefined where it can. */
function fault(line: string): string | undefined {
  const [, script] = /^npm run ([\w:-]+)/.exec(line) ?? [];
  if (script) return scripts[script] ? undefined : `package.json has no script ${script}`;
  const [, name, rest = ''] = /^(?:npx )?athlete-archive(?: ([\w-]+)(.*))?$/.exec(line) ?? [];
  if (!name) return OTHERS.some((pattern) => pattern.test(line)) ? undefined : 'nobody checks this';
  const command = commands.find((each) => each.name === name);
  if (!command) return `there is no command ${name}`;
  const known = [...command.options, ...(name === 'sql' ? parametersIn(rest) : [])];
  return found(rest, /(--[\w-]+)/g).find((option) => !known.includes(option));
}

/** The lines of the blocks for a shell, apart at `&&` and without comments. */
const linesOf = (text: string): string[] =>
  found(text, /^ *```sh\n(.*?)^ *```$/gms)
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .flatMap((line) =>
      line.startsWith('sqlite3') ? [line] : line.replace(/^sudo .* sh -c '(.*)'$/, '$1').split(' && '),
    )
    .filter(Boolean);

/** Commands in the midst of a text. */
const spansOf = (text: string): string[] =>
  found(text, /`((?:(?:npx )?athlete-archive |npm )[^`]*)`/g).filter((span) => !span.endsWith('…'));

test.each(documents)('%s gives commands that exist', (path) => {
  const text = readDocument(path);
  const lines = [...linesOf(text), ...spansOf(text).flatMap((span) => span.split(' && '))];
  expect(lines.map((line) => [line, fault(line)]).filter(([, why]) => why)).toEqual([]);
});

test('blocks and spans are found, and what is wrong in them', () => {
  expect(linesOf(readDocument('docs/running.md'))).toEqual(
    expect.arrayContaining([
      'npx athlete-archive bootstrap --no-browser',
      'npx athlete-archive verify',
      'npm pack',
    ]),
  );
  expect(spansOf(readDocument('README.md'))).toContain('npx athlete-archive sync --until-done');
  expect(fault('npx athlete-archive sync --until-dawn')).toBe('--until-dawn');
  expect(fault('npx athlete-archive sing')).toBe('there is no command sing');
  expect(fault('npm run sing')).toBe('package.json has no script sing');
  expect(fault('curl http://127.0.0.1')).toBe('nobody checks this');
});

describe("the README's table", () => {
  const rows = sectionOf('README.md', 'Commands').match(/^\| `npx .*$/gm) ?? [];

  test('has each command, and no other', () => {
    const told = rows.flatMap((row) => found(row, /^\| `npx athlete-archive ([\w-]+)/g));
    expect(told.toSorted()).toEqual(names.toSorted());
  });

  test.each(commands)('tells the options of $name, and no other', ({ name, options }) => {
    const row = rows.find((each) => each.startsWith(`| \`npx athlete-archive ${name}`)) ?? '';
    expect([...new Set(found(row, /(--[\w-]+)/g))].sort()).toEqual(options.toSorted());
  });
});

test('a daily command has a short form of npm, and no other has', () => {
  const short = names.filter((name) => scripts[name]);
  expect(short).toEqual(['bootstrap', 'start', 'sync', 'status']);
});

test('service and container start the worker as `npm start` does', () => {
  const flags = scripts.start?.split(' ').filter((word) => word.startsWith('--'));
  expect(flags).toEqual(LEAN_FLAGS);
  const [, entry = '[]'] = /^ENTRYPOINT (.*)$/m.exec(readDocument('Dockerfile')) ?? [];
  expect(JSON.parse(entry)).toEqual(['node', ...LEAN_FLAGS, '/app/dist/bin/main.js']);
});
