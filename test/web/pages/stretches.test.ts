import { expect, test } from 'vitest';
import { splitStretches, stretchesOf } from '../../../src/web/pages/activity/stretches.ts';

const WAY = { time: [0, 10, 20, 60, 70], distance: [0, 500, 1_000, 1_000, 1_400] };
const START = '2026-11-24T07:00:00Z';
const place = (more: object) => ({
  ...{ start_index: null, end_index: null, start_date: null, elapsed_time: null },
  ...more,
});

test('a part is where its points are, or else its clock says', () => {
  const places = [
    place({ start_index: 1, end_index: 3 }),
    place({ start_date: '2026-11-24T07:00:20Z', elapsed_time: 30 }),
    place({ start_index: 2, end_index: 99, start_date: '2026-11-24T07:01:00Z', elapsed_time: 900 }),
  ];
  expect(stretchesOf(places, WAY, START)).toEqual([
    { from: 10, to: 60 },
    { from: 20, to: 50 },
    { from: 60, to: 70 },
  ]);
});

test('a part of which nothing is known, or that is elsewhere, is nowhere', () => {
  const places = [
    place({}),
    place({ start_index: 3, end_index: 1 }),
    place({ start_date: '2026-11-24T06:00:00Z', elapsed_time: 60 }),
    place({ start_date: '2026-11-24T08:00:00Z', elapsed_time: 60 }),
  ];
  expect(stretchesOf(places, WAY, START)).toEqual([undefined, undefined, undefined, undefined]);
  expect(stretchesOf(places, { time: [], distance: [] }, START)).toEqual([]);
});

test('splits follow one another by their distances, the last one to the end', () => {
  expect(splitStretches([{ distance: 1_000 }, { distance: 401 }], WAY)).toEqual([
    { from: 0, to: 20 },
    { from: 20, to: 70 },
  ]);
  expect(splitStretches([{ distance: null }, { distance: 500 }], WAY)).toEqual([undefined, undefined]);
});
