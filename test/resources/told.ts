import type { Db } from '../../src/sqlite/open.ts';

/**
 * What the tables must hold after an answer, worked out from the answer alone and from what the file says of its
 * columns: each value where its column can hold it, else NULL.
 */
type Json = Record<string, unknown>;

interface Column {
  name: string;
  type: string;
  isFlag: boolean;
}

/** Whether it is an object, and no list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const nameIn = (value: unknown) => (typeof value === 'string' ? value.toWellFormed() : null);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** An id as it is told in a message; in quotes it is the same. */
export function idOf(value: unknown): bigint | null {
  if (typeof value === 'string' ? !/^-?\d{1,19}$/.test(value) : typeof value !== 'bigint') {
    if (!Number.isSafeInteger(value)) return null;
  }
  const id = BigInt(value as string);
  return id === BigInt.asIntN(64, id) ? id : null;
}

/** A value as SQLite gives it back, with integers as BigInt; null where the column cannot hold it. */
function held(value: unknown, { name, type, isFlag }: Column): unknown {
  if (isFlag) return typeof value === 'boolean' ? BigInt(value) : null;
  if (type === 'TEXT') return typeof value === 'string' ? value.toWellFormed() : null;
  if (/(^|_)id$/.test(name)) return idOf(value);
  const isWhole = Number.isSafeInteger(value);
  if (isWhole && type !== 'REAL') return BigInt(value as number);
  const number = typeof value === 'bigint' ? Number(value) : value;
  return type !== 'INTEGER' && typeof number === 'number' && Number.isFinite(number) ? number + 0 : null;
}

const OURS = [
  'athlete_id',
  'activity_id',
  'fetched_at',
  'first_seen_at',
  'captured_on',
  'captured_at',
  'valid_from',
  'valid_to',
  'raw',
];

/** What was found of the columns of an archive, which are asked for with each row. */
const known = new WeakMap<Db, Map<string, Column[]>>();

function columnsOf(db: Db, table: string): Column[] {
  const tables = known.get(db) ?? new Map<string, Column[]>();
  known.set(db, tables);
  const columns = tables.get(table) ?? columnsIn(db, table);
  tables.set(table, columns);
  return columns;
}

function columnsIn(db: Db, table: string): Column[] {
  const sql = db.$client.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(table) as string;
  const columns = db.$client.prepare('SELECT name, type FROM pragma_table_info(?)').all(table) as Column[];
  return columns
    .filter(({ name }) => !OURS.includes(name))
    .map((column) => ({ ...column, isFlag: sql.includes(`CONSTRAINT "${table}_${column.name}"`) }));
}

/** Where a column has its value from, if not from the field of its name. */
function sourceOf(said: Json, name: string): unknown {
  const [, place, side] = /^(start|end)_(lat|lng)$/.exec(name) ?? [];
  if (place) {
    const pair = listOf(said[`${place}_latlng`]);
    const isPair =
      pair.length === 2 &&
      pair.every(
        (value) =>
          Number.isFinite(Number(value)) &&
          typeof value !== 'string' &&
          typeof value !== 'boolean' &&
          value !== null &&
          typeof value !== 'object',
      );
    return isPair ? pair[side === 'lat' ? 0 : 1] : null;
  }
  for (const within of ['map', 'similar_activities', 'athlete_segment_stats', 'athlete_pr_effort'])
    if (name.startsWith(`${within}_`)) return sourceOf(objectOf(said[within]), name.slice(within.length + 1));
  const value = said[name === 'is_primary' ? 'primary' : name];
  if (name === 'activity_types')
    return Array.isArray(value) && value.every((type) => typeof type === 'string')
      ? JSON.stringify(value)
      : null;
  if (typeof value !== 'string') return value;
  if (name === 'start_date_local') return value.replace(/Z$/, '');
  return name === 'timezone' ? value.replace(/^\(.*?\)\s*/, '') : value;
}

/** The row that an object must make; what is given besides counts before what was said. */
function rowFrom(db: Db, table: string, said: Json, given: Json = {}): Json {
  const entries = columnsOf(db, table).map((column) => {
    const value = column.name in given ? given[column.name] : held(sourceOf(said, column.name), column);
    return [column.name, value];
  });
  return Object.fromEntries(entries);
}

