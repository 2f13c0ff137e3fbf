import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { databaseFailure } from '../../src/sqlite/failure.ts';
import { tempDir } from '../support/temp-dir.ts';

const ofSqlite = (code: string) => new Sqlite.SqliteError('it went wrong', code);
const ofSystem = (code: string) =>
  Object.assign(new Error(`${code}: not today, open 'x'`), { code, syscall: 'open' });

describe('an error of the database', () => {
  test.each([
    ['SQLITE_FULL', 'disk is full'],
    ['SQLITE_IOERR_SHMSIZE', 'disk is full'],
    ['SQLITE_CORRUPT_VTAB', 'damaged'],
    ['SQLITE_NOTADB', 'damaged'],
    ['SQLITE_BUSY_SNAPSHOT', 'Another program'],
    ['SQLITE_READONLY_DIRECTORY', 'may write'],
    ['SQLITE_CANTOPEN', 'may write'],
    ['SQLITE_IOERR_WRITE', 'ulimit -f'],
    ['SQLITE_IOERR_READ', 'Check the disk; if it is sound, please report this.'],
  ])('%s becomes a failure with advice', (code, advice) => {
    const error = ofSqlite(code);
    const failure = databaseFailure(error, '/data/archive.db');
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ kind: 'archive', exitCode: 5, cause: error });
    expect(failure).toMatchObject({ message: `/data/archive.db cannot be used: it went wrong (${code}).` });
    expect(failure).toMatchObject({ advice: expect.stringContaining(advice) });
  });

  test.each([
    ['ENOSPC', 'disk is full'],
    ['EDQUOT', 'disk is full'],
    ['EFBIG', 'ulimit -f'],
    ['EACCES', 'may write'],
    ['EROFS', 'may write'],
    ['EEXIST', 'DATA_DIR'],
    ['EMFILE', 'Check the disk; if it is sound, please report this.'],
  ])('%s of the system as well, its code said once', (code, advice) => {
    const failure = databaseFailure(ofSystem(code), '/data');
    expect(failure).toMatchObject({ kind: 'archive', advice: expect.stringContaining(advice) });
    expect(String(failure).split(code)).toHaveLength(2);
  });

  test.runIf(process.getuid?.() === 0)(
    'in a folder of somebody else names both, and what gives it away',
    () => {
      const folder = tempDir();
      vi.spyOn(process, 'getuid').mockReturnValue(1000);
      vi.spyOn(process, 'getgid').mockReturnValue(1000);
      onTestFinished(() => void vi.restoreAllMocks());
      expect(databaseFailure(ofSystem('EACCES'), join(folder, 'archive.db'))).toMatchObject({
        advice: `This runs as uid 1000, and ${folder} belongs to uid 0: \`chown -R 1000:1000 ${folder}\` by its owner or root gives it to it.`,
      });
    },
  );

  test.each([new TypeError('ours'), new Failure('usage', 'said', 'do'), 'text', undefined])(
    'of another kind stays as it is: %s',
    (error) => {
      expect(databaseFailure(error, '/data')).toBe(error);
    },
  );
});
