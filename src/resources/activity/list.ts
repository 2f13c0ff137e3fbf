import { missingItems } from '../../archive/absence.ts';
import { wantAgain } from '../../archive/coverage.ts';
import { seeAgain } from '../../archive/documents.ts';
import type { Notes } from '../../archive/notes.ts';
import { type Json, parseJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { noteActivity, noteGearUse, noteShown } from '../ledger-notes.ts';
import { defineList, type Element, type ListContext } from '../list.ts';
import { ACTIVITY_SCOPES } from '../resource.ts';
import { applySummary } from './table.ts';

/** The most that Strava gives at once. */
const PAGE_SIZE = 200;

// A change of these in the list means that the detail has changed in a way that matters …
const MATTERS = [
  ...['name', 'sport_type', 'workout_type', 'gear_id', 'private', 'visibility', 'commute', 'trainer'],
  ...['flagged', 'total_photo_count', 'total_elevation_gain'],
];
// … and of these that the recording was cut or replaced.
const RECORDING = ['start_date', 'distance', 'moving_time', 'elapsed_time', 'upload_id'];

const differ = (before: Json, after: Json, names: string[]) =>
  names.some((name) => before[name] !== after[name]);

function noteChange(db: Db, before: Json, after: Json, { athleteId, fetchedAt }: ListContext): void {
  const item = String(after.id);
  const recording = differ(before, after, RECORDING);
  if (recording || differ(before, after, MATTERS))
    wantAgain(db, { athleteId, resource: 'activity', item }, fetchedAt);
  if (recording) wantAgain(db, { athleteId, resource: 'streams', item }, fetchedAt);
  const swapped = before.gear_id !== after.gear_id;
  if (swapped) noteGearUse(db, athleteId, before.gear_id, fetchedAt);
  if (swapped || recording) noteGearUse(db, athleteId, after.gear_id, fetchedAt);
}

function takeSummary(db: Db, { id, said, kept }: Element, context: ListContext, notes: Notes): void {
  const { athleteId, fetchedAt } = context;
  let told = false;
  // A summary that the tables refuse holds nothing back: the detail is asked for all the same.
  notes.attempt(db, id, () => {
    told = applySummary(db, said, context, notes, `${id}.`);
  });
  // The detail said otherwise in between: for `rebuild`, the list spoke last.
  if (told && !kept.changed) seeAgain(db, kept.id, fetchedAt);
  if (!kept.changed) return;
  if (kept.before === undefined) noteActivity(db, athleteId, said, fetchedAt);
  else noteChange(db, parseJson(kept.before) as Json, said, context);
}

/** `GET /athlete/activities`: every activity in brief, so that all of them can be queried within a minute. */
export const activityList = defineList({
  name: 'activities',
  scopes: ACTIVITY_SCOPES,
  kind: 'activity_summary',
  pageSize: PAGE_SIZE,
  request: (page) => ({ path: '/athlete/activities', query: { page, per_page: PAGE_SIZE } }),
  shown(db, ids, { athleteId, fetchedAt }) {
    const missing = missingItems(db, athleteId, 'activity');
    for (const id of ids) if (missing.has(id)) noteShown(db, athleteId, id, fetchedAt);
  },
  take: takeSummary,
  added(db, activities, { athleteId, fetchedAt }) {
    // Most of a page was done with the same few shoes.
    for (const id of new Set(activities.map(({ said }) => said.gear_id)))
      noteGearUse(db, athleteId, id, fetchedAt);
  },
});
