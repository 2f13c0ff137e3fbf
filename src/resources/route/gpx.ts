import { withoutSecrets } from '../../archive/document-text.ts';
import { keepDocument } from '../../archive/documents.ts';
import { defineResource, NoAnswer } from '../resource.ts';

/** What comes before the root of an XML document: a declaration, comments, a type. */
const GPX = /^\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<gpx[\s>][\s\S]*<\/gpx>\s*$/;

/** A whole GPX file, rather than a page or an error of another kind. */
function gpxAnswer(text: unknown): string {
  if (typeof text !== 'string' || !GPX.test(text)) throw new NoAnswer('answer', 'expected a whole GPX file');
  return text;
}

/** `GET /routes/{id}/export_gpx`: the file that a device or a map reads. It is kept as a document, and makes no rows. */
export const routeGpx = defineResource<string>({
  name: 'route_gpx',
  plan: 'item',
  rank: 'extra',
  kinds: ['route_gpx'],
  reads: 'text',
  request: (id) => ({ path: `/routes/${id}/export_gpx` }),
  answer: gpxAnswer,
  absent: 'Strava has it no more: deleted, or hidden',
  store(db, { athleteId, item, answer, fetchedAt }) {
    keepDocument(db, { athleteId, kind: 'route_gpx', item }, withoutSecrets(answer), fetchedAt);
    return { note: null };
  },
});
