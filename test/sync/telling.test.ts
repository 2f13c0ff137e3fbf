import { expect, test } from 'vitest';
import { findItem, settleItem } from '../../src/archive/coverage.ts';
import { keepDocument } from '../../src/archive/documents.ts';
import { defineResource, objectAnswer } from '../../src/resources/resource.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { introduce, tellingOf } from '../../src/sync/telling.ts';
import { newArchive } from '../archive/open-archive.ts';

const NOW = '2026-11-24T10:00:00Z';
const START = '2026-11-20T06:00:00Z';

/** A resource of activities that have something of it, by what the list or the detail says. */
const hanging = (name: string, field: string) =>
  defineResource({
    name,
    plan: 'item',
    of: 'activity',
    wanted: ({ [field]: said }) => (typeof said === 'number' ? { basis: String(said) } : undefined),
    request: (id) => ({ path: `/activities/${id}/${name}` }),
    answer: objectAnswer,
    store: () => ({ note: null }),
  });

const [comments, zones] = [hanging('comments', 'comment_count'), hanging('zones', 'zone_count')];

function setting() {
  const db = newArchive();
  const teller = { db, athleteId: 7, now: NOW };
  const line = (resource: string, item = '42') => findItem(db, { athleteId: 7, resource, item });
  const keep = (kind: string, said: object, seenAt = NOW) =>
    immediate(db, () => keepDocument(db, { athleteId: 7, kind, item: '42' }, JSON.stringify(said), seenAt));
  return { db, teller, line, keep };
}

test('what is said of an activity enters each resource that it speaks of', () => {
  const { teller, line } = setting();
  tellingOf(teller, [comments, zones]).activities([{ id: 42, start_date: START, comment_count: 2 }], 'list');
  expect(line('comments')).toMatchObject({ status: 'pending', basis: '2', itemDate: START });
  expect(line('zones')).toBeUndefined();
});

test('what a page says enters what is new, and asks again for what changed', () => {
  const { db, teller, line } = setting();
  const tell = (said: Record<string, unknown>[], now = NOW) =>
    tellingOf({ ...teller, now }, [comments, zones]).activities(said, 'list');
  const of = (id: number, comment_count?: number) => ({ id, start_date: START, comment_count });
  tell([of(1, 1), of(2, 2)]);
  for (const item of ['1', '2'])
    settleItem(db, { athleteId: 7, resource: 'comments', item }, { status: 'done', at: NOW });
  const later = '2026-11-24T11:00:00Z';
  tell([of(1, 1), of(2, 3), of(3, 3), of(4)], later);
  expect(line('comments', '1')).toMatchObject({ status: 'done', nextTryAt: null });
  expect(line('comments', '2')).toMatchObject({ status: 'done', nextTryAt: later, basis: '3' });
  expect(line('comments', '3')).toMatchObject({ status: 'pending', nextTryAt: later, itemDate: START });
  expect(line('comments', '4')).toBeUndefined();
});

test('a resource that is new is told of all that is archived, once', () => {
  const { teller, line, keep, db } = setting();
  keep('activity_summary', { id: 42, start_date: START, comment_count: 1 });
  keep('activity_summary', { id: 42, start_date: START, comment_count: 2 }, '2026-11-24T11:00:00Z');
  keep('activity', { id: 42, start_date: START, zone_count: 3, efforts: [{ id: 1 }] });
  introduce(teller, [comments, zones]);
  expect(line('comments')).toMatchObject({ status: 'pending', basis: '2', nextTryAt: NOW });
  expect(line('zones')).toMatchObject({ status: 'pending', basis: '3' });
  db.$client.exec("DELETE FROM coverage WHERE item = '42'");
  introduce(teller, [comments, zones]);
  expect(line('comments')).toBeUndefined();
});

test('one that was left out meanwhile is new again', () => {
  const { teller, line, keep } = setting();
  introduce(teller, [comments]);
  introduce(teller, []);
  keep('activity_summary', { id: 42, start_date: START, comment_count: 1 });
  introduce(teller, [comments]);
  expect(line('comments')).toMatchObject({ status: 'pending' });
});
