import type { Within } from '../within.ts';

/** An Eddington number of all sports (`all`) or of a group of them. */
export interface EddingtonNumber {
  sport_group: string | null;
  unit: 'km' | 'miles';
  eddington: number;
  days_needed: number;
}

/** Those of all sports first. */
export const eddingtonNumbers = (of: Within): readonly EddingtonNumber[] =>
  of.rows<EddingtonNumber>(
    ['eddington'],
    `SELECT sport_group, unit, eddington, days_needed FROM eddington WHERE athlete_id = ? AND eddington > 0
     ORDER BY sport_group = 'all' DESC, unit, eddington DESC`,
    [of.athlete],
  );
