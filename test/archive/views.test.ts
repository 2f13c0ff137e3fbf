import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import { dropViews, views } from '../../src/archive/views.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { tempDir } from '../support/temp-dir.ts';
import { newArchive } from './open-archive.ts';

const VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'";
const COLUMNS = [
  ...['activity_id', 'point', 'time', 'distance', 'lat', 'lng', 'altitude', 'velocity_smooth'],
  ...['heartrate', 'cadence', 'watts', 'temp', 'moving', 'grade_smooth'],
];

describe('the views', () => {
  test('are in a new archive', () => {
    const { $client } = newArchive();
    expect($client.prepare(VIEWS).pluck().all()).toEqual(views.map(({ name }) => name));
    const columns = $client.prepare("SELECT name FROM pragma_table_info('stream_points')").pluck().all();
    expect(columns).toEqual(COLUMNS);
    expect($client.prepare('SELECT * FROM stream_points').all()).toEqual([]);
  });

  test.each(views)('have a meaning for each column of $name', ({ name, columns }) => {
    const found = newArchive().$client.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name);
    expect(found).toEqual(Object.keys(columns));
  });

  test.each([
    ['missing', ''],
    ['of another version', 'CREATE VIEW stream_points AS SELECT 1 AS one'],
  ])('are made when the archive is opened and one is %s', (_how, sql) => {
    const folder = tempDir();
    const first = openArchive(folder);
    first.$client.exec('DROP VIEW stream_points');
    first.$client.exec(sql);
    first.$client.close();
    const { $client } = openArchive(folder);
    onTestFinished(() => void $client.close());
    expect($client.prepare('SELECT point FROM stream_points').all()).toEqual([]);
  });

  test('are left alone when they are right', () => {
    const folder = tempDir();
    const versions = [1, 2].map(() => {
      const { $client } = openArchive(folder);
      const version = $client.pragma('schema_version');
      $client.close();
      return version;
    });
    expect(versions[0]).toEqual(versions[1]);
  });

  test('can be dropped, twice too', () => {
    const { $client } = newArchive();
    dropViews($client);
    dropViews($client);
    expect($client.prepare(VIEWS).all()).toEqual([]);
  });

  test.skipIf(!hasShell)('work in the sqlite3 shell', () => {
    const folder = tempDir();
    const archive = openArchive(folder);
    onTestFinished(() => void archive.$client.close());
    expect(archive.$client.name).toBe(join(folder, 'archive.db'));
    expect(shell(archive, 'SELECT count(*) FROM stream_points')).toEqual(['0']);
  });
});