function keyIn(element: Json, key: string): unknown {
  const said = element[key];
  if (key === 'id') return idOf(said);
  if (key === 'type') return typeof said === 'string' ? said.toWellFormed() : null;
  return Number.isSafeInteger(said) ? BigInt(said as number) : null;
}

/** The objects of a list that have a key, each key as it came last. */
function keyed(list: unknown, key: string): [unknown, Json][] {
  const all = new Map<unknown, Json>();
  for (const element of listOf(list).filter(isObject)) {
    const id = keyIn(element, key);
    all.delete(id);
    if (id !== null) all.set(id, element);
  }
  return [...all];
}

type Tables = Record<string, Json[]>;

function ofDetail(db: Db, answer: Json): Tables {
  const rows = (table: string, list: unknown, key = 'id', given: Json = {}) =>
    keyed(list, key).map(([, element]) => rowFrom(db, table, element, given));
  const efforts = keyed(answer.segment_efforts, 'id').map(([, effort]) => effort);
  const segments = new Map(
    efforts.flatMap(({ segment }) => {
      const id = idOf(objectOf(segment).id);
      return id === null ? [] : [[id, rowFrom(db, 'segments', objectOf(segment))]];
    }),
  );
  const state = Number.isSafeInteger(answer.resource_state) ? BigInt(answer.resource_state as number) : 3n;
  return {
    activities: [rowFrom(db, 'activities', answer, { resource_state: state })],
    laps: rows('laps', answer.laps),
    splits: [
      ...rows('splits', answer.splits_metric, 'split', { system: 'metric' }),
      ...rows('splits', answer.splits_standard, 'split', { system: 'standard' }),
    ],
    best_efforts: rows('best_efforts', answer.best_efforts),
    segment_efforts: efforts.map((effort) =>
      rowFrom(db, 'segment_efforts', effort, { segment_id: idOf(objectOf(effort.segment).id) }),
    ),
    segments: [...segments.values()] as Json[],
  };
}

/** The things on a page by their ids; of one that is there twice, the first counts. */
export function listed(page: unknown[]): Map<bigint, Json> {
  const all = new Map<bigint, Json>();
  for (const said of page.filter(isObject)) {
    const id = idOf(said.id);
    if (id !== null && id > 0n && !all.has(id)) all.set(id, said);
  }
  return all;
}

function ofList(db: Db, page: unknown[]): Tables {
  const rows = [...listed(page).values()].map((said) => rowFrom(db, 'activities', said));
  return { activities: rows.map((row) => ({ ...row, resource_state: row.resource_state ?? 2n })) };
}

function ofRoutes(db: Db, page: unknown[]): Tables {
  const rows = [...listed(page).values()].map((said) => rowFrom(db, 'routes', said));
  return { routes: rows.map((row) => ({ ...row, resource_state: row.resource_state ?? 2n })) };
}

/** A list of which each element has a row, and all were shown. */
function ofDaily(db: Db, table: string, page: unknown[]): Tables {
  const shown = { gone_at: null, unstarred_at: null };
  return { [table]: [...listed(page).values()].map((said) => rowFrom(db, table, said, shown)) };
}

function ofStats(db: Db, answer: Json): Tables {
  const groups = ['recent', 'ytd', 'all'].flatMap((period) =>
    ['ride', 'run', 'swim'].map((sport) => ({ period, sport, said: answer[`${period}_${sport}_totals`] })),
  );
  return {
    stats_snapshots: [rowFrom(db, 'stats_snapshots', answer)],
    stats_totals: groups
      .filter(({ said }) => isObject(said))
      .map(({ said, ...given }) => rowFrom(db, 'stats_totals', objectOf(said), given)),
  };
}

/** The row of a zone; one without a bound ends at -1. */
const rowOfZone = (db: Db, table: string, { max, ...zone }: Json, given: Json): Json =>
  rowFrom(db, table, { ...zone, max: max === -1 ? null : max }, given);

