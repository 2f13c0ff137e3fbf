/** Ways to store streams, each under the same view `stream_points`. */
import { deflateSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { drizzleOver } from '../../src/sqlite/drizzle.ts';
import { encodeStreams, type StreamsAnswer } from '../../src/streams/answer.ts';
import { STREAM_FIELDS, type StreamField } from '../../src/streams/codec.ts';
import { writeStreams } from '../../src/streams/store.ts';
import { createStreamSchema } from './stream-schema.ts';

type Series = readonly (number | null)[];
export type Fields = Readonly<Record<StreamField, Series>>;

export interface Variant {
  readonly name: string;
  create(db: Database): void;
  /** Stores one activity; the caller opens and closes the transaction. */
  write(db: Database, activityId: number, answer: StreamsAnswer): void;
  /** Cannot be read in SQL. */
  readonly closed?: true;
}

const NAMES = STREAM_FIELDS.map(({ name }) => name);
const SLOPES: readonly StreamField[] = ['time', 'distance', 'lat', 'lng'];
const MARKS = NAMES.map(() => '?').join(', ');
// The scales of the simulator's values; a real archive would need a table of them.
const SCALES: Partial<Record<StreamField, string>> = {
  distance: '10.0',
  lat: '1000000.0',
  lng: '1000000.0',
  altitude: '10.0',
  velocity_smooth: '1000.0',
  grade_smooth: '10.0',
};
const divided = (sql: string, name: StreamField) => (SCALES[name] ? `${sql} / ${SCALES[name]}` : sql);

/** An answer as one series a field. */
export function fieldsOf(answer: StreamsAnswer): Fields {
  const data = (stream: string) => (answer[stream] as { data: unknown[] }).data;
  const entries = STREAM_FIELDS.map(({ name, stream }) => {
    if (name === 'lat') return [name, data(stream).map((pair) => (pair as number[])[0])];
    if (name === 'lng') return [name, data(stream).map((pair) => (pair as number[])[1])];
    return [name, name === 'moving' ? data(stream).map(Number) : data(stream)];
  });
  return Object.fromEntries(entries);
}

const scaled = (fields: Fields, name: StreamField): Series =>
  fields[name].map((value) => value && Math.round(value * Number(SCALES[name] ?? 1)));

function deltas(series: Series): Series {
  let last = 0;
  return series.map((value) => {
    if (value === null) return null;
    const delta = value - last;
    last = value;
    return delta;
  });
}

function table(fields: Fields, asDelta: readonly StreamField[]): Series[] {
  const columns = NAMES.map((name) => {
    const series = scaled(fields, name);
    return asDelta.includes(name) ? deltas(series) : series;
  });
  return fields.time.map((_, point) => columns.map((series) => series[point] ?? null));
}

const summed = (sql: string) => `CASE WHEN ${sql} IS NOT NULL THEN sum(${sql}) OVER w END`;
const INTEGERS = NAMES.map((name) => `${name} INTEGER`).join(', ');
const grouped = NAMES.map(
  (name) => `max(CASE stream WHEN '${name}' THEN ${divided('v', name)} END) AS ${name}`,
);

/** A row a point, keyed by activity << 20 + point. */
function rows(name: string, asDelta: readonly StreamField[]): Variant {
  const columns = NAMES.map(
    (field) => `${divided(asDelta.includes(field) ? summed(`d.${field}`) : `d.${field}`, field)} AS ${field}`,
  );
  const window = asDelta.length > 0 ? 'WINDOW w AS (PARTITION BY s.activity_id ORDER BY d.id)' : '';
  return {
    name,
    create: (db) =>
      db.exec(`CREATE TABLE s (activity_id INTEGER PRIMARY KEY, number INTEGER) STRICT;
        CREATE TABLE d (id INTEGER PRIMARY KEY, ${INTEGERS}) STRICT;
        CREATE VIEW stream_points AS SELECT s.activity_id, d.id & 1048575 AS point, ${columns}
        FROM s JOIN d ON d.id BETWEEN s.number << 20 AND (s.number << 20) + 1048575 ${window}`),
    write(db, activityId, answer) {
      const { lastInsertRowid } = db
        .prepare('INSERT INTO s VALUES (?, (SELECT count(*) FROM s))')
        .run(activityId);
      const number = Number(db.prepare('SELECT number FROM s WHERE rowid = ?').pluck().get(lastInsertRowid));
      const insert = db.prepare(`INSERT INTO d VALUES (?, ${MARKS})`);
      table(fieldsOf(answer), asDelta).forEach((row, point) => {
        insert.run(number * 2 ** 20 + point, ...row);
      });
    },
  };
}

const rowsWithoutRowid: Variant = {
  name: 'row a point, scaled integers, WITHOUT ROWID',
  create: (db) =>
    db.exec(`CREATE TABLE d (activity_id INTEGER, point INTEGER, ${INTEGERS}, PRIMARY KEY (activity_id, point))
      STRICT, WITHOUT ROWID;
      CREATE VIEW stream_points AS SELECT activity_id, point, ${NAMES.map((n) => `${divided(n, n)} AS ${n}`)} FROM d`),
  write(db, activityId, answer) {
    const insert = db.prepare(`INSERT INTO d VALUES (?, ?, ${MARKS})`);
    table(fieldsOf(answer), []).forEach((row, point) => {
      insert.run(activityId, point, ...row);
    });
  },
};

/** A JSON array a field: of the values themselves, or of differences of scaled integers. */
function jsonPerField(name: string, isDelta: boolean): Variant {
  const value = isDelta ? 'sum(j.value) OVER (PARTITION BY activity_id, stream ORDER BY j.key)' : 'j.value';
  const columns = isDelta
    ? grouped
    : NAMES.map((field) => `max(CASE stream WHEN '${field}' THEN v END) AS ${field}`);
  return {
    name,
    create: (db) =>
      db.exec(`CREATE TABLE d (activity_id INTEGER, stream TEXT, data TEXT, PRIMARY KEY (activity_id, stream)) STRICT;
        CREATE VIEW stream_points AS SELECT activity_id, point, ${columns} FROM
          (SELECT activity_id, stream, j.key AS point, ${value} AS v FROM d, json_each(data) j)
        GROUP BY activity_id, point`),
    write(db, activityId, answer) {
      const fields = fieldsOf(answer);
      const insert = db.prepare('INSERT INTO d VALUES (?, ?, ?)');
      for (const field of NAMES) {
        const series = isDelta ? deltas(scaled(fields, field)) : fields[field];
        insert.run(activityId, field, JSON.stringify(series));
      }
    },
  };
}

const jsonOfRows: Variant = {
  name: 'one JSON array of delta rows an activity',
  create: (db) =>
    db.exec(`CREATE TABLE d (activity_id INTEGER PRIMARY KEY, data TEXT) STRICT;
      CREATE VIEW stream_points AS SELECT activity_id, point, ${NAMES.map((n) => `${divided(summed(n), n)} AS ${n}`)}
      FROM (SELECT activity_id, j.key AS point,
        ${NAMES.map((n, i) => `json_extract(j.value, '$[${i}]') AS ${n}`)} FROM d, json_each(data) j)
      WINDOW w AS (PARTITION BY activity_id ORDER BY point)`),
  write: (db, activityId, answer) =>
    void db
      .prepare('INSERT INTO d VALUES (?, ?)')
      .run(activityId, JSON.stringify(table(fieldsOf(answer), NAMES))),
};

const blocks: Variant = {
  name: 'blocks of points as characters (chosen)',
  create: createStreamSchema,
  write(db, activityId, answer) {
    const of = { activityId, athleteId: 1, fetchedAt: '2026-11-24T10:00:00Z' };
    writeStreams(drizzleOver(db), of, encodeStreams(answer));
  },
};

const packed: Variant = {
  name: 'packed differences + deflate (closed to SQL)',
  closed: true,
  create: (db) => db.exec('CREATE TABLE d (activity_id INTEGER PRIMARY KEY, data BLOB) STRICT'),
  write(db, activityId, answer) {
    const fields = fieldsOf(answer);
    const bytes = NAMES.flatMap((name) => deltas(scaled(fields, name)).flatMap((d) => varint(d ?? 0)));
    db.prepare('INSERT INTO d VALUES (?, ?)').run(activityId, deflateSync(Buffer.from(bytes)));
  },
};

function varint(value: number): number[] {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  const bytes = [];
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

export const VARIANTS: readonly Variant[] = [
  jsonPerField('JSON array a type', false),
  rowsWithoutRowid,
  rows('row a point, scaled integers, rowid', []),
  rows('row a point, differences of some, rowid', SLOPES),
  rows('row a point, differences, rowid', NAMES),
  jsonPerField('differences as JSON text a type', true),
  jsonOfRows,
  blocks,
  packed,
];
