import { describe, expect, test } from 'vitest';
import { addressesOf, lookedAt } from './looking.ts';

const sqlPath = (sql: string, path = '/sql') => `${path}?${new URLSearchParams({ sql })}`;

describe('a question on a page', () => {
  test('is answered as the archive answers it, with a file of the same', async () => {
    const { htmlOf, ask, sql } = await lookedAt({ activities: 6 });
    const question = 'SELECT id, name, NULL AS missing, distance FROM activities ORDER BY id';
    const rows = sql<{ id: number; name: string; distance: number }>(question);
    const html = await htmlOf(sqlPath(question));
    for (const { id, distance } of rows) {
      expect(html).toContain(`<td class="num">${id}</td>`);
      expect(html).toContain(`<td class="num">${Number.isInteger(distance) ? `${distance}` : distance}</td>`);
    }
    expect(html).toContain('<td class="muted">NULL</td>');
    const csv = await ask(sqlPath(question, '/sql.csv'));
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="answer.csv"');
    const lines = (await csv.text()).split('\n');
    expect(lines[0]).toBe('id,name,missing,distance');
    expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(rows.map(({ id }) => String(id)));
    const json = (await (await ask(sqlPath(question, '/sql.json'))).text()).trim().split('\n');
    expect(json.map((line) => JSON.parse(line).name)).toEqual(rows.map(({ name }) => name));
  });

  test('with a name takes its parameters from the address', async () => {
    const { htmlOf, ask } = await lookedAt({ activities: 6 });
    expect(await htmlOf('/sql/weekly-totals?year=2026')).toContain('value="2026"');
    const csv = await ask('/sql/weekly-totals.csv?year=2026');
    expect([csv.status, csv.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="weekly-totals.csv"',
    ]);
    expect((await ask('/sql/no-such-question')).status).toBe(404);
  });

  test('may hold parameters of its own', async () => {
    const { htmlOf } = await lookedAt({ activities: 6 });
    const query = new URLSearchParams({ sql: 'SELECT :word AS said', word: '<b>x' });
    expect(await htmlOf(`/sql?${query}`)).toContain('&lt;b&gt;x</td>');
  });

  test('that writes, attaches, or looks elsewhere is refused, and nothing has happened', async () => {
    const life = await lookedAt({ activities: 6 });
    const { htmlOf, sql, dataDir, ask } = life;
    const before = sql('SELECT count(*) AS n FROM activities');
    const statements = [
      'DELETE FROM activities',
      `ATTACH '${dataDir}/credentials.db' AS x`,
      "VACUUM INTO '/tmp/x.db'",
      'INSERT INTO activities DEFAULT VALUES RETURNING *',
      'SELECT 1; DELETE FROM activities',
      "SELECT load_extension('x')",
      'SELECT * FROM token_pairs',
    ];
    for (const statement of statements) {
      expect(await htmlOf(sqlPath(statement)), statement).toContain('role="alert"');
    }
    for (const statement of statements.slice(0, 2))
      expect((await ask(sqlPath(statement, '/sql.csv'))).status, statement).toBe(400);
    expect(sql('SELECT count(*) AS n FROM activities')).toEqual(before);
  });

  test('that never ends is stopped, and others are answered meanwhile', async () => {
    const life = await lookedAt({ activities: 6, questionMs: 1_000 });
    const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
    const began = performance.now();
    const asked = life.htmlOf(sqlPath(endless));
    for (const path of addressesOf(life).filter((each) => !each.startsWith('/sql'))) await life.htmlOf(path);
    expect(await asked).toContain('was stopped after 1 s');
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  test('to which a page of somebody else leads is shown, and not asked', async () => {
    const { ask } = await lookedAt({ activities: 6 });
    const led = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    const html = await (await ask(sqlPath("SELECT 'asked' || ' it'"), led)).text();
    expect(html).toContain('this was not asked yet');
    expect(html).not.toContain('asked it');
    expect((await ask(sqlPath('SELECT 1', '/sql.csv'), led)).status).toBe(403);
  });

  test('waits for its turn, and not for long', async () => {
    const { ask } = await lookedAt({ activities: 6 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => (await ask(sqlPath(`SELECT ${i} + 100`))).text()),
    );
    const busy = answers.filter((html) => html.includes('Other questions are being answered'));
    expect(busy).toHaveLength(4);
    expect(answers.filter((html) => /<td class="num">10\d<\/td>/.test(html))).toHaveLength(4);
  });
});
