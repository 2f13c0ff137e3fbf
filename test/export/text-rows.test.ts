import { describe, expect, test } from 'vitest';
import { csvRows, jsonRows, type Value } from '../../src/export/text-rows.ts';
import { rawRows, releasedArchive } from './exporting.ts';

const columns = ['id', 'gear_id', 'name', 'distance', 'body'].map((name) => ({ name, declared: '' }));
const row = (...values: Value[]) => values;

describe('CSV', () => {
  test('is that of RFC 4180: NULL is nothing, an empty text has its quotes', () => {
    const { head, row: line } = csvRows({ columns });
    expect(head).toBe('id,gear_id,name,distance,body\n');
    expect(line(row(1n, null, '', 0, null))).toBe('1,,"",0,\n');
    expect(line(row(3_265_366_675_164_236_881n, 'b1', 'a "b", c\nd', 0.1 + 0.2, Buffer.from([0, 255])))).toBe(
      '3265366675164236881,b1,"a ""b"", c\nd",0.30000000000000004,00ff\n',
    );
    expect(line(row(-1n, '=1', '@x 🚴', 1e300, null))).toBe('-1,=1,@x 🚴,1e+300,\n');
  });

  test('gives way to spreadsheets only where that is asked for', () => {
    const ids = csvRows({ columns }, { textIds: true });
    expect(ids.row(row(3_265_366_675_164_236_881n, 'b1', '5', 5, null))).toBe(
      '"=""3265366675164236881""",b1,5,5,\n',
    );
    const safe = csvRows({ columns }, { spreadsheet: true });
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])
      expect(safe.row(row(1n, null, text, -5, null))).toBe(`1,,'${text},-5,\n`);
    expect(safe.row(row(1n, null, 'a=1', 1, null))).toBe('1,,a=1,1,\n');
  });

  test('quotes names as well', () => {
    expect(csvRows({ columns: [{ name: 'count(*), "x"', declared: '' }] }).head).toBe('"count(*), ""x"""\n');
  });
});

describe('JSON lines', () => {
  test('have every id as a text, and everything else as it is', () => {
    const { head, row: line } = jsonRows({ columns });
    expect(head).toBe('');
    expect(JSON.parse(line(row(3_265_366_675_164_236_881n, 'b1', 'a "b"\n\u2028🚴', 0.1, null)))).toEqual({
      ...{ id: '3265366675164236881', gear_id: 'b1', name: 'a "b"\n\u2028🚴', distance: 0.1, body: null },
    });
    expect(line(row(1n, null, '', Number.POSITIVE_INFINITY, Buffer.from([1])))).toBe(
      '{"id":"1","gear_id":null,"name":"","distance":"Infinity","body":"01"}\n',
    );
  });

  test('are as many as there are rows, each the row of the archive', async () => {
    const { archive, run } = releasedArchive();
    const lines = (await run('segment_efforts', { format: 'json' })).split('\n');
    expect(lines.pop()).toBe('');
    const rows = rawRows(archive, 'SELECT id, segment_id, distance, name FROM segment_efforts ORDER BY id');
    const found = lines
      .map((line) => JSON.parse(line))
      .map((each) => [each.id, each.segment_id, each.distance, each.name]);
    expect(found).toEqual(rows.map(([id, segment, ...rest]) => [String(id), String(segment), ...rest]));
    expect(found.some(([id]) => Number(id) > Number.MAX_SAFE_INTEGER)).toBe(true);
  });
});
