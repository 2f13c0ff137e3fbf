import { type SavedQuestion, savedQuestions } from '../../../ask/saved.ts';
import type { Question } from '../../asking.ts';
import type { PageContext } from '../../page.ts';

/** More is no question that somebody has written. */
const LONGEST = 20_000;

/** What a page asks: SQL of the address, or a saved question with the values of its parameters. */
export interface Asked extends Question {
  saved: SavedQuestion | undefined;
  /** Whether a page of somebody else's has led here: then the question is shown, and not asked. */
  isSuggested: boolean;
}

/** The names of parameters in SQL, each once; what stands in texts and comments may be among them, and does no harm. */
const namesIn = (sql: string): string[] => [
  ...new Set([...sql.matchAll(/[:@$]([a-zA-Z_]\w*)/g)].map(([, name = '']) => name)),
];

export const allQuestions = ({ house }: PageContext): SavedQuestion[] => savedQuestions(house.dataDir);

/** What is asked; undefined for nothing, and `unknown` for a saved question that there is not. */
export function askedBy(context: PageContext): Asked | 'unknown' | undefined {
  const { query, params, isFromElsewhere: isSuggested } = context;
  const wanted = params.name ?? params.file?.replace(/\.\w+$/, '');
  if (wanted !== undefined) {
    const saved = allQuestions(context).find(({ name }) => name === wanted);
    if (!saved) return 'unknown';
    const values = saved.parameters.map(({ name, usual }) => [name, query.get(name) ?? usual]);
    return { sql: saved.sql, parameters: Object.fromEntries(values), saved, isSuggested };
  }
  const sql = query.get('sql')?.slice(0, LONGEST).trim();
  if (!sql) return undefined;
  const values = namesIn(sql).map((name) => [name, query.get(name) ?? '']);
  return { sql, parameters: Object.fromEntries(values), saved: undefined, isSuggested };
}
