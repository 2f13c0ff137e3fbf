import { elementTexts } from '../json.ts';
import type { Paging } from '../resources/resource.ts';
import type { ApiAnswer } from '../strava/client.ts';
import type { Candidate } from './planner.ts';
import type { RunnerContext } from './runner.ts';

/** The elements of a page; none for what is no list, which the resource refuses then. */
const elementsOf = ({ json }: ApiAnswer): unknown[] => (Array.isArray(json) ? json : []);

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
 * Asks for the pages behind the first one, until as many elements came as there should be, or a page has none or only
 * such as came before.
 * @returns all of them as one answer.
 */
export async function readOn(
  { resource, item }: Candidate,
  pages: Paging,
  first: ApiAnswer,
  { archive, client, signal }: RunnerContext,
): Promise<ApiAnswer> {
  const answers = [first];
  const shown = new Set(elementTexts(first.raw));
  const expected = pages.expected(archive, item);
  let last = elementsOf(first);
  let count = last.length;
  while (count < expected && last.length > 0) {
    const { path } = resource.request(item, 1);
    const query = pages.next(last, answers.length + 1);
    if (!query) break;
    const page = await client.get({ path, query }, { signal });
    if (!Array.isArray(page.json)) return page;
    const texts = elementTexts(page.raw);
    // The same page again, whatever was asked for.
    if (texts.every((text) => shown.has(text))) break;
    for (const text of texts) shown.add(text);
    answers.push(page);
    last = page.json;
    count += last.length;
  }
  return joined(answers);
}
