import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { athlete, nameOf } from '../../src/resources/athlete.ts';
import { NoAnswer } from '../../src/resources/resource.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';
import { ATHLETE_ID, storeAthlete } from './received.ts';
import { LATER, storing } from './storing.ts';

const FULL = {
  id: ATHLETE_ID,
  resource_state: 3,
  username: 'jo',
  firstname: 'Jördis',
  lastname: 'Ångström',
  bio: 'Up hills 🏔️\nand "down"',
  city: 'Brünnlitz',
  state: 'North',
  country: 'Exampleland',
  sex: 'F',
  premium: true,
  summit: false,
  created_at: '2016-03-12T08:21:44Z',
  updated_at: '2026-08-30T17:05:09Z',
  profile: 'https://pictures.example.net/large.jpg',
  profile_medium: 'https://pictures.example.net/medium.jpg',
  measurement_preference: 'meters',
  date_preference: '%m/%d/%Y',
  weight: 61.7,
  ftp: 243,
  follower_count: 12,
  friend_count: 0,
  clubs: [{ id: 1 }],
};
const POOR = { id: ATHLETE_ID, resource_state: 2, firstname: 'Jo', premium: false };

const text = (...parts: object[]) => JSON.stringify(Object.assign({}, ...parts));
const { clubs: _clubs, id: _id, ...PLAIN } = FULL;
const COLUMNS = { ...PLAIN, premium: 1, summit: 0 };
const CHANGING = ['weight', 'ftp', 'follower_count', 'friend_count', 'premium', 'summit'] as const;
const later = { fetchedAt: '2026-11-24T18:30:00Z' };

describe('the athlete', () => {
  test('is stored field by field, with what was received', () => {
    const archive = newArchive();
    storeAthlete(archive, text(FULL));
    expect(rowsOf(archive, 'athletes')).toEqual([
      { id: ATHLETE_ID, ...COLUMNS, raw: text(FULL), fetched_at: '2026-11-24T10:00:00Z' },
    ]);
  });

  test('makes a row of today with what changes', () => {
    const archive = newArchive();
    storeAthlete(archive, text(FULL));
    expect(rowsOf(archive, 'athlete_snapshots')).toEqual([
      {
        athlete_id: ATHLETE_ID,
        captured_on: '2026-11-24',
        captured_at: '2026-11-24T10:00:00Z',
        resource_state: 3,
        ...Object.fromEntries(CHANGING.map((name) => [name, COLUMNS[name]])),
        raw: text(FULL),
        fetched_at: '2026-11-24T10:00:00Z',
      },
    ]);
  });

  test.each([
    ['absent', {}],
    ['null', Object.fromEntries(Object.keys(PLAIN).map((name) => [name, null]))],
  ])('has NULL, never 0, for what is %s', (_how, fields) => {
    const archive = newArchive();
    storeAthlete(archive, text(fields, { id: ATHLETE_ID, resource_state: 3 }));
    const [row] = rowsOf(archive, 'athletes');
    for (const name of Object.keys(PLAIN).filter((n) => n !== 'resource_state'))
      expect(row?.[name], name).toBeNull();
    const [snapshot] = rowsOf(archive, 'athlete_snapshots');
    for (const name of CHANGING) expect(snapshot?.[name], name).toBeNull();
  });

  test('loses what Strava no longer says', () => {
    const archive = newArchive();
    storeAthlete(archive, text(FULL));
    storeAthlete(archive, text(FULL, { ftp: null, bio: undefined, weight: undefined }), later);
    expect(rowsOf(archive, 'athletes')).toMatchObject([
      { ftp: null, bio: null, weight: null, city: 'Brünnlitz' },
    ]);
    expect(rowsOf(archive, 'athlete_snapshots')).toMatchObject([{ ftp: null, weight: null, premium: 1 }]);
  });

  test('tells 0 from nothing', () => {
    const archive = newArchive();
    storeAthlete(archive, text(FULL, { follower_count: 0, ftp: 0, premium: false, bio: '' }));
    expect(rowsOf(archive, 'athletes')).toMatchObject([{ follower_count: 0, ftp: 0, premium: 0, bio: '' }]);
  });

  test('keeps any profile exactly: texts, numbers and body', () => {
    const archive = newArchive();
    const word = fc.option(fc.string({ unit: 'grapheme', maxLength: 30 }));
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const profile = fc.record({ firstname: word, bio: word, weight: finite, friend_count: fc.nat() });
    fc.assert(
      fc.property(profile, (fields) => {
        const raw = text({ id: ATHLETE_ID, resource_state: 3 }, fields);
        storeAthlete(archive, raw);
        expect(rowsOf(archive, 'athletes')).toMatchObject([{ ...fields, raw }]);
      }),
    );
  });
});

