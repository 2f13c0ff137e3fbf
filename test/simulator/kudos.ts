import type { WorldActivity } from './activities.ts';
import { badRequest, jsonAnswer } from './answers.ts';
import { readPage } from './paging.ts';
import { nameOf, type PersonName } from './people.ts';
import { createRandom } from './random.ts';

/** Who gave kudos, as the route writes it: there is no id. */
export type Kudoer = PersonName & { resource_state: 2 };

/** What list and detail count, be it an odd number. */
function countOf({ odd = {}, kudos_count }: WorldActivity): number {
  return Number.isSafeInteger(odd.kudos_count) ? Number(odd.kudos_count) : kudos_count;
}

/** The numbers of those who are shown, the newest first: who came as the first is 0, and has a name by it. */
function* numbersOf(activity: WorldActivity): Generator<number> {
  const { kudosTaken, kudosHidden } = activity;
  for (let n = countOf(activity) + kudosTaken.length - 1; n >= 0; n -= 1)
    if (!kudosTaken.includes(n) && !kudosHidden.includes(n)) yield n;
}

/** What the route gives from a position on, so many at most. */
export function kudosOf(activity: WorldActivity, from = 0, most = Number.POSITIVE_INFINITY): Kudoer[] {
  const found: Kudoer[] = [];
  let position = 0;
  for (const n of numbersOf(activity)) {
    if (found.length >= most) break;
    if (position >= from) found.push({ resource_state: 2, ...nameOf(createRandom(activity.id, 31, n)) });
    position += 1;
  }
  return found;
}

/** One more. @param hidden it is counted, and nobody is shown it. */
export function giveKudos(activity: WorldActivity, { hidden = false }: { hidden?: boolean } = {}): void {
  const number = countOf(activity) + activity.kudosTaken.length;
  if (hidden) activity.kudosHidden.push(number);
  activity.kudos_count += 1;
}

/** Takes back the kudos at a position of what the route gives. */
export function takeKudos(activity: WorldActivity, position = 0): void {
  const number = [...numbersOf(activity)][position];
  if (number === undefined) throw new Error(`The simulated activity ${activity.id} has no such kudos.`);
  activity.kudosTaken.push(number);
  activity.kudos_count -= 1;
}

/** `GET /activities/{id}/kudos`. */
export function listKudos(activity: WorldActivity, query: Readonly<Record<string, string>>): Response {
  const { page, size } = readPage(query, 'per_page');
  if (page === undefined) return badRequest('Kudos', 'page', 'invalid');
  if (size === undefined) return badRequest('Kudos', 'per_page', 'invalid');
  return jsonAnswer(kudosOf(activity, (page - 1) * size, size));
}
