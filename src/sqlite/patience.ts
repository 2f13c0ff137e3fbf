/**
 * How long this process waits for what other programs do to a database, milliseconds. Tests, which are those others
 * themselves, have less of it.
 */
export const patience = {
  /** For another one that writes. */
  writerMs: 5_000,
  /** For a worker of this version, just started, that brings a database up to date. */
  workerMs: 5_000,
  /** For whoever looks whether a worker runs, also a monitor that does little else. */
  placeMs: 2_000,
};
