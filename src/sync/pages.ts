import { elementTexts } from '../json.ts';
import type { Paging } from '../resources/resource.ts';
import type { ApiAnswer } from '../strava/client.ts';
import type { Candidate } from './planner.ts';
import type { RunnerContext } from './runner.ts';

/** The elements of a page; none for what is no list, which the resource refuses then. */
const elementsOf = ({ json }: ApiAnswer): unknown[] => (Array.isArray(json) ? json : []);

/** An answer of one page or several. */
export interface Pages extends ApiAnswer {
  /** Whether the last page was empty: Strava has no more, whatever it counts. */
  reachedEnd: boolean;
}

/** The answers as one: the elements of all of them, each to the letter. */
function joined(answers: readonly ApiAnswer[]): ApiAnswer {
  const [first, ...others] = answers as [ApiAnswer, ...ApiAnswer[]];
  if (others.length === 0) return first;
  return {
    json: answers.flatMap(elementsOf),
    raw: `[${answers.flatMap(({ raw }) => elementTexts(raw)).join(',')}]`,
    fetchedAt: others.at(-1)?.fetchedAt ?? first.fetchedAt,
  };
}

/**
 * Asks for the pages behind the first one, until as many elements came as there should be, or a page has none or is one
 * that came before.
 * @returns all of them as one answer. Elements may be alike, as kudos are that name two people; whole pages are not.
 */
export async function readOn(
  { resource, item }: Candidate,
  pages: Paging,
  first: ApiAnswer,
  { archive, client, signal }: Pick<RunnerContext, 'archive' | 'client' | 'signal'>,
): Promise<Pages> {
  const answers = [first];
  const shown = new Set([String(elementTexts(first.raw))]);
  const expected = pages.expected(archive, item);
  let last = elementsOf(first);
  let count = last.length;
  while (count < expected && last.length > 0) {
    const { path } = resource.request(item, 1);
    const query = pages.next(last, answers.length + 1);
    if (!query) break;
    const ask = () => client.get({ path, query }, { signal });
    let page = await ask();
    // Once more: else all pages before it would be asked for again.
    if (!Array.isArray(page.json)) page = await ask();
    if (!Array.isArray(page.json)) return { ...page, reachedEnd: false };
    const text = String(elementTexts(page.raw));
    // The same page again, whatever was asked for.
    if (shown.has(text)) break;
    shown.add(text);
    answers.push(page);
    last = page.json;
    count += last.length;
  }
  return { ...joined(answers), reachedEnd: last.length === 0 };
}
