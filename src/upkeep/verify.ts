import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { archivePath, openCopy, readArchive } from '../archive/open.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { damagesOf } from '../sqlite/check.ts';
import { copyInto } from '../sqlite/copies.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import type { Reader } from '../sqlite/read.ts';
import type { Check, CheckContext, Checked, Finding } from './finding.ts';
import { countsCheck } from './verify-counts.ts';
import { derivedCheck } from './verify-derived.ts';
import { documentsCheck } from './verify-documents.ts';
import { ledgerCheck } from './verify-ledger.ts';
import { mediaCheck } from './verify-media.ts';
import { searchCheck } from './verify-search.ts';
import { settledCheck } from './verify-settled.ts';
import { decodeCheck, pointsCheck, viewsCheck } from './verify-streams.ts';
import { tablesCheck } from './verify-tables.ts';

/** Everything that is checked, in order. */
const CHECKS: readonly Check[] = [
  ledgerCheck,
  documentsCheck,
  mediaCheck,
  tablesCheck,
  searchCheck,
  settledCheck,
  pointsCheck,
  countsCheck,
  decodeCheck,
  derivedCheck,
  viewsCheck,
];

/** What a check came to. */
export interface Verdict extends Checked {
  name: string;
}

export interface VerifyOptions {
  deep: boolean;
  /** Told before each check, and how far it has come. */
  onProgress(name: string, done: number, total: number): void;
}

const FILE = 'the file';
const COPY = '.verify';

function checkFile(archive: Reader & { $client: { prepare: unknown } }): Verdict {
  const findings = damagesOf(archive.$client as never).map((damage): Finding => {
    const mend = `Copy archive.db elsewhere, then ${command('restore')} a backup.`;
    return { what: `The file is damaged: ${damage}.`, mend };
  });
  return { name: FILE, things: 1, findings };
}

/** What a process that was killed has left. */
function sweep(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  for (const name of readdirSync(dataDir)) if (name.startsWith(COPY)) rmSync(join(dataDir, name));
}

function checkCopies(context: CheckContext, { deep, onProgress }: VerifyOptions): Verdict[] {
  return CHECKS.filter((check) => deep || !check.deep).map(({ name, run }) => {
    onProgress(name, 0, 1);
    return { name, ...run({ ...context, onProgress: (done, total) => onProgress(name, done, total) }) };
  });
}

/**
 * Checks an archive, while others may write to it: what is compared are copies beside it, deleted in the end.
 * @returns what each check found; a file that is damaged is not looked into any further.
 * @throws {Failure} `archive` when there is none, when it cannot be read, or when there is no space for the copies.
 */
export function verifyArchive(dataDir: string, options: VerifyOptions): Verdict[] {
  using archive = readArchive(dataDir);
  if (!archive)
    throw new Failure('archive', `There is no archive in ${dataDir} yet.`, 'There is nothing to check.');
  options.onProgress(FILE, 0, 1);
  const file = checkFile(archive);
  if (file.findings.length > 0) return [file];
  sweep(dataDir);
  const name = join(dataDir, `${COPY}-${process.pid}`);
  const [path, made] = [`${name}.db`, `${name}-made.db`];
  try {
    copyInto(archive.$client as never, path, 0o600);
    // Of the very same moment, whoever writes meanwhile.
    copyFileSync(path, made);
    const [copy, scratch] = [openCopy(path), openCopy(made)];
    try {
      return [file, ...checkCopies({ dataDir, copy, scratch, onProgress() {} }, options)];
    } finally {
      for (const db of [copy, scratch]) db.$client.close();
    }
  } catch (error) {
    throw databaseFailure(error, archivePath(dataDir));
  } finally {
    sweep(dataDir);
  }
}
