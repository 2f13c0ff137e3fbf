import { and, eq, isNull, sql } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../archive/columns.ts';
import { withoutSecrets } from '../archive/document-text.ts';
import { keepDocument } from '../archive/documents.ts';
import { Notes } from '../archive/notes.ts';
import { objectsIn, takerFor } from '../archive/taking.ts';
import { isObject, type Json } from '../json.ts';
import { flag, flagChecks, instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { remakeDocuments } from './remake.ts';
import { defineResource, NoAnswer, objectAnswer } from './resource.ts';

/** The athlete's own zones over time: a row a zone, as long as all zones of its kind stay as they are. */
export const athleteZones = sqliteTable(
  'athlete_zones',
  {
    ...origin(),
    /** `heart_rate`, and `power` of who has an FTP: an open set. */
    kind: text('kind').notNull(),
    /** Counts from 0. */
    zone: integer('zone').notNull(),
    min: real('min'),
    /** NULL for the last zone, which has no upper bound. */
    max: real('max'),
    custom_zones: flag('custom_zones'),
    /** UTC instants of the first answer with these zones, and of the first without them; NULL while they are valid. */
    valid_from: instant('valid_from').notNull(),
    valid_to: instant('valid_to'),
  },
  (t) => [primaryKey({ columns: [t.athlete_id, t.kind, t.zone, t.valid_from] }), ...flagChecks(t)],
);

const takeBounds = takerFor(athleteZones, ['min', 'max']);
const takeCustom = takerFor(athleteZones, ['custom_zones']);
const writeZone = rowWriter(athleteZones, { key: ['athlete_id', 'kind', 'zone', 'valid_from'] });

/** The kinds that are known: of other names, what is no zones is something else. */
const KINDS = ['heart_rate', 'power'];

const hasZones = (said: unknown): said is Json =>
  isObject(said) && Array.isArray(said.zones) && said.zones.some(isObject);

function zonesAnswer(json: unknown): Json {
  const answer = objectAnswer(json);
  if (Object.values(answer).some(hasZones)) return answer;
  throw new NoAnswer('answer', 'no zones of any kind');
}

/** Whose zones they are, and when Strava said so (UTC instant). */
interface Said {
  athlete_id: number;
  fetched_at: string;
}

type Zone = Pick<typeof athleteZones.$inferSelect, 'zone' | 'min' | 'max' | 'custom_zones'>;

function zonesIn(said: Json, kind: string, notes: Notes): Zone[] {
  const { custom_zones } = takeCustom(said, notes, `${kind}.`);
  return objectsIn(said, 'zones', notes, `${kind}.`).map(([bounds, where, zone]) => {
    const { min, max } = takeBounds(bounds, notes, where);
    return { zone, min, max: max === -1 ? null : max, custom_zones } as Zone;
  });
}

/** The condition that a row is of the zones that an athlete has now. */
const isValid = (athleteId: number) =>
  and(eq(athleteZones.athlete_id, athleteId), isNull(athleteZones.valid_to));

/** The valid zones of each kind. */
function validZones(db: Db, athleteId: number): Map<string, Zone[]> {
  const { kind, zone, min, max, custom_zones } = athleteZones;
  const rows = db
    .select({ kind, zone, min, max, custom_zones })
    .from(athleteZones)
    .where(isValid(athleteId))
    .orderBy(kind, zone)
    .all();
  const valid = new Map<string, Zone[]>();
  for (const { kind: of, ...row } of rows) valid.set(of, [...(valid.get(of) ?? []), row]);
  return valid;
}

/** Ends the zones of a kind; those that were not valid for a second are none. */
function close(db: Db, kind: string, { athlete_id, fetched_at }: Said): void {
  const isOfKind = and(isValid(athlete_id), eq(athleteZones.kind, kind));
  db.delete(athleteZones)
    .where(and(isOfKind, eq(athleteZones.valid_from, fetched_at)))
    .run();
  const valid_to = sql`max(${athleteZones.valid_from}, ${fetched_at})`;
  db.update(athleteZones).set({ valid_to }).where(isOfKind).run();
}

/** What an answer says of a kind: undefined for nothing, or nothing that is understood. */
function zonesOf(answer: Json, kind: string, notes: Notes): Zone[] | undefined {
  const said = answer[kind] ?? { zones: [] };
  if (!isObject(said) || !Array.isArray(said.zones)) {
    if (KINDS.includes(kind)) notes.add(kind, said);
    return undefined;
  }
  const zones = zonesIn(said, kind, notes);
  return zones.length > 0 || said.zones.length === 0 ? zones : undefined;
}

const isSame = (one: Zone[], other: Zone[]) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Ends the zones of a kind that are others now, or there no more, and writes those that there are instead.
 * @returns the note for the ledger.
 */
function apply(db: Db, answer: Json, said: Said): string | null {
  const notes = new Notes();
  const valid = validZones(db, said.athlete_id);
  for (const kind of new Set([...Object.keys(answer), ...valid.keys()])) {
    const zones = zonesOf(answer, kind, notes);
    if (!zones || isSame(zones, valid.get(kind) ?? [])) continue;
    notes.attempt(db, kind, () => {
      close(db, kind, said);
      for (const zone of zones)
        writeZone(db, { ...said, kind, ...zone, valid_from: said.fetched_at, valid_to: null });
    });
  }
  return notes.text();
}

/** `GET /athlete/zones`: the athlete's zones of heart rate and power; needs `profile:read_all`. */
export const zonesOfAthlete = defineResource<Json>({
  name: 'athlete_zones',
  plan: 'snapshot',
  every: 'day',
  scopes: ['profile:read_all'],
  kinds: ['athlete_zones'],
  request: () => ({ path: '/athlete/zones' }),
  answer: zonesAnswer,
  store(db, { athleteId, item, answer, raw, fetchedAt }) {
    const document = { athleteId, kind: 'athlete_zones', item };
    const { changed } = keepDocument(db, document, withoutSecrets(raw), fetchedAt);
    return {
      note: changed ? apply(db, answer, { athlete_id: athleteId, fetched_at: fetchedAt }) : undefined,
    };
  },
  rebuild(db) {
    db.delete(athleteZones).run();
    return remakeDocuments(db, {
      athlete_zones: (answer, { athleteId, firstSeenAt }) =>
        apply(db, zonesAnswer(answer), { athlete_id: athleteId, fetched_at: firstSeenAt }),
    });
  },
});
