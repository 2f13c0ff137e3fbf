import { ask } from './asking.ts';
import type { ActivitySummary, Simulator, Truth } from './index.ts';

/** One activity of a world that has this property; fails the test when there is none. */
export function pick(truth: Truth, wanted: (summary: ActivitySummary) => boolean): ActivitySummary {
  const found = truth.summaries().find(wanted);
  if (found === undefined) throw new Error('The world has no such activity.');
  return found;
}

/** Every page of the list, as a client collects them. */
export async function everyPage(simulator: Simulator, token: string, query = ''): Promise<ActivitySummary[]> {
  const pages: ActivitySummary[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await ask(simulator, `/athlete/activities?per_page=20&page=${page}${query}`, token);
    const items = (await answer.json()) as ActivitySummary[];
    if (items.length === 0) return pages;
    pages.push(...items);
  }
}

/** JSON with the numbers that a double cannot hold as `bigint`. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text.replace(/([:,[])(\d{17,})(?=[,}\]])/g, '$1"exact $2"'), (_key, value) =>
    typeof value === 'string' && value.startsWith('exact ') ? BigInt(value.slice(6)) : value,
  );
}
