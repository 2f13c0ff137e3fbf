import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { savedQuestions } from '../src/ask/saved.ts';
import { OVER_VIEWS, SAVED } from './question-answers.ts';
import { ANSWERS, type Facts, type Row } from './readme-answers.ts';
import { hasShell, shell } from './streams/stream-archive.ts';
import { DOCUMENTS, found, readDocument } from './support/documents.ts';
import { CORE } from './support/simulator.ts';
import { tempDir } from './support/temp-dir.ts';
import { archiveAll, type History, historyOf } from './sync/history-world.ts';

const DAY_MS = 86_400_000;
const START = '2026-10-24T10:00:00Z';
/** Of some years of activities, so many are left out for each that is kept. */
const EVERY = 16;

const queriesOf = (path: string) => found(readDocument(path), /^```sql\n(.*?)^```$/gms);
const queries = queriesOf('docs/sql.md');
/** What the documents give as a command for the shell. */
const statements = DOCUMENTS.flatMap((path) =>
  found(
    readDocument(path),
    /^ *sqlite3 (?:data\/archive\.db|"file:data\/archive\.db\?immutable=1") "([^.].*?)"$/gm,
  ),
);

/** A smaller life of the kind that the demo shows: over years, with one lost recording and one that never was. */
async function smallLife() {
  const history = await historyOf({
    ...{ activities: 45 * EVERY, start: START, brevity: 1 },
    environment: { ARCHIVE: `${CORE.ARCHIVE},comments` },
  });
  const { simulator, athleteId } = history;
  const { activities, detail } = simulator.world.athleteOf(athleteId);
  detail.shoes.push(
    ...detail.shoes.slice(0, 1).map((shoe) => ({ ...shoe, id: 'g77', name: 'New in its box' })),
  );
  activities.splice(0, activities.length, ...activities.filter((_, i) => i % EVERY === 0));
  Object.assign(activities[5]?.traits ?? {}, { manual: true, gps: false });
  const lost = activities.filter(({ traits }) => !traits.manual)[6]?.id;
  simulator.faults.add({ path: new RegExp(`/${lost}/streams$`), every: 1, kind: { status: 404 } });
  return history;
}

/** Some weeks, with another weight and FTP now and then. */
async function aMonth({ clock, simulator, athleteId, pass }: History): Promise<Facts['weighed']> {
  const { detail } = simulator.world.athleteOf(athleteId);
  // That a recording is lost is believed a day later.
  const weighed = [START, new Date(clock.now()).toISOString()].map((at) => ({
    ...{ day: at.slice(0, 10), weight: detail.weight, ftp: detail.ftp },
  }));
  const news = [
    [3, 68.2, 250],
    [5, 67.4, 250],
    [23, 66.9, 262],
  ] as const;
  for (const [days, weight, ftp] of news) {
    clock.advance(days * DAY_MS);
    Object.assign(detail, { weight, ftp });
    await pass();
    weighed.push({ day: new Date(clock.now()).toISOString().slice(0, 10), weight, ftp });
  }
  return weighed;
}

/** A pass that gets nothing: the three things that every pass asks for fail, five times each. */
async function anOutage({ simulator, clock, pass }: History): Promise<Facts['outage']> {
  const at = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  simulator.faults.add({ path: /\/api/, every: 1, kind: { status: 503 } });
  await pass();
  simulator.faults.clear();
  return { at, requests: 15, tries: 5 };
}

function expectAnswers(asked: Row[][], facts: Facts): void {
  expect(queries).toHaveLength(ANSWERS.length);
  for (const [i, [title, answer]] of ANSWERS.entries()) {
    const expected = answer(facts);
    expect(expected.length, title).toBeGreaterThan(0);
    expect.soft(asked[i], title).toMatchObject(expected);
    expect.soft(asked[i], title).toHaveLength(expected.length);
  }
}

/** The saved questions, of which one activity has been deleted at Strava meanwhile: it counts nowhere. */
function expectSaved({ sql }: History, facts: Facts, now: string): void {
  const saved = savedQuestions(tempDir());
  expect([...Object.keys(SAVED), ...OVER_VIEWS].sort()).toEqual(saved.map(({ name }) => name));
  for (const question of saved) {
    const [answer, told] = SAVED[question.name] ?? [];
    const usual = question.parameters.map(({ name, usual }) => [name, usual === 'now' ? now : usual]);
    const rows = sql<Row>(question.sql, { ...Object.fromEntries(usual), ...told });
    const expected = answer?.(facts) ?? [];
    // In an archive of some years none of these is without an answer, but here the athlete's zones are not asked for.
    if (!answer) expect.soft(rows.length > 0, question.name).toBe(question.name !== 'time-in-zones');
    if (!answer) continue;
    expect.soft(rows, question.name).toMatchObject(expected);
    expect.soft(rows, question.name).toHaveLength(expected.length);
  }
}

