import type { CoverageKey } from '../archive/coverage.ts';
import { hasDocument } from '../archive/documents.ts';
import type { Db } from '../sqlite/open.ts';
import type { AnyResource } from './resource.ts';

/** Whether something of an item is archived. */
export function isArchived(db: Db, { isArchived: own, kinds = [] }: AnyResource, key: CoverageKey): boolean {
  const [kind] = kinds;
  if (own) return own(db, key);
  return kind !== undefined && hasDocument(db, { athleteId: key.athleteId, kind, item: key.item });
}
