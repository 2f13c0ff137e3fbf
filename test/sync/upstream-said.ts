/** What Strava has said so far, to tell whether an archive says anything else. */
import { expect } from 'vitest';
import type { ActivityDetail, ActivitySummary, StreamSet, Truth } from '../simulator/index.ts';
import { expectPoints } from './history-points.ts';
import { type Archive, asRow, columnsOf, type Row, storedRows } from './truth-rows.ts';
import { ROWS, zonesOf } from './truth-tables.ts';

/** Rows that may be made of several answers, and keep what an earlier one said: each cell is looked at by itself. */
const CELLS = ['activities', 'comments', 'photos', 'gear', 'routes', 'clubs', 'starred_segments', 'segments'];
/** What no answer says in so many words. */
const OURS = ['athlete_id', 'resource_state', 'sha256', 'bytes', 'media_path'];
const MARKS = ['gone_at', 'removed_at', 'unstarred_at', 'deleted_at'];
/** Rows of which an answer says all that there are for an activity. */
const PARTS = ['laps', 'splits', 'best_efforts', 'segment_efforts'];
const WHOLES = [...PARTS, 'activity_zones', 'kudos'];

const SHOWN = 10;

type Said = Map<string, Set<unknown>>;

function add(said: Said, place: string, value: unknown): void {
  said.set(place, (said.get(place) ?? new Set()).add(value));
}

/** Rows as one text, whatever their order. */
const textOf = (rows: Row[]) =>
  rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');

/** All that an athlete's Strava has said, and what of it an archive may say. */
export class Spoken {
  readonly #archive: () => Archive;
  readonly #cells: Said = new Map();
  readonly #wholes: Said = new Map();
  readonly #recordings = new Map<number, StreamSet[]>();
  /** The recordings that were compared, by when they were fetched. */
  readonly #compared = new Map<number, string>();

  readonly #gear = new Set<string>();
  /** Rows that were looked at. */
  readonly #fine = new Set<string>();

  constructor(archive: () => Archive) {
    this.#archive = archive;
  }

  /** Notes what an athlete's things are. */
  hearAll(truth: Truth): void {
    for (const summary of truth.summaries()) this.hear(truth, summary);
    this.hearLists(truth);
  }

  /** Notes what an activity is, and what hangs on it. */
  hear(truth: Truth, summary: ActivitySummary): void {
    const { id } = summary;
    const detail = truth.detail(id);
    this.#note('activities', [detail, summary]);
    this.#note('comments', truth.comments(id));
    this.#note(
      'photos',
      truth
        .photos(id)
        .map(({ location, urls, ...photo }) => ({ ...photo, latlng: location, url: urls['5000'] })),
    );
    // Whether it is starred is told of all activities at once.
    const segments = detail.segment_efforts.map(({ segment }) => segment as object);
    for (const starred of [true, false])
      this.#note(
        'segments',
        segments.map((segment) => ({ ...segment, starred })),
      );
    this.#hearParts(truth, detail);
    const set = truth.streams(id);
    if (set) this.#recordings.set(id, [...(this.#recordings.get(id) ?? []), set]);
  }

  /** Notes what hangs on no activity. */
  hearLists(truth: Truth): void {
    // What is retired may be named by nothing any more.
    for (const id of truth.gearIds()) this.#gear.add(id);
    const gear = [...this.#gear].flatMap((id) => {
      try {
        return [truth.gear(id)];
      } catch {
        // It was removed.
        return [];
      }
    });
    this.#note('gear', gear);
    this.#note(
      'clubs',
      truth.clubs().map((club) => ({ ...club, activity_types: JSON.stringify(club.activity_types) })),
    );
    this.#note('starred_segments', truth.starredSegments());
    this.#note(
      'routes',
      truth.routes().flatMap((route) => [route, truth.route(route.id)]),
    );
  }

  #note(table: string, things: readonly object[]): void {
    const columns = columnsOf(this.#archive(), table).map(({ name }) => name);
    for (const row of things.map(asRow))
      for (const name of columns) add(this.#cells, `${table} ${idOf(row)} ${name}`, row[name] ?? null);
  }

  #hearParts(truth: Truth, detail: ActivityDetail): void {
    const known = { details: [detail] } as never;
    const kudos = truth.kudos(detail.id).map((name, position) => ({ ...name, position }));
    const said = new Map<string, object[]>([
      ...PARTS.map((table): [string, object[]] => [table, ROWS[table]?.(known) ?? []]),
      ['activity_zones', zonesOf(truth, detail.id)],
      ['kudos', kudos],
    ]);
    for (const [table, things] of said) {
      const columns = columnsOf(this.#archive(), table).filter(
        ({ name }) => !['athlete_id', 'activity_id'].includes(name),
      );
      const rows = things
        .map(asRow)
        .map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])));
      add(this.#wholes, `${table} ${detail.id}`, textOf(rows));
    }
  }

  /** That the archive says nothing that Strava has not said. */
  expectNothingElse(): void {
    const archive = this.#archive();
    const odd = [
      ...CELLS.flatMap((table) => this.#oddCells(archive, table)),
      ...WHOLES.flatMap((table) => this.#oddWholes(archive, table)),
    ];
    expect(odd.slice(0, SHOWN), 'what Strava has never said').toEqual([]);
    this.#expectRecordings(archive);
  }

  #oddCells(archive: Archive, table: string): string[] {
    return storedRows(archive, table, '1').flatMap((row) => {
      const text = JSON.stringify(row);
      if (this.#fine.has(text)) return [];
      this.#fine.add(text);
      const names = Object.keys(row).filter((name) => ![...OURS, ...MARKS].includes(name));
      return names.flatMap((name) => {
        const said = this.#cells.get(`${table} ${idOf(row)} ${name}`);
        return said?.has(row[name])
          ? []
          : [`${table} ${idOf(row)} ${name}: ${row[name]} is none of ${[...(said ?? [])]}`];
      });
    });
  }

  #oddWholes(archive: Archive, table: string): string[] {
    const found = new Map<unknown, Row[]>();
    for (const { athlete_id: _, activity_id, ...row } of storedRows(archive, table, '1'))
      found.set(activity_id, [...(found.get(activity_id) ?? []), row]);
    return [...found].flatMap(([id, rows]) => {
      const said = this.#wholes.get(`${table} ${id}`);
      return said?.has(textOf(rows))
        ? []
        : [`${table} ${id}: ${rows.length} rows that are no answer, of ${said?.size ?? 0}`];
    });
  }

  #expectRecordings(archive: Archive): void {
    const select = 'SELECT activity_id AS id, fetched_at AS at FROM activity_streams';
    for (const { id, at } of archive.prepare(select).all() as { id: number; at: string }[]) {
      if (this.#compared.get(id) === at) continue;
      this.#compared.set(id, at);
      const sets = this.#recordings.get(id) ?? [];
      const isOne = sets.some((set) => {
        try {
          return expectPoints(archive, id, set);
        } catch {
          return false;
        }
      });
      expect(isOne, `the recording of ${id} is one that Strava gave`).toBe(true);
    }
  }
}

const idOf = ({ id, unique_id }: Row) => unique_id ?? id;
