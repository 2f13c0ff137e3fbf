import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Points } from './points.ts';

/** What is known of an activity, as far as anything is derived from it. */
export interface Source {
  /** When Strava gave the recording (UTC instant); undefined when there is none. */
  streamsAt: string | undefined;
  /** Its points; asked for only where something is derived from them. */
  points(): Points;
  /** Whether its watts were measured: Strava's estimates are none. */
  isMeasured: boolean;
  /** Whether its speed is told as a pace. */
  isPaced: boolean;
  /** The best of its lines, where there is no recording, and the column that it is from. */
  line: { column: string; text: string } | undefined;
}

/** The values of a row in the order of its table, between `activity_id` and `athlete_id`. */
export type DerivedRow = readonly unknown[];

/**
 * Something that is condensed from the points of an activity, once, since no query can do it for all of them in time.
 * Adding one is a file like `tiles.ts` beside this one and a line in `index.ts`.
 */
export interface Derivation {
  /** Its name in `derivations`. */
  name: string;
  /** Of the algorithm: what an older one has made is made again. */
  version: number;
  /** Its rows: `activity_id` first, `athlete_id` last. */
  table: SQLiteTable;
  /** Names what it is made of: with another name, it is made again. Undefined when there is nothing to make it of. */
  madeOf(source: Source): string | undefined;
  /** Makes the rows, from nothing but the source. */
  derive(source: Source): Iterable<DerivedRow>;
}

/** The name of what is made of a recording alone. */
export const ofStreams = ({ streamsAt }: Source): string | undefined => streamsAt && `streams ${streamsAt}`;
