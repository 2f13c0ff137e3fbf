import { doubtItem, missingItems, seeItem } from '../archive/absence.ts';
import { isOfNamed, removeItem, settleItem } from '../archive/coverage.ts';
import { newestDocuments } from '../archive/documents.ts';
import { coverage } from '../archive/tables.ts';
import { takeId } from '../archive/taking.ts';
import { enter, type Spoken } from '../archive/wanted.ts';
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

type Of = NonNullable<AnyResource['of']>;

/** Of what answers about activities speak. */
const SPOKEN_OF: Record<Of, (activities: readonly Json[]) => readonly Json[]> = {
  activity: (activities) => activities,
  segment: (activities) => activities.flatMap(segmentsIn),
};

const identify = (said: Json) => ({ said, item: String(takeId(said.id)), itemDate: dateOf(said) });

/** Tells resources of activities. */
function tellOf(
  { db, athleteId, now }: Teller,
  resources: readonly AnyResource[],
  activities: readonly Json[],
  by: ToldBy,
): void {
  for (const [of, spokenOf] of Object.entries(SPOKEN_OF)) {
    const told = resources.filter((resource) => resource.of === of);
    const things = told.length === 0 ? [] : spokenOf(activities).map(identify);
    for (const { name: resource, wanted: wantedBy, restsMs } of told) {
      const spoken = things.flatMap(({ said, item, itemDate }): Spoken[] => {
        const wanted = wantedBy?.(said, by);
        return wanted ? [{ item, itemDate, basis: wanted.basis, nothing: wanted.nothing }] : [];
      });
      enter(db, { athleteId, resource }, spoken, { now, restsMs });
    }
  }
}

const toldOf = (resources: readonly AnyResource[]) => resources.filter(({ of }) => of !== undefined);

/** The way in which the answers of an athlete tell the ledger what they speak of. @param resources what is archived. */
export function tellingOf(teller: Teller, resources: readonly AnyResource[]): Telling {
  const { db, athleteId, now } = teller;
  const told = toldOf(resources);
  return {
    activities: (said, by) => tellOf(teller, told, said, by),
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
        tellOf(teller, newcomers, [said], by);
      }
    }
    for (const { name } of newcomers) settleItem(db, keyOf(name), { status: 'done', at: now });
  });
}
