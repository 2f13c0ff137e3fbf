import type { Db } from '../sqlite/open.ts';
import { STREAM_FIELDS } from '../streams/codec.ts';
import { readStreams } from '../streams/store.ts';
import { askAgain, type Check, type Finding, findingsOf, rowsOf } from './finding.ts';

const POINTS = `SELECT s.activity_id AS id, s.points, coalesce(sum(b.points), 0) AS found
  FROM activity_streams s LEFT JOIN stream_blocks b USING (activity_id)
  GROUP BY s.activity_id HAVING s.points <> found`;
// A field of a block is a character a point, or not stored so.
const isShort = STREAM_FIELDS.map(({ name }) => `length("${name}") NOT IN (0, points)`).join(' OR ');
const SHORT = `SELECT DISTINCT activity_id AS id FROM stream_blocks WHERE ${isShort}`;
const ALL = 'SELECT activity_id AS id, points, types FROM activity_streams';

type Row = { id: number; points: number; found: number };

const mendOf = (id: number) => `Have it asked for again: ${askAgain('streams', String(id))}`;

/** That each recording has as many points as Strava gave. */
export const pointsCheck: Check = {
  name: 'points of the recordings',
  run({ copy }) {
    const things = rowsOf<Row>(copy, ALL).length;
    const findings = findingsOf(rowsOf<Row>(copy, POINTS), ({ id, points, found }): Finding => {
      return { what: `The recording of ${id} has ${found} points of ${points}.`, mend: mendOf(id) };
    });
    const short = findingsOf(rowsOf<Row>(copy, SHORT), ({ id }): Finding => {
      return { what: `Points of the recording of ${id} are cut off.`, mend: mendOf(id) };
    });
    return { things, findings: [...findings, ...short] };
  },
};

const isValue = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length === 2 && value.every(isValue)
    : value === null || Number.isFinite(value) || typeof value === 'bigint' || typeof value === 'boolean';

/** Whether a recording gives as many values of each stream as it has points. */
function isReadable(db: Db, { id, points, types }: Row & { types: string }): boolean {
  try {
    const streams = Object.values(readStreams(db, id) ?? {}) as { data: unknown[] }[];
    const wanted = types === '' ? 0 : types.split(' ').length;
    return (
      streams.length === wanted && streams.every(({ data }) => data.length === points && data.every(isValue))
    );
  } catch {
    return false;
  }
}

/** That each point can be read. */
export const decodeCheck: Check = {
  name: 'every point decoded',
  deep: true,
  run({ copy, onProgress }) {
    const rows = rowsOf<Row & { types: string }>(copy, ALL);
    const broken = rows.filter((row, i) => {
      onProgress(i + 1, rows.length);
      return !isReadable(copy, row);
    });
    const findings = findingsOf(broken, ({ id }): Finding => {
      return { what: `The recording of ${id} cannot be read.`, mend: mendOf(id) };
    });
    return { things: rows.reduce((sum, { points }) => sum + points, 0), findings };
  },
};

const VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name";

/** That each view gives its rows. */
export const viewsCheck: Check = {
  name: 'every view run',
  deep: true,
  run({ copy, onProgress }) {
    const findings: Finding[] = [];
    const views = rowsOf<{ name: string }>(copy, VIEWS);
    for (const [i, { name }] of views.entries()) {
      try {
        for (const _row of copy.$client.prepare(`SELECT * FROM "${name}"`).raw().iterate());
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        findings.push({ what: `The view ${name} cannot be read (${why}).`, mend: 'Please report this.' });
      }
      onProgress(i + 1, views.length);
    }
    return { things: views.length, findings };
  },
};
