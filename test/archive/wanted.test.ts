import { describe, expect, test } from 'vitest';
import { failItem, findItem, settleItem } from '../../src/archive/coverage.ts';
import { enter, type Wanted } from '../../src/archive/wanted.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';

const NOW = '2026-11-24T10:00:00Z';
const LATER = '2026-11-24T18:00:00Z';
const START = '2026-11-20T06:00:00Z';
const of = { athleteId: 7, resource: 'comments' };
const key = { ...of, item: '42' };

function setting() {
  const db = newArchive();
  const say = (wanted: Wanted, now = NOW, restsMs?: number) =>
    enter(db, of, [{ item: '42', itemDate: START, ...wanted }], { now, restsMs });
  const line = () => findItem(db, key);
  const done = (at = NOW) => settleItem(db, key, { status: 'done', at });
  return { db, say, line, done };
}

describe('what hangs on an activity', () => {
  test('is wanted from now on, by the date of the activity', () => {
    const { say, line } = setting();
    say({ basis: '2' });
    expect(line()).toMatchObject({ status: 'pending', nextTryAt: NOW, itemDate: START, basis: '2' });
  });

  test('is asked for again when the activity says otherwise, and not before', () => {
    const { say, line, done } = setting();
    say({ basis: '2' });
    done();
    say({ basis: '2' }, LATER);
    say({ basis: null }, LATER);
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null, basis: '2' });
    say({ basis: '3' }, LATER);
    expect(line()).toMatchObject({ status: 'done', nextTryAt: LATER, basis: '3' });
    done(LATER);
    say({ basis: '3' }, LATER);
    expect(line()).toMatchObject({ nextTryAt: null });
  });

  test('is left alone for a while after an answer', () => {
    const { say, line, done } = setting();
    say({ basis: '2' });
    done('2026-11-24T09:00:00Z');
    say({ basis: '3' }, NOW, 86_400_000);
    expect(line()?.nextTryAt).toBe('2026-11-25T09:00:00Z');
  });

  test('comes when it is planned anyway while it is not asked for, or fails', () => {
    const { db, say, line } = setting();
    say({ basis: '2' });
    failItem(db, key, { fault: 'server', reason: 'x', httpStatus: 500 }, Date.parse(NOW));
    const before = line();
    say({ basis: '3' }, LATER);
    expect(line()).toEqual({ ...before, basis: '3' });
  });

  test('of an older version is as the activity was then', () => {
    const { say, line, done } = setting();
    done();
    say({ basis: '2' }, LATER);
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null, basis: '2' });
  });
});

describe('what there is nothing of', () => {
  test('has no line', () => {
    const { db, say } = setting();
    say({ basis: '0', nothing: true });
    expect(rowsOf(db, 'coverage')).toEqual([]);
  });

  test('has a line that says why, where there is a reason', () => {
    const { say, line } = setting();
    say({ basis: 'manual', nothing: 'by hand' });
    expect(line()).toMatchObject({ status: 'not_applicable', reason: 'by hand', nextTryAt: null });
  });

  test('is wanted once there is something', () => {
    const { say, line } = setting();
    say({ basis: 'manual', nothing: 'by hand' });
    say({ basis: '1' }, LATER);
    expect(line()).toMatchObject({ status: 'pending', reason: null, nextTryAt: LATER, basis: '1' });
  });

  test('is asked for again where something is archived: what was there may be gone', () => {
    const { say, line, done } = setting();
    say({ basis: '2' });
    done();
    say({ basis: '0', nothing: true }, LATER);
    expect(line()).toMatchObject({ status: 'done', nextTryAt: LATER, basis: '0' });
  });

  test('is not asked for any more where it never was', () => {
    const { say, line } = setting();
    say({ basis: '1' });
    say({ basis: 'manual', nothing: 'by hand' });
    expect(line()).toMatchObject({ status: 'not_applicable', reason: 'by hand', nextTryAt: null });
  });
});
