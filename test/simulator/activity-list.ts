import { allows } from './access.ts';
import type { WorldActivity } from './activities.ts';
import { activityFloats } from './activity-floats.ts';
import { badRequest, jsonAnswer } from './answers.ts';
import type { Grant } from './grants.ts';
import type { SimulatorState } from './state.ts';
import { activitySummary } from './summary.ts';
import { begun } from './truth.ts';

type Query = Readonly<Record<string, string>>;

const PAGE_SIZE = 30;
const LARGEST_PAGE = 200;

/** Whether a token may see an activity: without `activity:read_all`, not those of "Only You". */
export function maySee({ scopes }: Grant, { visibility }: WorldActivity): boolean {
  return visibility !== 'only_me' || allows(scopes, 'activity:read_all');
}

/** `GET /athlete/activities`. */
export function listActivities(state: SimulatorState, grant: Grant, query: Query): Response {
  const [page, size] = [wholeNumber(query.page, 1), wholeNumber(query.per_page, PAGE_SIZE)];
  const [after, before] = [wholeNumber(query.after), wholeNumber(query.before)];
  if (Number.isNaN(after)) return badRequest('Application', 'after', 'invalid');
  if (Number.isNaN(before)) return badRequest('Application', 'before', 'invalid');
  if (!isWithin(page, Number.MAX_SAFE_INTEGER)) return badRequest('Application', 'page', 'invalid');
  if (!isWithin(size, LARGEST_PAGE)) return badRequest('Application', 'per_page', 'invalid');
  const now = state.clock.now();
  if (after !== undefined && after * 1000 > now) return badRequest('Application', 'after', 'future');
  const athlete = state.world.athleteOf(grant.athleteId);
  const isSeen = (each: WorldActivity) =>
    !each.unlisted && maySee(grant, each) && isBetween(each, after, before);
  const seen = begun(athlete, now).filter(isSeen);
  // As Strava staff said: with `after` alone, the oldest come first.
  const ordered = after !== undefined && before === undefined ? seen.reverse() : seen;
  const items = ordered.slice((page - 1) * size, page * size);
  return jsonAnswer(
    items.map((each) => activitySummary(each, grant.athleteId)),
    200,
    activityFloats,
  );
}

function wholeNumber(text: string | undefined): number | undefined;
function wholeNumber(text: string | undefined, otherwise: number): number;
function wholeNumber(text: string | undefined, otherwise?: number): number | undefined {
  if (text === undefined || text === '') return otherwise;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function isWithin(value: number, largest: number): boolean {
  return value >= 1 && value <= largest;
}

/** Neither bound is included, which is the less convenient of what the documentation leaves open. */
function isBetween(
  { start_date }: WorldActivity,
  after = Number.NEGATIVE_INFINITY,
  before = Number.POSITIVE_INFINITY,
) {
  const start = Date.parse(start_date) / 1000;
  return start > after && start < before;
}
