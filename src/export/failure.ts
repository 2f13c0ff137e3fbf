import { Failure } from '../errors.ts';

const NO_ROOM = ['ENOSPC', 'EDQUOT'];
const FAILING = ['EIO', 'EFBIG'];

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota of the disk is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk can only be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENAMETOOLONG: 'the name is too long',
};

/** What keeps an export from being written, as a {@link Failure}; other errors come back as they were. */
export function targetFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const code = String(error.code);
  const reason = REASONS[code] ?? error.message;
  const message = `${path} cannot be written: ${reason} (${code}). Nothing is left there half written.`;
  const cause = { cause: error };
  if (NO_ROOM.includes(code))
    return new Failure('archive', message, 'Free some space, or name another place.', cause);
  if (FAILING.includes(code))
    return new Failure('archive', message, 'Check that disk, or name another one.', cause);
  return new Failure('usage', message, 'Name another place by --to.', cause);
}
