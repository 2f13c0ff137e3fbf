import { readDocument } from '../archive/documents.ts';
import { readArchive } from '../archive/open.ts';
import { inWords } from '../clock.ts';
import { type Config, loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { changesOf } from '../resources/activity/changes.ts';
import { resources, shownKinds } from '../resources/index.ts';
import type { Reader } from '../sqlite/read.ts';
import { listed } from '../words.ts';
import { type CommandContext, tellArchive } from './context.ts';

function find(archive: Reader, kind: string, item: string): string | undefined {
  const own = resources.find(({ kinds: [first] = [] }) => first === kind)?.show;
  return own ? own(archive, item) : readDocument(archive, kind, item)?.text;
}

const told = (value: unknown) => (value === null ? 'nothing' : JSON.stringify(value));

/** What changed in an activity, one day after the other. */
function historyText(changes: ReturnType<typeof changesOf>, config: Config): string[] {
  const lines: string[] = [];
  let seen = '';
  for (const { seen_at, field, before, after } of changes) {
    if (seen_at !== seen) lines.push(inWords(Date.parse(seen_at), config.zone));
    seen = seen_at;
    lines.push(`  ${field}: ${told(before)} → ${told(after)}`);
  }
  return lines;
}

/** Prints what changed in an activity at Strava since it was archived. */
function showHistory(
  { terminal }: CommandContext,
  archive: Reader,
  config: Config,
  id: string,
  json: boolean,
) {
  if (readDocument(archive, 'activity_summary', id) === undefined && !readDocument(archive, 'activity', id))
    throw new Failure('usage', `The archive holds no activity ${id}.`, 'The table activities has their ids.');
  const changes = changesOf(archive, id);
  if (json) terminal.say(JSON.stringify(changes, null, 2));
  else if (changes.length === 0) terminal.say('Nothing has changed at Strava since it was archived.');
  else for (const line of historyText(changes, config)) terminal.say(line);
}

/** How something is shown. */
interface ShowOptions {
  history: boolean;
  json: boolean;
}

/**
 * Prints the newest answer of Strava's about one thing, as JSON, or what changed in an activity.
 * @returns the exit code.
 */
export async function show(
  context: CommandContext,
  kind: string,
  item: string,
  { history, json }: ShowOptions = { history: false, json: false },
): Promise<number> {
  const config = loadConfig(context.environment, { app: 'optional' });
  // Beside the answer, which is JSON for the next program.
  tellArchive(context.terminal.note, config);
  using archive = readArchive(config.dataDir);
  if (!archive) {
    context.terminal.note('There is no archive yet, so there is nothing to show.');
    return 0;
  }
  if (history) {
    if (kind !== 'activity')
      throw new Failure('usage', `There is no history of ${kind}.`, 'Only an activity has one.');
    showHistory(context, archive, config, item, json);
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
