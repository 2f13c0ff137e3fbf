import { seeAgain } from '../../archive/documents.ts';
import type { Notes } from '../../archive/notes.ts';
import { type Json, parseJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { dateOf, noteGearUse } from '../ledger-notes.ts';
import { defineList, type Element, isNew, type ListContext } from '../list.ts';
import { ACTIVITY_SCOPES, PAGE_SIZE } from '../resource.ts';
import { noteChanges } from './changes.ts';
import { markShown } from './deleted.ts';
import { applySummary } from './table.ts';
import { isRecordedAnew } from './wanted.ts';

/** Asks for the odometers of gear that was used more, or less, than before. */
function noteGearChange(db: Db, before: Json, after: Json, { athleteId, fetchedAt }: ListContext): void {
  const swapped = before.gear_id !== after.gear_id;
  if (swapped) noteGearUse(db, athleteId, before.gear_id, fetchedAt);
  if (swapped || isRecordedAnew(before, after)) noteGearUse(db, athleteId, after.gear_id, fetchedAt);
}

function takeSummary(db: Db, { id, said, kept }: Element, context: ListContext, notes: Notes): void {
  const { fetchedAt } = context;
  let told = false;
  // A summary that the tables refuse holds nothing back: the detail is asked for all the same.
  notes.attempt(db, id, () => {
    told = applySummary(db, said, context, notes, `${id}.`);
  });
  // The detail said otherwise in between: for `rebuild`, the list spoke last.
  if (told && !kept.changed) seeAgain(db, kept.id, fetchedAt);
  if (kept.before === undefined) return;
  const before = parseJson(kept.before) as Json;
  noteGearChange(db, before, said, context);
  noteChanges(db, before, said, context);
}

/** The kind of document that an element is kept as. */
export const SUMMARY_KIND = 'activity_summary';

/** `GET /athlete/activities`: every activity in brief, so that all of them can be queried within a minute. */
export const activityList = defineList({
  name: 'activities',
  scopes: ACTIVITY_SCOPES,
  kind: SUMMARY_KIND,
  pageSize: PAGE_SIZE,
  request: (page) => ({ path: '/athlete/activities', query: { page, per_page: PAGE_SIZE } }),
  dateOf,
  shown(db, ids, { athleteId, tell }) {
    tell.shown(ids);
    markShown(db, athleteId, ids);
  },
  take: takeSummary,
  changed(db, activities, { athleteId, fetchedAt, tell }) {
    tell.activities(
      activities.map(({ said }) => said),
      'list',
    );
    // Most of a page was done with the same few shoes.
    for (const id of new Set(activities.filter(isNew).map(({ said }) => said.gear_id)))
      noteGearUse(db, athleteId, id, fetchedAt);
  },
});
