import { settle } from '../settled/settle.ts';
import { leftToDo } from './backfill.ts';
import type { PassContext } from './context.ts';

/**
 * Puts down the rows of views once nothing is left to archive: before that, much of it would soon be written once more.
 * @throws {Failure} `archive` when it cannot be written.
 */
export async function settleAtRest(context: PassContext, signal?: AbortSignal): Promise<void> {
  if (context.athleteIds().every((id) => leftToDo(context, id) === 0)) await settle(context.archive, signal);
}
