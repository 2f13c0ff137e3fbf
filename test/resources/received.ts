import { athlete } from '../../src/resources/athlete.ts';
import { athleteStats } from '../../src/resources/stats.ts';
import type { Db } from '../../src/sqlite/open.ts';
import { type Arrival, ATHLETE, storeAnswer } from './storing.ts';

export const ATHLETE_ID = ATHLETE;

/** Stores the text of an answer of `GET /athlete`. */
export const storeAthlete = (archive: Db, raw: string, arrival: Arrival = {}): void =>
  storeAnswer(archive, athlete, ATHLETE_ID, raw, arrival);

/** Stores the text of an answer of `GET /athletes/{id}/stats`. */
export const storeStats = (archive: Db, raw: string, arrival: Arrival = {}): void =>
  storeAnswer(archive, athleteStats, ATHLETE_ID, raw, arrival);
