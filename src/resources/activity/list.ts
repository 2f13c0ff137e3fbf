import { eq } from 'drizzle-orm';
import { missingItems } from '../../archive/absence.ts';
import {
  type CoverageKey,
  findItem,
  noteItem,
  settleItem,
  turnPage,
  wantAgain,
} from '../../archive/coverage.ts';
import { keepNews, seeAgain, withoutSecrets } from '../../archive/documents.ts';
import { joinNotes, Notes } from '../../archive/notes.ts';
import { isObject, takeId } from '../../archive/taking.ts';
import { elementTexts, type Json, parseJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { noteActivity, noteGearUse, noteShown } from '../ledger-notes.ts';
import { ACTIVITY_SCOPES, defineResource, NoAnswer } from '../resource.ts';
import { activities, applySummary } from './table.ts';

/** The most that Strava gives at once. */
const PER_PAGE = 200;

// A change of these in the list means that the detail has changed in a way that matters …
const MATTERS = [
  ...['name', 'sport_type', 'workout_type', 'gear_id', 'private', 'visibility', 'commute', 'trainer'],
  ...['flagged', 'total_photo_count', 'total_elevation_gain'],
];
// … and of these that the recording was cut or replaced.
const RECORDING = ['start_date', 'distance', 'moving_time', 'elapsed_time', 'upload_id'];

function listAnswer(json: unknown): Json[] {
  if (!Array.isArray(json)) throw new NoAnswer('answer', 'expected a list');
  json.forEach((element, i) => {
    if (!isObject(element) || takeId(element.id) === undefined)
      throw new NoAnswer(`${i}.id`, 'expected an id');
  });
  return json;
}

interface Context {
  athleteId: number;
  fetchedAt: string;
}

const differ = (before: Json, after: Json, names: string[]) =>
  names.some((name) => before[name] !== after[name]);

function noteChange(db: Db, before: Json, after: Json, { athleteId, fetchedAt }: Context): void {
  const item = String(takeId(after.id));
  const recording = differ(before, after, RECORDING);
  if (recording || differ(before, after, MATTERS))
    wantAgain(db, { athleteId, resource: 'activity', item }, fetchedAt);
  if (recording) wantAgain(db, { athleteId, resource: 'streams', item }, fetchedAt);
  const swapped = before.gear_id !== after.gear_id;
  if (swapped) noteGearUse(db, athleteId, before.gear_id, fetchedAt);
  if (swapped || recording) noteGearUse(db, athleteId, after.gear_id, fetchedAt);
}

function storeSummary(db: Db, activity: Json, text: string, context: Context, notes: Notes): void {
  const { athleteId, fetchedAt } = context;
  const item = String(takeId(activity.id));
  const document = { athleteId, kind: 'activity_summary', item };
  const kept = keepNews(db, document, withoutSecrets(text), fetchedAt);
  let told = false;
  // A summary that the tables refuse holds nothing back: the detail is asked for all the same.
  notes.attempt(db, item, () => {
    told = applySummary(db, activity, context, notes, `${item}.`);
  });
  // The detail said otherwise in between: for `rebuild`, the list spoke last.
  if (told && !kept.changed) seeAgain(db, kept.id, fetchedAt);
  if (!kept.changed) return;
  if (kept.before !== undefined) {
    noteChange(db, parseJson(kept.before) as Json, activity, context);
  } else {
    noteActivity(db, athleteId, activity, fetchedAt);
    noteGearUse(db, athleteId, activity.gear_id, fetchedAt);
  }
}

/** Whether the page reaches back to what the archive knew when it last read the list to its end. */
function reachesKnown(db: Db, page: Json[], completeAt: string): boolean {
  return page.some((activity) => {
    const { first_seen_at: column } = activities;
    const id = activity.id as number;
    const row = db.select({ seen: column }).from(activities).where(eq(activities.id, id)).get();
    return row !== undefined && row.seen <= completeAt;
  });
}

/**
 * The first reading goes on to an empty page, since a short one is not the end; later ones until they meet what was
 * known. A reading that is cut off goes on at its page, so no gap stays behind.
 */
function isLastPage(db: Db, page: Json[], key: CoverageKey): boolean {
  if (page.length === 0) return true;
  const completeAt = findItem(db, key)?.checkedAt;
  return typeof completeAt === 'string' && reachesKnown(db, page, completeAt);
}

/** `GET /athlete/activities`: every activity in brief, so that all of them can be queried within a minute. */
export const activityList = defineResource<Json[]>({
  name: 'activities',
  plan: 'list',
  scopes: ACTIVITY_SCOPES,
  request: (_item, page) => ({ path: '/athlete/activities', query: { page, per_page: PER_PAGE } }),
  answer: listAnswer,
  store(db, { key, athleteId, answer, raw, position, fetchedAt }) {
    const last = isLastPage(db, answer, key);
    const texts = elementTexts(raw);
    const notes = new Notes();
    const missing = missingItems(db, athleteId, 'activity');
    answer.forEach((activity, i) => {
      if (missing.has(String(activity.id))) noteShown(db, athleteId, String(activity.id), fetchedAt);
      storeSummary(db, activity, texts[i] ?? '', { athleteId, fetchedAt }, notes);
    });
    if (last) settleItem(db, key, { status: 'done', at: fetchedAt });
    else turnPage(db, key, position + 1, fetchedAt);
    // Of the pages since the first.
    const before = position > 1 ? findItem(db, key)?.note : undefined;
    noteItem(db, key, joinNotes(before, notes.text()));
  },
});
