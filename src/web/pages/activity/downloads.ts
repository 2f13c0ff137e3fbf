import { pointsOf } from '../../../export/points.ts';
import { relationOf } from '../../../export/relation.ts';
import { rowsOf } from '../../../export/rows.ts';
import { csvRows, jsonRows } from '../../../export/text-rows.ts';
import { inPieces, type TrackFile } from '../../../export/tracks/format.ts';
import { gpxFile } from '../../../export/tracks/gpx.ts';
import { recordingReader } from '../../../export/tracks/recorded.ts';
import { tcxFile } from '../../../export/tracks/tcx.ts';
import type { Reader } from '../../../sqlite/read.ts';
import { streamPoints } from '../../../streams/view.ts';
import type { Part } from '../../page.ts';
import { type ActivityRow, activityOf } from '../../queries/activity.ts';
import { asFile } from '../../text-file.ts';

/** A file of an activity, in pieces; undefined where it has nothing to hold. */
type Write = (archive: Reader, activity: ActivityRow) => Iterable<string> | undefined;

function* wholeFile({ head, tail }: TrackFile, pieces: Iterable<string>): Generator<string> {
  yield head;
  yield* pieces;
  yield tail;
}

const track =
  (open: () => TrackFile): Write =>
  (archive, { id, points }) => {
    const file = open();
    const recorded = points ? recordingReader(archive)(BigInt(id)) : undefined;
    if (!recorded || file.lacks(recorded) !== undefined) return undefined;
    return wholeFile(file, file.pieces(recorded));
  };

function* csv(archive: Reader, id: bigint): Generator<string> {
  const names = Object.keys(streamPoints.columns);
  const { head, row } = csvRows({ columns: names.map((name) => ({ name, declared: '' })) });
  yield head;
  yield* inPieces(pointsOf(archive, [id]), row);
}

/** What hangs on an activity, by table. */
const PARTS = [
  ...['laps', 'splits', 'best_efforts', 'segment_efforts', 'activity_zones'],
  ...['photos', 'comments', 'kudos', 'activity_changes'],
];

function* json(archive: Reader, id: bigint): Generator<string> {
  const of = (table: string, key: string) => {
    const relation = relationOf(archive, table);
    const { row } = jsonRows(relation);
    const rows = [...rowsOf(archive, relation, { sql: `${key} = ?`, values: [id] })];
    return rows.map((values) => row(values).trimEnd());
  };
  yield `{"activity":${of('activities', 'id')[0] ?? 'null'}`;
  for (const table of PARTS) yield `,\n"${table}":[${of(table, 'activity_id').join(',\n')}]`;
  yield '}\n';
}

const FILES: Record<string, { type: string; write: Write }> = {
  gpx: { type: 'application/gpx+xml', write: track(() => gpxFile(false)) },
  tcx: { type: 'application/vnd.garmin.tcx+xml', write: track(tcxFile) },
  csv: {
    type: 'text/csv; charset=utf-8',
    write: (archive, { id, points }) => (points ? csv(archive, BigInt(id)) : undefined),
  },
  json: { type: 'application/json; charset=utf-8', write: (archive, { id }) => json(archive, BigInt(id)) },
};

/** `2026-11-24-12345678901`: in the order of time, and fit for every disk. */
const nameOf = ({ id, start_date_local }: ActivityRow) =>
  `${/^\d{4}-\d\d-\d\d/.exec(start_date_local ?? '')?.[0] ?? 'undated'}-${id}`;

/** An activity as a file, by the suffix of its address: the recording, the points, or all but the points. */
export const downloads: readonly Part[] = Object.entries(FILES).map(([suffix, { type, write }]) => ({
  path: `/activities/:file{[0-9]{1,19}\\.${suffix}}`,
  answer({ reading, archive, viewer, params }) {
    const found = activityOf(reading, viewer.id, (params.file ?? '').slice(0, -suffix.length - 1));
    const pieces = found && write(archive, found);
    if (!found || !pieces) return undefined;
    return asFile(`${nameOf(found)}.${suffix}`, type, pieces);
  },
}));
