import { eq, sql } from 'drizzle-orm';
import { isObject } from '../../json.ts';
import { query } from '../../sqlite/statements.ts';
import type { MediaFile } from '../../strava/media-file.ts';
import { ACTIVITY_SCOPES, defineResource, NoAnswer } from '../resource.ts';
import { photos } from './photos.ts';

const isNamed = eq(photos.unique_id, sql.placeholder('item'));
const selectUrl = query((db) => db.select({ url: photos.url }).from(photos).where(isNamed));
const updateFile = query((db) =>
  db
    .update(photos)
    .set({
      sha256: sql`${sql.placeholder('sha256')}`,
      bytes: sql`${sql.placeholder('bytes')}`,
      media_path: sql`${sql.placeholder('path')}`,
    })
    .where(isNamed),
);

function fileAnswer(file: unknown): MediaFile {
  if (isObject(file) && typeof file.sha256 === 'string') return file as unknown as MediaFile;
  throw new NoAnswer('answer', 'expected a file');
}

/** The picture of each photo, once; of a video there is none. Items are entered by `photos`. */
export const photoFiles = defineResource<MediaFile>({
  name: 'photo_files',
  plan: 'item',
  rank: 'extra',
  scopes: ACTIVITY_SCOPES,
  reads: 'file',
  address: (db, item) => selectUrl(db).get({ item })?.url ?? undefined,
  request() {
    throw new Error('A file has an address of its own.');
  },
  answer: fileAnswer,
  store(db, { item, answer: { sha256, bytes, path } }) {
    updateFile(db).run({ item, sha256, bytes, path });
    return { note: null };
  },
});
