import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WHOLE } from '../../src/archive/list-lines.ts';
import { activityList } from '../../src/resources/activity/list.ts';
import { toWireJson } from '../simulator/wire-json.ts';
import { sized } from '../support/soak.ts';
import { type Packed, unpacked } from '../support/unpacked.ts';
import { ATHLETE, LATER, NOW, SUMMARY, storing } from './storing.ts';

const id = String(ATHLETE);

function setting() {
  const all = storing();
  const page = (items: readonly unknown[] | string, fetchedAt = NOW) =>
    all.store(activityList, id, items, { fetchedAt });
  /** The documents of a kind, by what they are of. */
  const texts = (kind: string): Record<string, string> =>
    Object.fromEntries(
      all.rows('documents', `kind = '${kind}'`).map((row) => [row.item, unpacked(row as unknown as Packed)]),
    );
  const note = () => all.ledger('activities', id)?.note;
  return { ...all, page, texts, note };
}

const GOOD = [SUMMARY, { ...SUMMARY, id: 43 }];

describe('an element without a usable id', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a text', 'odd'],
    ['a list', [SUMMARY]],
    ['an object without one', { ...SUMMARY, id: undefined }],
    ['null for one', { ...SUMMARY, id: null }],
    ['a fraction for one', { ...SUMMARY, id: 42.5 }],
    ['nothing for one', { ...SUMMARY, id: 0 }],
    ['a negative one', { ...SUMMARY, id: -1 }],
    ['a word for one', { ...SUMMARY, id: 'forty-two' }],
    ['an object for one', { ...SUMMARY, id: { of: 42 } }],
    ['one beyond 64 bits', { ...SUMMARY, id: 2n ** 64n }],
  ])('costs only itself, is kept with its page, counted and said: %s', (_what, odd) => {
    const { page, rows, texts, note, ledger } = setting();
    const text = toWireJson([GOOD[0], odd, GOOD[1]]);
    page(text);
    expect(rows('activities').map((row) => row.id)).toEqual([42, 43]);
    expect(texts('activity_summary')).toEqual({ 42: toWireJson(GOOD[0]), 43: toWireJson(GOOD[1]) });
    expect(Object.values(texts('activities_page'))).toEqual([text]);
    expect(note()).toBe('1 without a usable id, kept in documents as activities_page');
    expect(ledger('activities', WHOLE)).toMatchObject({ position: 2 });
  });

  test('is kept once, however the rest of its page changes and wherever it stands', () => {
    const { page, texts, note } = setting();
    page([null, ...GOOD]);
    page([{ ...SUMMARY, id: 44, kudos_count: 9 }, ...GOOD, null], LATER);
    expect(Object.values(texts('activities_page'))).toEqual([toWireJson([null, ...GOOD])]);
    page([{ id: 'odd' }, null, ...GOOD], LATER);
    expect(Object.values(texts('activities_page'))).toHaveLength(2);
    page(GOOD, LATER);
    expect(note()).toBeNull();
  });

  test('that is another one each time is kept by itself before long', () => {
    const { page, texts } = setting();
    for (let i = 0; i < 60; i += 1) page([{ odd: i }, ...GOOD]);
    const kept = Object.values(texts('activities_page'));
    expect(kept).toHaveLength(60);
    expect(kept.filter((text) => text.includes('Loop'))).toHaveLength(50);
    expect(kept).toContain('[{"odd":59}]');
  });

  test('leaves no token in the archive', () => {
    const { page, archive, texts } = setting();
    page(`[{"id":"none","embed_token":"s3cr3t","name":"odd"},${toWireJson(SUMMARY)}]`);
    expect(Object.values(texts('activities_page')).join()).not.toContain('s3cr3t');
    expect(archive.$client.serialize().includes('s3cr3t')).toBe(false);
  });
});

describe('an id', () => {
  test.each<[string, string, string]>([
    ['in quotes', '"42"', '42'],
    ['of 19 digits in quotes', '"3112345678901234567"', '3112345678901234567'],
    ['of 19 digits', '3112345678901234567', '3112345678901234567'],
  ])('%s is an id', (_what, written, digits) => {
    const { page, exact, texts, note, ledger } = setting();
    const text = toWireJson(SUMMARY).replace('"id":42', `"id":${written}`);
    page(`[${text}]`);
    expect(exact('activities', 'id')).toEqual([digits]);
    expect(texts('activity_summary')).toEqual({ [digits]: text });
    expect(ledger('activity', digits)).toMatchObject({ status: 'pending' });
    expect(note()).toBeNull();
  });

  test('that comes twice on a page is one thing; what it says otherwise is kept with the page', () => {
    const { page, rows, texts, note } = setting();
    page([SUMMARY, SUMMARY]);
    expect([rows('activities').length, rows('documents').length, note()]).toEqual([1, 1, null]);
    const text = toWireJson([SUMMARY, { ...SUMMARY, name: 'Other' }]);
    for (const at of [NOW, LATER]) page(text, at);
    expect(rows('activities')).toMatchObject([{ name: SUMMARY.name }]);
    expect(rows('documents', "kind = 'activity_summary'")).toHaveLength(1);
    expect(Object.values(texts('activities_page'))).toEqual([text]);
    expect(note()).toMatch(/^1 /);
  });
});

test.each([undefined, null, 7, 'yesterday', '', '+275760-09-13T00:00:00Z'])(
  'an activity that began at %j has its detail asked for, without a date',
  (start_date) => {
    const { page, ledger } = setting();
    page([{ ...SUMMARY, start_date }, GOOD[1]]);
    for (const name of ['activity', 'streams'])
      expect(ledger(name, 42)).toMatchObject({ status: 'pending', itemDate: null, nextTryAt: NOW });
    expect(ledger('activity', 43)).toMatchObject({ itemDate: SUMMARY.start_date });
  },
);

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.record({ id: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom('5', '6', 'x', null)) }),
  fc.integer({ min: 1, max: 9 }).map((of) => ({ ...SUMMARY, id: of })),
);
const blank = fc.string({ unit: fc.constantFrom(' ', '\n', '\t'), maxLength: 2 });

test('of any list each element is kept to the letter, by its own id or with the page', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 8 }), blank, (elements, gap) => {
      const { page, texts, rows } = setting();
      const each = elements.map((element) => JSON.stringify(element));
      const text = `${gap}[${each.map((one) => gap + one + gap).join(',')}]${gap}`;
      page(text);
      const kept = texts('activity_summary');
      for (const [item, said] of Object.entries(kept)) {
        expect(each).toContain(said);
        expect(String((JSON.parse(said) as { id: unknown }).id)).toBe(item);
      }
      const [whole] = Object.values(texts('activities_page'));
      const rest = each.filter((one) => !Object.values(kept).includes(one));
      expect(whole).toBe(rest.length > 0 ? text : undefined);
      expect(rows('coverage', "resource = 'activity'")).toHaveLength(Object.keys(kept).length);
    }),
    { numRuns: sized(30, 600) },
  );
});
