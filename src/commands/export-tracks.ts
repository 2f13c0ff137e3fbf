import { extname, join, resolve } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { Failure } from '../errors.ts';
import { chosenActivities } from '../export/choice.ts';
import { PartFile } from '../export/sink.ts';
import type { TrackFile } from '../export/tracks/format.ts';
import { geojsonFile } from '../export/tracks/geojson.ts';
import { gpxFile } from '../export/tracks/gpx.ts';
import { type Recorded, recordingReader } from '../export/tracks/recorded.ts';
import { tcxFile } from '../export/tracks/tcx.ts';
import { counted } from '../words.ts';
import type { Exporting } from './export.ts';
import { filterOf, formatOf, TRACK_FORMATS } from './export-options.ts';
import { goesOut, type Target, targetOf } from './export-target.ts';

type Format = keyof typeof TRACK_FORMATS;

/** A new file of the format. @throws {Failure} `usage` for a service that is not known, or needs nothing of its own. */
function fileMaker(format: Format, service: string | undefined): () => TrackFile {
  if (service !== undefined && service !== 'strava')
    throw new Failure('usage', `There is no --for ${service}.`, 'The only one is --for strava.');
  if (service !== undefined && format !== 'gpx')
    throw new Failure('usage', '--for strava is about GPX.', 'Leave it out: Strava reads TCX as it is.');
  if (format === 'gpx') return () => gpxFile(service === 'strava');
  return format === 'tcx' ? tcxFile : geojsonFile;
}

/** `2026-11-24-0730-12345678901.gpx`: in the order of time, the same again, and fit for every disk. */
function nameOf({ activity }: Recorded, format: Format): string {
  const [, day, hour, minute] =
    /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(activity.start_date_local ?? '') ?? [];
  return `${day ? `${day}-${hour}${minute}` : 'undated'}-${activity.id}.${format}`;
}

/** Where recordings go. */
interface Tracks extends Disposable {
  add(recorded: Recorded): void | Promise<void>;
  /** @returns where everything is, in words. */
  finish(): Promise<string>;
}

/** A file each. One that says the same as before is left alone. */
function inFolder(folder: string, format: Format, open: () => TrackFile): Tracks {
  const counts = { written: 0, same: 0 };
  return {
    add(recorded) {
      const { head, tail, pieces } = open();
      using part = new PartFile(join(folder, nameOf(recorded, format)));
      part.write(head);
      for (const piece of pieces(recorded)) part.write(piece);
      part.write(tail);
      counts[part.finish() ? 'written' : 'same'] += 1;
    },
    finish: async () => `to ${folder}: ${counts.written} new or changed, ${counts.same} as before`,
    [Symbol.dispose]: () => {},
  };
}

/** All in one. */
function inOneFile(target: Target, { head, between, tail, pieces }: TrackFile): Tracks {
  let before = head;
  return {
    async add(recorded) {
      const sink = target.open();
      await sink.write(before);
      before = between;
      for (const piece of pieces(recorded)) await sink.write(piece);
    },
    async finish() {
      await target.open().write(tail);
      return target.finish();
    },
    [Symbol.dispose]: () => target[Symbol.dispose](),
  };
}

function tracksFor({ terminal, options }: Exporting, format: Format): Tracks {
  const { to, oneFile = false } = options;
  const open = fileMaker(format, options.for);
  const isOne = oneFile || goesOut(to) || TRACK_FORMATS[format].includes(extname(to as string).toLowerCase());
  return isOne
    ? inOneFile(targetOf(terminal, options), open())
    : inFolder(resolve(to as string), format, open);
}

/** Exports what was recorded of activities, a file each or all in one. @returns the exit code. */
export async function exportTracks(exporting: Exporting): Promise<number> {
  const { archive, note, options, bar, signal } = exporting;
  const format = formatOf(TRACK_FORMATS, options);
  using tracks = tracksFor(exporting, format);
  const { lacks } = fileMaker(format, options.for)();
  const ids = await chosenActivities(archive, filterOf(options), signal);
  const read = recordingReader(archive);
  const left = new Map<string, number>();
  let count = 0;
  let pointless = 0;
  for (const [i, id] of ids.entries()) {
    // A signal to stop is heard only between two turns.
    await breath();
    signal.throwIfAborted();
    bar.show(() => ({ resource: format, done: i, total: ids.length, left: '' }));
    const recorded = read(id);
    const isDeleted = recorded.activity.deleted_at !== null && !options.deleted;
    const why = isDeleted ? 'deleted at Strava (--deleted has them, too)' : lacks(recorded);
    if (why === undefined) {
      await tracks.add(recorded);
      count += 1;
      if (recorded.points.length === 0) pointless += 1;
    } else left.set(why, (left.get(why) ?? 0) + 1);
  }
  for (const [why, many] of left) note(`Not among them: ${counted(many, 'activity')} ${why}.`);
  if (pointless > 0)
    note(`Of ${counted(pointless, 'activity')} there are no points: entered by hand, or not archived yet.`);
  if (count === 0) note('Nothing to export: no activity is left, so no file was made.');
  else note(`Exported ${counted(count, 'activity')} as ${format} ${await tracks.finish()}.`);
  return 0;
}
