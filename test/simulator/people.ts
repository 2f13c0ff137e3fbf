import type { Random } from './random.ts';

/** How Strava names others: the last name is an initial. */
export interface PersonName {
  firstname: string;
  lastname: string;
}

const FIRST = [
  'Alex',
  'Casey',
  'Kai',
  'Jules 🤍',
  'Finley',
  'Zoë',
  'Łukasz',
  'さくら',
  'Noor',
  'Jean-Luc',
  'O’Neil',
  'Ana',
];

/** Somebody; two may have the same name. */
export function nameOf(random: Random): PersonName {
  const initial = String.fromCharCode(65 + Math.floor(random() * 26));
  return { firstname: FIRST[Math.floor(random() * FIRST.length)] ?? 'Alex', lastname: `${initial}.` };
}
