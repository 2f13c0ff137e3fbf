import { and, eq, isNull, notInArray, sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { type CoverageLine, findItem, want } from '../../archive/coverage.ts';
import { withoutSecrets } from '../../archive/document-text.ts';
import { keepDocument } from '../../archive/documents.ts';
import { Notes } from '../../archive/notes.ts';
import { renewItem } from '../../archive/plans.ts';
import { objectIn, saidIn, takePair, takerFor } from '../../archive/taking.ts';
import type { Json } from '../../json.ts';
import { instant, int64, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { query, rowWriter } from '../../sqlite/statements.ts';
import { settlesAt } from '../ledger-notes.ts';
import { type Remake, remakeDocuments } from '../remake.ts';
import { ACTIVITY_SCOPES, defineResource, listAnswer } from '../resource.ts';
import { countWanted } from './counted.ts';
import { type Owner, ownerOf, partsIn } from './parts.ts';

/** The photos and videos of activities. */
export const photos = sqliteTable(
  'photos',
  {
    unique_id: text('unique_id').primaryKey(),
    activity_id: int64('activity_id').notNull(),
    ...origin(),
    type: integer('type'),
    source: integer('source'),
    caption: text('caption'),
    created_at: instant('created_at'),
    lat: real('lat'),
    lng: real('lng'),
    /** Of the largest picture. */
    url: text('url'),
    sha256: text('sha256'),
    bytes: integer('bytes'),
    /** Of the file, from the data directory on. */
    media_path: text('media_path'),
    video_url: text('video_url'),
    duration: seconds('duration'),
    /** Since when the activity is known to show it no more. */
    removed_at: instant('removed_at'),
  },
  (t) => [index('photos_activity').on(t.activity_id), index('photos_sha256').on(t.sha256)],
);

// What no answer says: where the file is, and what an answer no longer showed.
const OURS = ['sha256', 'bytes', 'media_path', 'removed_at'];
const takePhoto = takerFor(photos, saidIn(photos, 'lat', 'lng', 'url', ...OURS));
const PHOTOS = { list: 'photos', key: 'unique_id', take: takePhoto };

// Also of another activity: a photo belongs where Strava last said that it does.
const writePhoto = rowWriter(photos, { key: ['unique_id'], keep: ['sha256', 'bytes', 'media_path'] });

const isAddress = (said: unknown): said is string =>
  typeof said === 'string' && /^https?:/.test(said) && URL.canParse(said);

/** The address of the largest picture of a photo; NULL where there is none. */
function takeUrl(photo: Json, notes: Notes, where: string): string | null {
  const urls = objectIn(photo, 'urls', notes, where);
  const isUsable = (size: string) => /^\d+$/.test(size) && isAddress(urls[size]);
  const [usable, odd] = [true, false].map((is) => Object.keys(urls).filter((size) => isUsable(size) === is));
  for (const size of odd ?? []) notes.add(`${where}urls.${size}`, urls[size]);
  const [largest] = (usable ?? []).sort((a, b) => Number(b) - Number(a));
  return largest === undefined ? null : (urls[largest] as string).toWellFormed();
}

/** Writes the photos of an answer. @returns the rows of those that have an id, each with what it was made of. */
function apply(db: Db, answer: unknown[], owner: Owner, notes: Notes): [row: Json, photo: Json][] {
  const parts = partsIn({ photos: answer }, PHOTOS, notes).map(([row, photo, where]): [Json, Json] => {
    const [lat, lng] = takePair(photo, 'location', notes, where);
    return [{ ...row, lat, lng, url: takeUrl(photo, notes, where) }, photo];
  });
  notes.attempt(db, 'photos', () => {
    const ours = { sha256: null, bytes: null, media_path: null, removed_at: null };
    for (const [row] of parts) writePhoto(db, { ...row, ...ours, ...owner });
  });
  return parts;
}

/** Strava's word for a video. */
const VIDEO = 2;

/** Whether there is a picture to fetch: of a video there is a still, and of what is not ready yet, a placeholder. */
const hasFile = ([{ url, type, video_url }, { placeholder_image = null }]: [Json, Json]) =>
  url !== null && type !== VIDEO && video_url === null && placeholder_image === null;

const selectUrls = query((db) =>
  db
    .select({ unique_id: photos.unique_id, url: photos.url })
    .from(photos)
    .where(eq(photos.activity_id, sql.placeholder('activity_id'))),
);
const urlById = ({ unique_id, url }: { unique_id: string; url: string | null }) => [unique_id, url] as const;

/** What is said of a photo, and what was known of it before. */
interface File {
  item: string;
  url: unknown;
  urlBefore: string | null | undefined;
}

/** Asks for a picture; for one that did not come, at once when it is said to be elsewhere now. */
function wantFile(
  db: Db,
  { item, url, urlBefore }: File,
  of: Pick<CoverageLine, 'athleteId' | 'itemDate'>,
  now: string,
): void {
  const key = { athleteId: of.athleteId, resource: 'photo_files', item };
  want(db, key, now, of.itemDate);
  const status = findItem(db, key)?.status;
  if ((status === 'failed' || status === 'parked') && url !== urlBefore) renewItem(db, key);
}

/** Marks what an activity shows no more; the rows and the files stay. */
function markRemoved(db: Db, { activity_id, fetched_at }: Owner, shown: string[]): void {
  const isGone = and(eq(photos.activity_id, activity_id), notInArray(photos.unique_id, shown));
  db.update(photos)
    .set({ removed_at: fetched_at })
    .where(and(isGone, isNull(photos.removed_at)))
    .run();
}

/** Makes the photos again, then gives them what no answer says. */
function* rebuild(db: Db): Iterable<Remake> {
  const { unique_id, activity_id, sha256, bytes, media_path, removed_at } = photos;
  const before = db.select({ unique_id, activity_id, sha256, bytes, media_path, removed_at }).from(photos);
  const known = before.all();
  db.delete(photos).run();
  yield* remakeDocuments(db, {
    photos(answer, document) {
      const notes = new Notes();
      apply(db, listAnswer(answer), ownerOf(document, document.lastSeenAt), notes);
      return notes.text();
    },
  });
  for (const { unique_id: id, activity_id: _of, ...ours } of known)
    db.update(photos).set(ours).where(eq(unique_id, id)).run();
}

/** `GET /activities/{id}/photos`, which Strava documents no more: each photo with the address of its largest picture. */
export const activityPhotos = defineResource<unknown[]>({
  name: 'photos',
  plan: 'item',
  rank: 'extra',
  scopes: ACTIVITY_SCOPES,
  kinds: ['photos'],
  of: 'activity',
  wanted: countWanted('total_photo_count'),
  // Without `photo_sources` those that were uploaded to Strava itself may be left out.
  request: (id) => ({ path: `/activities/${id}/photos`, query: { size: 5000, photo_sources: 'true' } }),
  answer: listAnswer,
  absent: 'Strava has no photos of it',
  store(db, { key, athleteId, item, answer, raw, fetchedAt }) {
    const document = { athleteId, kind: 'photos', item };
    keepDocument(db, document, withoutSecrets(raw), fetchedAt);
    const owner = ownerOf(document, fetchedAt);
    const before = new Map(selectUrls(db).all({ activity_id: owner.activity_id }).map(urlById));
    const notes = new Notes();
    const parts = apply(db, answer, owner, notes);
    const shown = parts.map(([row]) => row.unique_id as string);
    const { basis, itemDate = null } = findItem(db, key) ?? {};
    for (const [{ unique_id, url }] of parts.filter(hasFile)) {
      const file = { item: unique_id as string, url, urlBefore: before.get(unique_id as string) };
      wantFile(db, file, { athleteId, itemDate }, fetchedAt);
    }
    // What the activity was wanted for is the count of its photos: with fewer, what is missing is not gone.
    const isWhole = shown.length >= Number(basis ?? Number.NaN);
    if (isWhole) markRemoved(db, owner, shown);
    const nextTryAt = isWhole || itemDate === null ? undefined : settlesAt(itemDate, fetchedAt);
    return { note: notes.text(), nextTryAt };
  },
  rebuild,
});
