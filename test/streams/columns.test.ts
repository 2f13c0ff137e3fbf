import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STREAM_FIELDS } from '../../src/streams/codec.ts';
import { columnsReader } from '../../src/streams/columns.ts';
import { newArchive } from '../archive/open-archive.ts';
import { sized } from '../support/soak.ts';
import { anyAnswer, expectedRows, store } from './stream-archive.ts';

const NAMES = STREAM_FIELDS.map(({ name }) => name);

test('columns hold the very numbers of the streams, and NaN where there is none', () => {
  const db = newArchive();
  const read = columnsReader(NAMES);
  let id = 0;
  fc.assert(
    fc.property(anyAnswer, (answer) => {
      id += 1;
      store(db, id, answer);
      const columns = read(db, id);
      const rows = expectedRows(id, answer);
      STREAM_FIELDS.forEach(({ name, stream }, i) => {
        const expected = rows.map((row) => {
          const value = row[i + 2] ?? Number.NaN;
          // Longer whole numbers than a number holds are none.
          return typeof value === 'bigint' ? Number.NaN : value;
        });
        const column = columns[name];
        expect(column && [...column], name).toEqual(answer[stream] && rows.length > 0 ? expected : undefined);
      });
    }),
    { numRuns: sized(40, 600) },
  );
});

test('a recording that is not there has no columns', () => {
  expect(columnsReader(NAMES)(newArchive(), 42)).toEqual({});
});
