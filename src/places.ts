import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { isCheckout } from './package.ts';

/** Values by name, as in `process.env`. */
export type Environment = Record<string, string | undefined>;

/** From where a program is started: decides where its settings and its data are when nothing names a place. */
export interface StartedFrom {
  /** The working directory. */
  folder: string;
  environment: Environment;
  /** Whether the program is the repository, which keeps all of it in the folder, or an installed package. */
  checkout?: boolean;
}

/** The name of the archive in its folder. */
export const ARCHIVE_FILE = 'archive.db';

/** The name of the file of the tokens beside it. */
export const CREDENTIALS_FILE = 'credentials.db';

/** The name of the folder of its images beside it. */
export const MEDIA_FOLDER = 'media';

/** The image in it that is not complete yet. */
export const MEDIA_PART = 'download.part';

const PROGRAM = 'athlete-archive';

function homeFolder({ HOME }: Environment): string | undefined {
  try {
    return HOME || homedir();
  } catch {
    // A user without an entry in the password file, as in some containers.
    return undefined;
  }
}

/** Whether a path begins with a `~` that nothing can be put for: somebody else's home. */
export const isOfSomebodyElse = (path: string): boolean => /^~[^/\\]/.test(path);

/** A path from a setting, in which a `~` at the beginning stands for the home, since no shell puts it there. */
export function pathOf(setting: string, folder: string, environment: Environment): string {
  const home = /^~([/\\]|$)/.test(setting) ? homeFolder(environment) : undefined;
  return resolve(folder, home === undefined ? setting : join(home, setting.slice(1)));
}

/** The program's folder below one of the XDG base directories; undefined where there is no home. */
function baseDirectory(environment: Environment, name: string, usual: string): string | undefined {
  const named = environment[name];
  // The specification: "if an implementation encounters a relative path … it should … ignore it".
  if (named && isAbsolute(named)) return join(named, PROGRAM);
  const home = homeFolder(environment);
  return home === undefined ? undefined : join(home, usual, PROGRAM);
}

/** Whether the folder has an archive of its own. */
const hasArchive = (folder: string) => existsSync(join(folder, 'data', ARCHIVE_FILE));

/** Whether the folder is that of the data itself, as in a container. */
const isData = ({ folder, environment }: StartedFrom) =>
  environment.DATA_DIR !== undefined && pathOf(environment.DATA_DIR, folder, environment) === folder;

/** Where the data is unless `DATA_DIR` says: `./data` of a checkout or where an archive is there, else below the home. */
export function defaultDataDir({ folder, environment, checkout = isCheckout }: StartedFrom): string {
  const here = join(folder, 'data');
  if (checkout || hasArchive(folder)) return here;
  return baseDirectory(environment, 'XDG_DATA_HOME', '.local/share') ?? here;
}

/** The files of settings, the one that wins first: `.env` of the folder, and below the home of who installed it. */
export function settingsFiles({ folder, environment, checkout = isCheckout }: StartedFrom): string[] {
  const here = join(folder, '.env');
  const own = checkout ? undefined : baseDirectory(environment, 'XDG_CONFIG_HOME', '.config');
  return own === undefined ? [here] : [here, join(own, 'env')];
}

/**
 * The file that new settings go to: `.env` where the folder has settings or an archive of ours or is for one, else the one below home.
 * @param here what `.env` of the folder holds.
 */
export function fileForSettings(from: StartedFrom, here: Environment): string {
  const [env = '.env', own = env] = settingsFiles(from);
  const isOurs = ['STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET', 'DATA_DIR'].some((name) => name in here);
  return isOurs || hasArchive(from.folder) || isData(from) ? env : own;
}
