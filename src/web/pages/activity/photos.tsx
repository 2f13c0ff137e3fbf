import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { MEDIA_FOLDER } from '../../../places.ts';
import { grouped } from '../../format/quantity.ts';
import type { Part } from '../../page.ts';
import { mediaPathOf, photosOf } from '../../queries/photos.ts';
import type { OfActivity } from './head.tsx';

/** Of pictures alone: a file of another kind is not shown, whatever it is called. */
const TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
};

/** As the archive names its files, so that no path in the database leads out of the folder. */
const OURS = new RegExp(`^${MEDIA_FOLDER}/([0-9a-f]{2})/([0-9a-f]{64}\\.\\w+)$`);

const isNothing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** A photo as it was archived; the address names it by its id, never by a path. */
export const photo: Part = {
  path: '/photos/:photo{[\\w-]{1,64}}',
  async answer({ reading, viewer, house, params }) {
    const path = mediaPathOf(reading, viewer.id, params.photo ?? '');
    const [, folder, name] = OURS.exec(path ?? '') ?? [];
    const type = TYPES[extname(name ?? '')];
    if (folder === undefined || name === undefined || type === undefined) return undefined;
    try {
      const body = await readFile(join(house.dataDir, MEDIA_FOLDER, folder, name));
      return new Response(body, {
        headers: {
          'content-type': type,
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        },
      });
    } catch (error) {
      if (isNothing(error)) return undefined;
      throw error;
    }
  },
};

/** The photos of an activity, each with a way to the whole picture. */
export function Photos({ activity, context: { reading, viewer } }: OfActivity) {
  const all = photosOf(reading, activity.id);
  const shown = all.filter(({ media_path }) => media_path !== null);
  const [videos, later] = [true, false].map(
    (isVideo) =>
      all.filter((each) => each.media_path === null && (each.video_url !== null) === isVideo).length,
  ) as [number, number];
  if (all.length === 0) return null;
  return (
    <section>
      <h2>Photos</h2>
      <div class="act-photos">
        {shown.map(({ unique_id, caption, removed_at }, i) => (
          <figure>
            <a href={`${viewer.prefix}/photos/${unique_id}`}>
              <img
                src={`${viewer.prefix}/photos/${unique_id}`}
                alt={caption || `Photo ${i + 1} of this activity`}
                loading="lazy"
              />
            </a>
            {caption || removed_at ? (
              <figcaption dir="auto">
                {caption}
                {removed_at ? ' (removed at Strava)' : null}
              </figcaption>
            ) : null}
          </figure>
        ))}
      </div>
      {later > 0 ? <p class="muted">{grouped(later)} more whose picture is not archived yet.</p> : null}
      {videos > 0 ? <p class="muted">{grouped(videos)} videos, which stay at Strava.</p> : null}
    </section>
  );
}
