import { nearest } from '../ask/nearest.ts';
import { Failure } from '../errors.ts';
import { IS_OURS } from '../sqlite/own-tables.ts';
import type { Reader } from '../sqlite/read.ts';

/** A column as SQLite declares it; a column of a view often has no type. */
export interface Column {
  name: string;
  declared: string;
}

/** A table or view. */
export interface Relation {
  name: string;
  type: 'table' | 'view';
  columns: readonly Column[];
  /** The columns of the primary key, by which the rows of a table are in order. */
  key: readonly string[];
}

/** A name as SQL quotes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Whether a column holds ids, of which some have 19 digits: more than a program that takes them for floats can hold. */
export const isId = (name: string): boolean => name === 'id' || name.endsWith('_id');

/** The whole numbers that a double holds, to stand behind `BETWEEN`. */
export const DOUBLE_HOLDS = '-9007199254740992 AND 9007199254740992';

/** All tables and views, by name. */
export function relations({ $client }: Reader): Pick<Relation, 'name' | 'type'>[] {
  const select = `SELECT name, type FROM pragma_table_list WHERE ${IS_OURS} AND type IN ('table', 'view') ORDER BY name`;
  return $client.prepare(select).all() as Pick<Relation, 'name' | 'type'>[];
}

interface Info {
  name: string;
  type: string;
  pk: number;
}

function described({ $client }: Reader, { name, type }: Pick<Relation, 'name' | 'type'>): Relation {
  const infos = $client.prepare('SELECT name, type, pk FROM pragma_table_info(?)').all(name) as Info[];
  const key = infos.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    name,
    type,
    columns: infos.map((info) => ({ name: info.name, declared: info.type.toUpperCase() })),
    key: key.map((info) => info.name),
  };
}

/** A table or view by its name. @throws {Failure} `usage` where there is none, with the name that was probably meant. */
export function relationOf(archive: Reader, name: string): Relation {
  const all = relations(archive);
  const found = all.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (found) return described(archive, found);
  const meant = nearest(name, [...all.map((each) => each.name), 'tracks', 'dataset']);
  throw new Failure(
    'usage',
    `The archive has no table or view ${name}.`,
    meant === undefined ? 'docs/data-dictionary.md has all of them.' : `Did you mean ${meant}?`,
  );
}
