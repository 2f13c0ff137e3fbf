import { readDocument } from '../archive/documents.ts';
import { readArchive } from '../archive/open.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { resources, shownKinds } from '../resources/index.ts';
import type { Reader } from '../sqlite/read.ts';
import { listed } from '../terminal/words.ts';
import { type CommandContext, tellArchive } from './context.ts';

function find(archive: Reader, kind: string, item: string): string | undefined {
  const own = resources.find(({ kinds: [first] = [] }) => first === kind)?.show;
  return own ? own(archive, item) : readDocument(archive, kind, item)?.text;
}

/** Prints the newest answer of Strava's about one thing, as JSON. @returns the exit code. */
export async function show(context: CommandContext, kind: string, item: string): Promise<number> {
  const config = loadConfig(context.environment, { app: 'optional' });
  // Beside the answer, which is JSON for the next program.
  tellArchive(context.terminal.note, config);
  using archive = readArchive(config.dataDir);
  if (!archive) {
    context.terminal.note('There is no archive yet, so there is nothing to show.');
    return 0;
  }
  const text = find(archive, kind, item);
  if (text === undefined) {
    throw new Failure(
      'usage',
      `The archive holds no ${kind} ${item}.`,
      `Kinds are ${listed(shownKinds)}; the table coverage says what is missing and why.`,
    );
  }
  context.terminal.say(text);
  return 0;
}
