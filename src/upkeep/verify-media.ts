import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askAgain, type Check, type Finding, findingsOf, rowsOf } from './finding.ts';

interface Image {
  id: string;
  path: string;
  sha256: string;
}

const IMAGES = `SELECT unique_id AS id, media_path AS path, sha256 FROM photos
  WHERE media_path IS NOT NULL ORDER BY media_path`;

/** What keeps a file from being what was fetched; undefined when nothing does. */
function faultOf(path: string, sha256: string): string | undefined {
  try {
    return hash('sha256', readFileSync(path)) === sha256 ? undefined : 'is not what was fetched';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
  }
}

/** That each image is there, and is what was fetched. */
export const mediaCheck: Check = {
  name: 'images against their hashes',
  run({ copy, dataDir, onProgress }) {
    const images = rowsOf<Image>(copy, IMAGES);
    const broken = images.flatMap(({ id, path, sha256 }, i): Finding[] => {
      onProgress(i + 1, images.length);
      const fault = faultOf(join(dataDir, path), sha256);
      if (fault === undefined) return [];
      const mend = `Restore a backup, or have it asked for again: ${askAgain('photo_files', id)}`;
      return [{ what: `The image ${path} ${fault}.`, mend }];
    });
    return { things: images.length, findings: findingsOf(broken, (finding) => finding) };
  },
};