/** Marks as deleted what was recorded last and has all kinds of things. */
function deleteOne(history: History): Facts['truth'] {
  const truth = history.truth();
  const gone = truth.summaries().find(({ manual, gear_id }) => !manual && gear_id)?.id;
  history.app.archive.$client.exec(
    `BEGIN; UPDATE activities SET deleted_at = '2026-11-01T00:00:00Z' WHERE id = ${gone}; COMMIT`,
  );
  const summaries = () => truth.summaries().filter(({ id }) => id !== gone);
  return Object.assign(Object.create(truth), { summaries });
}

/** What is asked in the shell: the shortest question, how many there are, what an answer says itself, and a search. */
function expectSelected({ app, sql, truth }: History): void {
  // The sqlite3 shell has this one.
  app.archive.$client.function('sqlar_uncompress', (body, bytes) =>
    (body as Buffer).length === bytes ? body : inflateSync(body as Buffer).toString(),
  );
  const asked = statements.filter((text) => !text.includes('DELETE')).map((text) => sql<Row>(text));
  const all = truth().summaries();
  expect(asked.filter(({ length }) => length === all.length)).toHaveLength(2);
  expect(asked).toContainEqual([{ 'count(*)': all.length }]);
  const squeaking = expect.objectContaining({ kind: 'gear', text: expect.stringContaining('Squeaks') });
  expect(asked).toContainEqual(expect.arrayContaining([squeaking]));
}

/** How to delete. */
function expectDeleted({ app, sql, truth }: History, run: (text: string) => void): void {
  const removals = statements.filter((text) => text.includes('DELETE'));
  expect(removals).toHaveLength(2);
  for (const text of removals) run(text);
  const gone = truth().summaries()[0]?.id ?? 0;
  const tables = sql<{ name: string }>(`SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND c.name = 'activity_id'`).map(({ name }) => name);
  expect(tables).toEqual(
    expect.arrayContaining(['laps', 'segment_efforts', 'activity_streams', 'stream_blocks']),
  );
  for (const table of tables)
    expect.soft(sql(`SELECT 1 FROM ${table} WHERE activity_id = ? LIMIT 1`, gone), table).toEqual([]);
  expect(sql('SELECT kind FROM documents WHERE item = ?', String(gone))).toEqual([]);
  expect(sql('SELECT id FROM activities')).toHaveLength(truth().summaries().length - 1);
  expect(sql('SELECT captured_on FROM athlete_snapshots')).toHaveLength(1);
  expect(app.archive.$client.pragma('foreign_key_check')).toEqual([]);
}

test('the README gives a taste of the questions of docs/sql.md', () => {
  expect(queriesOf('README.md').length).toBeGreaterThan(0);
  expect(queries).toEqual(expect.arrayContaining(queriesOf('README.md')));
});

test('each query of the documents and each saved one answers what Strava knows, and its deletions delete', async () => {
  const history = await smallLife();
  await archiveAll(history);
  const weighed = await aMonth(history);
  const outage = await anOutage(history);
  const now = new Date(history.clock.now()).toISOString();
  const today = now.slice(0, 10);
  const asOf = (sql: string) => sql.replaceAll("'now'", `'${now}'`);

  const asked = queries.map((sql) => history.sql<Row>(asOf(sql)));
  expectAnswers(asked, { truth: history.truth(), today, weighed, outage });
  expectSelected(history);
  expectSaved(history, { truth: deleteOne(history), today, weighed, outage }, now);
  // Also by an older SQLite, which somebody has in their shell.
  if (hasShell) expect(shell(history.app.archive, 'PRAGMA integrity_check')).toEqual(['ok']);
  history.app.archive.$client.exec('BEGIN; UPDATE activities SET deleted_at = NULL; COMMIT');
  const id = String(history.truth().summaries()[0]?.id);
  expectDeleted(history, (sql) => history.app.archive.$client.exec(asOf(sql).replaceAll('1234567', id)));
});
