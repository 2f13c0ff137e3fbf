/** What of a table is found by its words: the columns that they come from. */
export interface Source {
  /** What `search` calls it. */
  kind: string;
  table: string;
  /** The column with Strava's id of it. */
  item: string;
  /** Whether each athlete has an own row of it. */
  perAthlete?: boolean;
  /** The one with the activity that it hangs on, where it hangs on one. */
  activity?: string;
  /** What it is called, or who wrote it. */
  name?: readonly string[];
  /** What is written in it. */
  text?: readonly string[];
  /** What only the athlete sees of it at Strava. */
  private_note?: readonly string[];
}

/** Everything that `search` finds. */
export const SOURCES: readonly Source[] = [
  {
    ...{ kind: 'activity', table: 'activities', item: 'id', activity: 'id' },
    ...{ name: ['name'], text: ['description'], private_note: ['private_note'] },
  },
  {
    ...{ kind: 'comment', table: 'comments', item: 'id', activity: 'activity_id' },
    ...{ name: ['athlete_firstname', 'athlete_lastname'], text: ['text'] },
  },
  { kind: 'photo', table: 'photos', item: 'unique_id', activity: 'activity_id', text: ['caption'] },
  {
    ...{ kind: 'gear', table: 'gear', item: 'id' },
    ...{ name: ['name', 'nickname'], text: ['brand_name', 'model_name', 'description'] },
  },
  { kind: 'segment', table: 'segments', item: 'id', perAthlete: true, name: ['name'] },
  { kind: 'starred_segment', table: 'starred_segments', item: 'id', perAthlete: true, name: ['name'] },
  { kind: 'route', table: 'routes', item: 'id', perAthlete: true, name: ['name'], text: ['description'] },
  { kind: 'club', table: 'clubs', item: 'id', perAthlete: true, name: ['name'] },
];

/** The columns of a row of texts, in order, without its number. */
export const COLUMNS = ['kind', 'item', 'activity_id', 'athlete_id', 'name', 'text', 'private_note'];

/** Of them, those whose words are found. */
export const WORDS = ['name', 'text', 'private_note'] as const;

// Not by concat_ws, which SQLite knows from 3.44 on only: whoever deletes in a shell runs this too.
function joined(columns: readonly string[], row: string): string {
  const [first, ...others] = columns.map((column) => `${row}.${column}`);
  if (first === undefined) return 'NULL';
  if (others.length === 0) return first;
  const words = [first, ...others].map((value) => `coalesce(' ' || ${value}, '')`);
  return `nullif(ltrim(${words.join(' || ')}), '')`;
}

/** The columns by which a thing is known, and those whose words are found: when one of them changes, its texts do. */
export const watched = ({
  item,
  activity = item,
  name = [],
  text = [],
  private_note = [],
}: Source): string[] => [...new Set([item, activity, 'athlete_id', ...name, ...text, ...private_note])];

/** The query for the texts of a thing: {@link COLUMNS}, and no row where there is no text. @param row its name in SQL. */
export function textsOf(source: Source, row: string, from = ''): string {
  const words = WORDS.map((column) => joined(source[column] ?? [], row));
  const activity = source.activity ? `${row}.${source.activity}` : 'NULL';
  const known = [`'${source.kind}'`, `CAST(${row}.${source.item} AS TEXT)`, activity, `${row}.athlete_id`];
  return `SELECT ${[...known, ...words].join(', ')}${from} WHERE coalesce(${words.join(', ')}) IS NOT NULL`;
}