function ofActivityZones(db: Db, answer: unknown[]): Tables {
  const rows = keyed(answer, 'type').flatMap(([, { distribution_buckets: buckets, ...said }]) =>
    listOf(buckets).flatMap((bucket, i): Json[] => {
      if (!isObject(bucket)) return [];
      const { min, max, time } = bucket;
      return [rowOfZone(db, 'activity_zones', { ...said, min, max, time }, { zone: BigInt(i) })];
    }),
  );
  return { activity_zones: rows };
}
/** The lists that are read daily, each with a table of its name. */
const DAILY = ['clubs', 'starred_segments'];
const ofComments = (db: Db, answer: unknown[]): Json[] =>
  keyed(answer, 'id').map(([, said]) => {
    const { firstname, lastname } = objectOf(said.athlete);
    const author = { athlete_firstname: nameIn(firstname), athlete_lastname: nameIn(lastname) };
    return rowFrom(db, 'comments', said, { ...author, removed_at: null });
  });

function ofAthleteZones(db: Db, answer: Json): Tables {
  const rows = Object.entries(answer).flatMap(([kind, about]) =>
    listOf(objectOf(about).zones).flatMap((bounds, i): Json[] => {
      if (!isObject(bounds)) return [];
      const { custom_zones } = objectOf(about);
      const { min, max } = bounds;
      return [rowOfZone(db, 'athlete_zones', { min, max, custom_zones }, { kind, zone: BigInt(i) })];
    }),
  );
  return { athlete_zones: rows };
}

/** The address under the highest number. */
function largest(urls: unknown): unknown {
  const usable = Object.entries(objectOf(urls)).filter(
    ([size, url]) =>
      /^\d+$/.test(size) && typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url),
  );
  return usable.toSorted(([a], [b]) => Number(b) - Number(a))[0]?.[1] ?? null;
}

function ofPhotos(db: Db, answer: unknown[]): Tables {
  const all = new Map<string, Json>();
  for (const said of answer.filter(isObject)) {
    const { unique_id: id } = said;
    if (typeof id !== 'string') continue;
    all.delete(id.toWellFormed());
    all.set(id.toWellFormed(), said);
  }
  const notSaid = { sha256: null, bytes: null, media_path: null, removed_at: null };
  const rows = [...all.values()].map((said) => {
    const place = { start_latlng: said.location };
    const [lat, lng] = ['start_lat', 'start_lng'].map((name) =>
      held(sourceOf(place, name), { name, type: 'REAL', isFlag: false }),
    );
    return rowFrom(db, 'photos', said, { lat, lng, url: largest(said.urls), ...notSaid });
  });
  return { photos: rows };
}

/** The rows that an answer of a resource must make in an empty archive, each without what the archive says itself. */
export function rowsOfAnswer(db: Db, resource: string, item: string, answer: unknown): Tables | undefined {
  const said = objectOf(answer);
  if (resource === 'activity') return ofDetail(db, said);
  if (resource === 'activities') return ofList(db, listOf(answer));
  if (resource === 'activity_zones') return ofActivityZones(db, listOf(answer));
  if (resource === 'routes') return ofRoutes(db, listOf(answer));
  if (resource === 'route')
    return { routes: [rowFrom(db, 'routes', said, { id: idOf(item), resource_state: 3n })] };
  if (resource === 'athlete_zones') return ofAthleteZones(db, said);
  if (resource === 'stats') return ofStats(db, said);
  if (resource === 'segment')
    return { segments: [rowFrom(db, 'segments', said, { id: idOf(item), resource_state: 3n })] };
  if (DAILY.includes(resource)) return ofDaily(db, resource, listOf(answer));
  if (resource === 'kudos') {
    const names = listOf(answer).filter(isObject);
    return { kudos: names.map((said, n) => rowFrom(db, 'kudos', said, { position: BigInt(n) })) };
  }
  if (resource === 'comments') return { comments: ofComments(db, listOf(answer)) };
  if (resource === 'photos') return ofPhotos(db, listOf(answer));
  const tables = { athlete: ['athletes', 'athlete_snapshots'], gear: ['gear', 'gear_snapshots'] }[resource];
  // Held as they are: an id in quotes is the same.
  const given = { id: resource === 'gear' ? item : idOf(item), gone_at: null };
  return tables && Object.fromEntries(tables.map((table) => [table, [rowFrom(db, table, said, given)]]));
}

/** What the tables hold, in the same words. */
export function rowsInFile(db: Db, table: string): Json[] {
  const names = columnsOf(db, table).map(({ name }) => `"${name}"`);
  return db.$client.prepare(`SELECT ${names} FROM ${table}`).safeIntegers().all() as Json[];
}
