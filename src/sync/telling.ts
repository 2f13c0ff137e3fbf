import { doubtItem, missingItems, seeItem } from '../archive/absence.ts';
import { isOfNamed, removeItem, settleItem } from '../archive/coverage.ts';
import { newestDocuments } from '../archive/documents.ts';
import { coverage } from '../archive/tables.ts';
import { takeId } from '../archive/taking.ts';
import { enter } from '../archive/wanted.ts';
import type { Json } from '../json.ts';
import { segmentsIn } from '../resources/activity/segment-efforts.ts';
import { dateOf } from '../resources/ledger-notes.ts';
import type { AnyResource, Telling, ToldBy } from '../resources/resource.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';

/** Of whom something is told, and when (UTC instant). */
interface Teller {
  db: Db;
  athleteId: number;
  now: string;
}

/** Of what an answer about an activity speaks. */
const SPOKEN_OF: Record<NonNullable<AnyResource['of']>, (activity: Json) => Json[]> = {
  activity: (activity) => [activity],
  segment: segmentsIn,
};

/** Tells a resource of an activity. */
function tellOne({ db, athleteId, now }: Teller, resource: AnyResource, activity: Json, by: ToldBy): void {
  const { name, restsMs, of } = resource;
  for (const said of of ? SPOKEN_OF[of](activity) : []) {
    const wanted = resource.wanted?.(said, by);
    const key = { athleteId, resource: name, item: String(takeId(said.id)) };
    if (wanted) enter(db, key, wanted, { now, itemDate: dateOf(said), restsMs });
  }
}

const toldOf = (resources: readonly AnyResource[]) => resources.filter(({ of }) => of !== undefined);

/** The way in which the answers of an athlete tell the ledger what they speak of. @param resources what is archived. */
export function tellingOf(teller: Teller, resources: readonly AnyResource[]): Telling {
  const { db, athleteId, now } = teller;
  const told = toldOf(resources);
  return {
    activity(said, by) {
      for (const resource of told) tellOne(teller, resource, said, by);
    },
    shown(ids) {
      // That the list shows an activity says something of its detail, and only if that was missing, of the rest.
      const ofActivities = told.filter(({ of }) => of === 'activity');
      for (const { name } of ofActivities.filter(({ listedBy }) => listedBy !== undefined)) {
        const missing = missingItems(db, athleteId, name);
        for (const item of ids.filter((id) => missing.has(id)))
          for (const { name: resource } of ofActivities) seeItem(db, { athleteId, resource, item }, now);
      }
    },
    lacking(ids) {
      for (const { name: resource } of told.filter(({ listedBy }) => listedBy !== undefined))
        for (const item of ids) doubtItem(db, { athleteId, resource, item }, now);
    },
  };
}

/** In which kinds of document an activity speaks, and as what. */
const TOLD_BY = [
  ['activity_summary', 'list'],
  ['activity', 'detail'],
] as const;

/** Where the ledger says that a resource was told of all activities that were there before it. */
const INTRODUCED = 'introduced';

const selectIntroduced = query((db) => db.select({ item: coverage.item }).from(coverage).where(isOfNamed));

/**
 * Tells every archived activity to the resources that were not archived before, since this version is the first to know
 * them, or the owner did not want them: theirs are asked for though the list shows nothing new. Once for each.
 */
export function introduce(teller: Teller, resources: readonly AnyResource[]): void {
  const { db, athleteId, now } = teller;
  const keyOf = (item: string) => ({ athleteId, resource: INTRODUCED, item });
  const known = selectIntroduced(db)
    .all({ athleteId, resource: INTRODUCED })
    .map(({ item }) => item);
  const present = toldOf(resources);
  const newcomers = present.filter(({ name }) => !known.includes(name));
  const gone = known.filter((name) => !present.some((resource) => resource.name === name));
  if (newcomers.length + gone.length === 0) return;
  immediate(db, () => {
    for (const name of gone) removeItem(db, keyOf(name));
    for (const [kind, by] of TOLD_BY) {
      for (const { item: id, text } of newestDocuments(db, athleteId, kind)) {
        // The rounding of long ids does not matter here, and a detail with many takes ten times as long without it.
        const said = { ...JSON.parse(text), id };
        for (const resource of newcomers) tellOne(teller, resource, said, by);
      }
    }
    for (const { name } of newcomers) settleItem(db, keyOf(name), { status: 'done', at: now });
  });
}
