import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('.', import.meta.url).href;
const PLACE = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/;

const maps = new Map<string, SourceMap | undefined>();

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    try {
      maps.set(file, new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(file)}.map`, 'utf8'))));
    } catch {
      // Compiled file by file it needs none.
      maps.set(file, undefined);
    }
  }
  return maps.get(file);
}

function sourcePlace(place: string, file: string, line: string, column: string): string {
  if (!file.startsWith(FOLDER)) return place;
  const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1) as
    | Partial<SourceMapping>
    | undefined;
  if (entry?.originalSource === undefined) return place;
  const { originalSource, originalLine = 0, originalColumn = 0 } = entry;
  return `${new URL(originalSource, file).href}:${originalLine + 1}:${originalColumn + 1}`;
}

/**
 * Lets stack traces name the files of the source instead of those of the bundle (docs/decisions/0012). A map is read when
 * a trace is: node's own `--enable-source-maps` reads all of them at each start, which costs more than `--help`.
 */
export function nameSources(): void {
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map((site) => `    at ${String(site).replace(PLACE, sourcePlace)}`)].join('\n');
}