describe('a poorer answer', () => {
  test('never overwrites the profile, nor what is known of today', () => {
    const archive = newArchive();
    storeAthlete(archive, text(FULL));
    const before = [rowsOf(archive, 'athletes'), rowsOf(archive, 'athlete_snapshots')];
    storeAthlete(archive, text(POOR), later);
    expect([rowsOf(archive, 'athletes'), rowsOf(archive, 'athlete_snapshots')]).toEqual(before);
  });

  test('is better than nothing, and on a day of its own makes a row', () => {
    const archive = newArchive();
    storeAthlete(archive, text(POOR));
    expect(rowsOf(archive, 'athletes')).toMatchObject([{ firstname: 'Jo', resource_state: 2, ftp: null }]);
    const other = newArchive();
    storeAthlete(other, text(FULL));
    storeAthlete(other, text(POOR), { capturedOn: '2026-11-25' });
    expect(rowsOf(other, 'athlete_snapshots').map((row) => row.resource_state)).toEqual([3, 2]);
    expect(rowsOf(other, 'athletes')).toMatchObject([{ firstname: 'Jördis', resource_state: 3 }]);
  });

  test('is replaced by a richer one', () => {
    const archive = newArchive();
    storeAthlete(archive, text(POOR));
    storeAthlete(archive, text(FULL), later);
    expect(rowsOf(archive, 'athletes')).toMatchObject([COLUMNS]);
    expect(rowsOf(archive, 'athlete_snapshots')).toMatchObject([{ resource_state: 3, ftp: 243 }]);
  });
});

describe('the snapshots', () => {
  test('keep the last answer of a day', () => {
    const archive = newArchive();
    storeAthlete(archive, text(FULL));
    storeAthlete(archive, text(FULL, { weight: 60.2 }), later);
    expect(rowsOf(archive, 'athlete_snapshots')).toMatchObject([
      { captured_on: '2026-11-24', weight: 60.2, captured_at: later.fetchedAt, fetched_at: later.fetchedAt },
    ]);
  });

  test('get a row a day, also when nothing has changed', () => {
    const archive = newArchive();
    for (const capturedOn of ['2026-11-24', '2026-11-25', '2026-11-26'])
      storeAthlete(archive, text(FULL), { capturedOn });
    const rows = rowsOf(archive, 'athlete_snapshots');
    expect(rows.map((row) => row.captured_on)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
    expect(rows.map((row) => row.weight)).toEqual([61.7, 61.7, 61.7]);
    expect(rowsOf(archive, 'athletes')).toHaveLength(1);
  });
});

describe('an answer of the wrong shape', () => {
  test.each([
    ['another athlete', { ...FULL, id: 4_712 }],
    ['no id', { ...FULL, id: undefined }],
    ['an id that is a word', { ...FULL, id: 'me' }],
    ['an array', [FULL]],
    ['nothing', null],
  ])('is refused: %s', (_what, json) => {
    expect(() => athlete.accept(String(ATHLETE_ID), json)).toThrow(NoAnswer);
  });
});

describe('an odd value in a profile', () => {
  test.each<[string, object, object, string]>([
    ['a weight as text', { weight: '61.7' }, { weight: null }, 'weight: "61.7"'],
    ['half a follower', { follower_count: 1.5 }, { follower_count: null }, 'follower_count: 1.5'],
    ['premium as a number', { premium: 1 }, { premium: null }, 'premium: 1'],
    ['an odd state', { resource_state: 'x' }, { resource_state: null }, 'resource_state: "x"'],
  ])('costs itself, here and in the row of the day: %s', (_what, odd, columns, note) => {
    const { store, rows, ledger } = storing();
    store(athlete, ATHLETE_ID, { ...FULL, ...odd });
    for (const table of ['athletes', 'athlete_snapshots'])
      expect(rows(table)).toMatchObject([{ ftp: FULL.ftp, ...columns, raw: text({ ...FULL, ...odd }) }]);
    expect(ledger('athlete', ATHLETE_ID)).toMatchObject({ status: 'done', note });
  });

  test('of the lists of gear costs no other', () => {
    const { store, ledger } = storing();
    store(athlete, ATHLETE_ID, { ...FULL, bikes: [{ id: 'b1' }, null, { id: 7 }, {}], shoes: 'none' });
    expect(ledger('gear', 'b1')).toMatchObject({ status: 'pending' });
    expect(ledger('athlete', ATHLETE_ID)?.note).toBe(
      'bikes.1: null; shoes: "none"; bikes.2.id: 7; bikes.3.id: missing',
    );
  });

  test('has no note any more when it is gone', () => {
    const { store, ledger } = storing();
    store(athlete, ATHLETE_ID, { ...FULL, premium: 1 });
    store(athlete, ATHLETE_ID, FULL, { fetchedAt: LATER });
    expect(ledger('athlete', ATHLETE_ID)).toMatchObject({ status: 'done', note: null });
  });

  test('an id in quotes is none', () => {
    const { store, rows, ledger } = storing();
    store(athlete, ATHLETE_ID, { ...FULL, id: String(ATHLETE_ID) });
    expect(rows('athletes')).toMatchObject([{ id: ATHLETE_ID }]);
    expect(ledger('athlete', ATHLETE_ID)?.note).toBeNull();
  });

  test('a profile that does not say what it is never replaces one that does', () => {
    const { store, rows } = storing();
    store(athlete, ATHLETE_ID, FULL);
    store(athlete, ATHLETE_ID, { ...FULL, resource_state: undefined, weight: 1 }, { fetchedAt: LATER });
    expect(rows('athletes')).toMatchObject([{ weight: FULL.weight }]);
  });
});

describe('the name of an athlete', () => {
  test.each([
    ['the first name', FULL, 'Jördis'],
    ['the id without one', { ...FULL, firstname: '' }, `athlete ${ATHLETE_ID}`],
  ])('is %s', (_what, profile, name) => {
    const archive = newArchive();
    storeAthlete(archive, text(profile));
    expect(nameOf(archive, ATHLETE_ID)).toBe(name);
  });

  test('is the id before anything is archived', () => {
    expect(nameOf(newArchive(), ATHLETE_ID)).toBe(`athlete ${ATHLETE_ID}`);
  });
});
