import { hash as digest } from 'node:crypto';
import { everyDocument } from '../archive/document-versions.ts';
import { resources } from '../resources/index.ts';
import { askAgain, type Check, type Finding, findingsOf } from './finding.ts';

/** What keeps an answer from being what was received; undefined when nothing does. */
function faultOf(text: () => string, hash: Buffer, bytes: number): string | undefined {
  try {
    const body = Buffer.from(text());
    if (body.length !== bytes) return `has ${body.length} bytes where ${bytes} were received`;
    return digest('sha256', body, 'buffer').equals(hash) ? undefined : 'is not what was received';
  } catch {
    return 'cannot be unpacked';
  }
}

const ownerOf = (kind: string) => resources.find(({ kinds = [] }) => kinds.includes(kind));

function mendOf(kind: string, item: string): string {
  const owner = ownerOf(kind);
  if (owner?.plan !== 'item') return 'Restore a backup, or let the next reading of the list bring it again.';
  return `Restore a backup, or have the newest asked for again: ${askAgain(owner.name, item)}`;
}

/** That each answer is what was received, to the letter. */
export const documentsCheck: Check = {
  name: 'answers against their hashes',
  run({ copy, onProgress }) {
    const broken: Finding[] = [];
    let things = 0;
    for (const { kind, item, hash, bytes, firstSeenAt, text, total } of everyDocument(copy)) {
      const fault = faultOf(text, hash, bytes);
      if (fault !== undefined)
        broken.push({
          what: `The answer ${kind} ${item} of ${firstSeenAt} ${fault}.`,
          mend: mendOf(kind, item),
        });
      things += 1;
      onProgress(things, total);
    }
    return { things, findings: findingsOf(broken, (finding) => finding) };
  },
};
