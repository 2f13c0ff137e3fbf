import type { Database } from 'better-sqlite3';
import { isMadeBy } from '../sqlite/made.ts';
import { COLUMNS, SOURCES, type Source, textsOf, WORDS, watched } from './sources.ts';

/** The table of the texts, which `search` is the index of; it repeats what other tables say. */
export const SEARCH_TEXTS = 'search_texts';

const TABLE = `CREATE TABLE ${SEARCH_TEXTS} (
  id INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  item TEXT NOT NULL,
  activity_id INTEGER,
  athlete_id INTEGER NOT NULL,
  name TEXT,
  text TEXT,
  private_note TEXT,
  UNIQUE (kind, item, athlete_id)
) STRICT`;

// Without `secure-delete`, which SQLite 3.40 cannot read; `tidySearch` removes the words of what was deleted.
const INDEX = `CREATE VIRTUAL TABLE search USING fts5(
  kind UNINDEXED, item UNINDEXED, activity_id UNINDEXED, athlete_id UNINDEXED, name, text, private_note,
  content='${SEARCH_TEXTS}', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
)`;

const words = (row: string) => WORDS.map((column) => `${row}.${column}`).join(', ');
const INDEXED = `INSERT INTO search (rowid, ${WORDS.join(', ')}) VALUES (NEW.id, ${words('NEW')});`;
const UNINDEXED = `INSERT INTO search (search, rowid, ${WORDS.join(', ')}) VALUES ('delete', OLD.id, ${words('OLD')});`;

const intoTexts = (texts: string) => `INSERT INTO ${SEARCH_TEXTS} (${COLUMNS.join(', ')}) ${texts};`;

const trigger = (name: string, when: string, body: string) =>
  `CREATE TRIGGER search_${name} AFTER ${when} BEGIN\n  ${body}\nEND`;

function triggersOf(source: Source): string[] {
  const { kind, table, item, perAthlete } = source;
  const row = (which: string) => watched(source).map((column) => `${which}.${column}`);
  const put = intoTexts(textsOf(source, 'NEW'));
  const remove = (which: string) => {
    const whose = perAthlete ? ` AND athlete_id = ${which}.athlete_id` : '';
    return `DELETE FROM ${SEARCH_TEXTS} WHERE kind = '${kind}' AND item = CAST(${which}.${item} AS TEXT)${whose};`;
  };
  const changed = `UPDATE OF ${watched(source).join(', ')} ON ${table}
WHEN (${row('OLD').join(', ')}) IS NOT (${row('NEW').join(', ')})`;
  return [
    // INSERT OR REPLACE, in somebody's shell, takes rows away of which no trigger is told.
    trigger(`${kind}_insert`, `INSERT ON ${table}`, `${remove('NEW')}\n  ${put}`),
    trigger(`${kind}_update`, changed, `${remove('OLD')}\n  ${put}`),
    trigger(`${kind}_delete`, `DELETE ON ${table}`, remove('OLD')),
  ];
}

const TRIGGERS = [
  trigger('texts_insert', `INSERT ON ${SEARCH_TEXTS}`, INDEXED),
  trigger('texts_update', `UPDATE ON ${SEARCH_TEXTS}`, `${UNINDEXED}\n  ${INDEXED}`),
  trigger('texts_delete', `DELETE ON ${SEARCH_TEXTS}`, UNINDEXED),
  ...SOURCES.flatMap(triggersOf),
];

const OURS = `SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'search_*'`;
const CREATED = `SELECT sql FROM sqlite_master WHERE name IN ('search', '${SEARCH_TEXTS}')
  OR (type = 'trigger' AND name GLOB 'search_*')`;

/** Drops the index and what keeps it in step, so that a migration may rebuild the tables under it. */
export function dropSearch(db: Database): void {
  for (const name of db.prepare(OURS).pluck().all()) db.exec(`DROP TRIGGER "${name}"`);
  db.exec(`DROP TABLE IF EXISTS search; DROP TABLE IF EXISTS ${SEARCH_TEXTS}`);
}

/** Whether the index is there, with what keeps it in step, and of this version. */
export const searchIsCurrent = (db: Database): boolean => isMadeBy(db, CREATED, [TABLE, INDEX, ...TRIGGERS]);

/** Makes the index anew of what the tables say, in a transaction, and lets triggers keep it in step. */
export function createSearch(db: Database): void {
  dropSearch(db);
  db.exec(TABLE);
  for (const source of SOURCES) db.exec(intoTexts(textsOf(source, source.table, ` FROM ${source.table}`)));
  db.exec(INDEX);
  db.exec("INSERT INTO search (search) VALUES ('rebuild')");
  for (const sql of TRIGGERS) db.exec(sql);
}

/** Removes from the index the words of what was deleted; an archive of an older version has no index. */
export function tidySearch(db: Database): void {
  const hasIndex = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'search'").get() !== undefined;
  if (hasIndex) db.exec("INSERT INTO search (search) VALUES ('optimize')");
}

const EVERY = SOURCES.map((source) => textsOf(source, source.table, ` FROM ${source.table}`)).join(
  '\nUNION ALL ',
);
const TEXTS = `SELECT ${COLUMNS.join(', ')} FROM ${SEARCH_TEXTS}`;

/** How many texts are missing, left over or other ones than the tables say. */
export function countStrayTexts(db: Database): number {
  const count = (sql: string) => db.prepare(`SELECT count(*) FROM (${sql})`).pluck().get() as number;
  return (
    count(`SELECT * FROM (${EVERY}) EXCEPT ${TEXTS}`) + count(`${TEXTS} EXCEPT SELECT * FROM (${EVERY})`)
  );
}

/** Whether the index has the words of the texts, those and no others. */
export function indexIsSound(db: Database): boolean {
  try {
    db.exec("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)");
    return true;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_CORRUPT')) return false;
    throw error;
  }
}
