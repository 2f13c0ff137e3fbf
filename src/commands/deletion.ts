import type { App } from '../app.ts';
import { forgetAthlete } from '../archive/forget.ts';
import type { Config } from '../config.ts';
import { Failure } from '../errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { backupsIn, type Copy, forgetIn, holding, isAlone, putAside } from '../upkeep/forget-copies.ts';
import { counted } from '../words.ts';

/** Whom to delete. */
export interface Whom {
  athleteId: number;
  name: string;
}

export interface DeletionOptions {
  /** Leave the backups in `BACKUP_DIR` as they are. */
  keepBackups?: boolean;
  /** Do not ask. */
  yes: boolean;
}

/** A deletion that was agreed to. */
export interface Deletion {
  /** Nobody else may work on the archive meanwhile. @throws {Failure} `archive`; then the same command finishes it. */
  run(): void;
  /** What it came to, in words. */
  told(): string;
}

/** The backups where the worker puts them. */
export const backupsOf = ({ backupDir }: Pick<Config, 'backupDir'>): Copy[] =>
  backupDir === undefined ? [] : backupsIn(backupDir);

/** What becomes of these backups. */
function fateOf(backups: readonly Copy[], { athleteId, name }: Whom): string {
  const alone = backups.filter((copy) => isAlone(copy, athleteId)).length;
  const shared = backups.length - alone;
  if (shared === 0) return 'Nobody else is in them, so they are deleted.';
  const whole = alone > 0 ? `${counted(alone, 'backup')} in which nobody else is: deleted. ` : '';
  return `${whole}${counted(shared, 'backup')} in which others are too: only ${name} is taken out.`;
}

const refused = () =>
  new Failure(
    'usage',
    'Nothing was deleted or disconnected.',
    'Add --yes to delete without being asked, backups in BACKUP_DIR too; with --keep-backups they stay.',
  );

/** @returns the answer; undefined for none. */
async function ask(message: string): Promise<boolean | undefined> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: false });
  return isCancel(answer) ? undefined : answer;
}

/** @returns whether the backups are to be deleted too. @throws {Failure} `usage` when nothing is to be. */
async function agree(
  whom: Whom,
  { found, folder }: { found: readonly Copy[]; folder: string },
  { yes, keepBackups = false }: DeletionOptions,
  terminal: Terminal,
): Promise<boolean> {
  if (yes) return !keepBackups;
  if (!terminal.interactive) throw refused();
  if (!(await ask(`Delete everything archived of ${whom.name}, for good?`))) throw refused();
  if (keepBackups || found.length === 0) return false;
  const where = `${counted(found.length, 'backup')} in ${folder}`;
  const answer = await ask(`Also from ${where}? ${fateOf(found, whom)}`);
  if (answer === undefined) throw refused();
  return answer;
}

/**
 * Asks a person whether everything of an athlete is to be deleted, and of the backups apart.
 * @throws {Failure} `usage` when it is not, or nobody can be asked.
 */
export async function agreedDeletion(
  { archive, config }: Pick<App, 'archive' | 'config'>,
  whom: Whom,
  options: DeletionOptions,
  terminal: Terminal,
): Promise<Deletion> {
  const { athleteId, name } = whom;
  const { dataDir, backupDir: folder = '' } = config;
  const inBackups = () => holding(backupsOf(config), athleteId);
  const found = inBackups();
  const isMeant = await agree(whom, { found, folder }, options, terminal);
  const forgetCopies = () => {
    const copies = [...holding(putAside(dataDir), athleteId), ...(isMeant ? inBackups() : [])];
    for (const copy of copies) forgetIn(copy, athleteId);
  };
  return {
    run() {
      // First, since what is not in the archive any more is not asked for again.
      forgetCopies();
      forgetAthlete(archive, athleteId);
      // A backup may have been under way.
      forgetCopies();
    },
    told() {
      const done = `Everything archived of ${name} is deleted.`;
      const where = `the ${counted(found.length, 'backup')} in ${folder}`;
      if (found.length === 0) return `${done} Copies and backups of yours are not touched.`;
      if (isMeant)
        return `${done} From ${where} too: ${fateOf(found, whom)} Copies elsewhere are not touched.`;
      return `${done} Left as they are: ${where}, which hold it still.`;
    },
  };
}
