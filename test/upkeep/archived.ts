import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settle } from '../../src/settled/settle.ts';
import { archiveAll, historyOf } from '../sync/history-world.ts';

/** An archive of a few activities with everything, and the program that made it. */
export async function archived(activities = 4) {
  const history = await historyOf({ activities });
  await archiveAll(history);
  await settle(history.archive);
  return history;
}

/** Puts an image among the media files of a data directory. @returns its path below `media`. */
export function addImage(dataDir: string, content: string): string {
  const name = createHash('sha256').update(content).digest('hex');
  const folder = join(dataDir, 'media', name.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.jpg`), content);
  return join(name.slice(0, 2), `${name}.jpg`);
}
