import { expect } from 'vitest';
import type { UpstreamWorld } from './upstream-world.ts';

/** Where an archive marks what is gone, and by which column its things are known. */
export const MARKS = {
  activities: ['id', 'deleted_at'],
  comments: ['id', 'removed_at'],
  photos: ['unique_id', 'removed_at'],
  gear: ['id', 'gone_at'],
  routes: ['id', 'gone_at'],
  clubs: ['id', 'gone_at'],
  starred_segments: ['id', 'unstarred_at'],
} as const;

export type Marked = keyof typeof MARKS;

/** Rows that stay whatever happens, and by what each is known. */
const KEPT = {
  ...Object.fromEntries(Object.entries(MARKS).map(([table, [key]]) => [table, key])),
  segments: 'id',
  documents: 'id',
  athlete_snapshots: 'captured_on',
  stats_snapshots: 'captured_on',
  gear_snapshots: 'id || fetched_at',
};

/** Since when something is not there, and until when (epoch milliseconds). */
interface Absence {
  from: number;
  to: number;
}

/** When what was not at Strava, to tell whether an archive says of anything that it is gone which is there. */
export class Absences {
  readonly #world: UpstreamWorld;
  readonly #all = new Map<string, Absence[]>();
  readonly #kept = new Map<string, Set<string>>();

  constructor(world: UpstreamWorld) {
    this.#world = world;
  }

  /** Looks which of all that ever was is there now. */
  look(): void {
    const now = this.#world.clock.now();
    const present = new Set(this.#present());
    for (const [name, absences] of this.#all) {
      const last = absences.at(-1);
      const isAway = last?.to === Number.POSITIVE_INFINITY;
      if (present.has(name) && last && isAway) last.to = now;
      if (!present.has(name) && !isAway) absences.push({ from: now, to: Number.POSITIVE_INFINITY });
    }
    for (const name of present) if (!this.#all.has(name)) this.#all.set(name, []);
  }

  *#present(): Iterable<string> {
    const truth = this.#world.truth();
    for (const { id } of truth.summaries()) {
      yield `activities ${id}`;
      for (const comment of truth.comments(id)) yield `comments ${comment.id}`;
      for (const photo of truth.photos(id)) yield `photos ${photo.unique_id}`;
    }
    const { detail, retiredGear } = this.#world.simulator.world.athleteOf(this.#world.athleteId);
    for (const { id } of [...detail.bikes, ...detail.shoes, ...retiredGear]) yield `gear ${id}`;
    for (const { id_str } of truth.routes()) yield `routes ${id_str}`;
    for (const { id } of truth.clubs()) yield `clubs ${id}`;
    for (const { id } of truth.starredSegments()) yield `starred_segments ${id}`;
  }

  /** Whether it is at Strava now; what an activity had goes and comes with it. */
  isAway = (table: string, id: string | number): boolean =>
    this.#all.get(`${table} ${id}`)?.at(-1)?.to === Number.POSITIVE_INFINITY;

  /** What the archive says is gone, and since when. */
  marked(table: Marked): { id: string; at: string }[] {
    const [key, mark] = MARKS[table];
    return this.#world.sql(
      `SELECT CAST(${key} AS TEXT) AS id, ${mark} AS at FROM ${table} WHERE ${mark} IS NOT NULL`,
    );
  }

  /** That what is marked was not there at that time, and that nothing that was archived has gone. */
  expectHonest(): void {
    for (const table of Object.keys(MARKS) as Marked[]) {
      for (const { id, at } of this.marked(table)) {
        const absences = this.#all.get(`${table} ${id}`) ?? [];
        const time = Date.parse(at);
        const wasAway = absences.some(({ from, to }) => from <= time && time <= to);
        expect(wasAway, `${table} ${id} was away at ${at}, not ${JSON.stringify(absences)}`).toBe(true);
      }
    }
    for (const [table, key] of Object.entries(KEPT)) {
      const ids = new Set(
        this.#world
          .archive()
          .$client.prepare(`SELECT CAST(${key} AS TEXT) FROM ${table}`)
          .pluck()
          .all() as string[],
      );
      const lost = [...(this.#kept.get(table) ?? [])].filter((id) => !ids.has(id));
      expect(lost, `lost from ${table}`).toEqual([]);
      this.#kept.set(table, ids);
    }
  }
}
