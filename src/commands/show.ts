import { openStores, type Stores } from '../app.ts';
import { readDocument } from '../archive/documents.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { toJson } from '../json.ts';
import { readStreams } from '../streams/store.ts';
import { type CommandContext, tellArchive } from './context.ts';

function find({ archive }: Stores, kind: string, item: string): string | undefined {
  if (kind === 'streams') {
    const streams = readStreams(archive, Number(item));
    return streams && toJson(streams);
  }
  return readDocument(archive, kind, item)?.text;
}

/** Prints the newest answer of Strava's about one thing, as JSON. @returns the exit code. */
export async function show(context: CommandContext, kind: string, item: string): Promise<number> {
  const config = loadConfig(context.environment, { app: 'optional' });
  // Beside the answer, which is JSON for the next program.
  tellArchive(context.terminal.note, config);
  using stores = openStores(config.dataDir);
  const text = find(stores, kind, item);
  if (text === undefined) {
    throw new Failure(
      'usage',
      `The archive holds no ${kind} ${item}.`,
      'Kinds are activity, activity_summary, gear and streams; the table coverage says what is missing and why.',
    );
  }
  context.terminal.say(text);
  return 0;
}
