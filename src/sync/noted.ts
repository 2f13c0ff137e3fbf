import { newestDone } from '../archive/coverage-counts.ts';
import type { Logger } from '../log.ts';
import { command } from '../package.ts';
import type { AnyResource } from '../resources/resource.ts';
import type { Db } from '../sqlite/open.ts';

// So many items of a kind tell what Strava sends nowadays; fewer than half of them tell nothing.
const NEWEST = 20;

type Line = { item: string; note: string | null };

/** The items of a stretch of work that hold something that is not understood, and did not before. */
export class Noted {
  readonly #items = new Map<AnyResource, Set<string>>();

  /** @param before its line in the ledger until it was archived. @param now its line since. */
  see(resource: AnyResource, before: Line | undefined, now: Line | undefined): void {
    if (!now?.note || before?.note) return;
    const items = this.#items.get(resource) ?? new Set();
    this.#items.set(resource, items.add(now.item));
  }

  entries(): Iterable<[AnyResource, ReadonlySet<string>]> {
    return this.#items;
  }
}

/** Whether most of the newest items of a resource hold something that is not understood. */
function isMost(lines: readonly Line[]): boolean {
  const newest = lines.slice(0, NEWEST);
  return newest.length >= NEWEST / 2 && newest.filter(({ note }) => note !== null).length > newest.length / 2;
}

/**
 * Tells the owner that what Strava sends of a resource begins not to be understood: once, when that begins; the ledger
 * has each value.
 * @returns the names of these resources.
 */
export function warnOfNotes(archive: Db, log: Logger, athleteId: number, noted: Noted): string[] {
  const begun: string[] = [];
  for (const [{ name: resource, plan }, items] of noted.entries()) {
    const lines = newestDone(archive, athleteId, resource, NEWEST + items.size);
    const begins = isMost(lines) && !isMost(lines.filter(({ item }) => !items.has(item)));
    // A snapshot or a list has one line.
    if (plan === 'item' && !begins) continue;
    begun.push(resource);
    log.warn(
      { athlete: athleteId, resource },
      `Strava begins to send values that this version does not understand. They are kept, and named in coverage.note; with a newer version of athlete-archive, ${command('rebuild')} makes them readable.`,
    );
  }
  return begun;
}
