import type { FaultRule } from '../simulator/faults.ts';
import { Absences } from './upstream-absences.ts';
import { type Change, changesIn } from './upstream-changes.ts';
import { Spoken } from './upstream-said.ts';
import { isConnect, isPass, type Step } from './upstream-story.ts';
import { expectUpstreamTruth } from './upstream-truth.ts';
import { type During, HOUR_MS, SCOPES, upstreamWorld } from './upstream-world.ts';

/** Enough for what was parked, and for the whole list to be seen more than once. */
const FAIR_DAYS = 28;

/** A pass and what disturbs it. */
interface Disturbed {
  hours: number;
  weather?: FaultRule[];
  during?: During | undefined;
  kill?: number | undefined;
}

/** A life of so many activities and its archive, which is looked at after each pass. */
export async function lifeOf(activities: number) {
  const world = await upstreamWorld(activities);
  const { truth, clock, sql, simulator } = world;
  const spoken = new Spoken(() => world.archive().$client);
  const absences = new Absences(world);
  const { changes, touched, hidden, lacked, noteLacking } = changesIn(world);
  spoken.hearAll(truth());
  absences.look();

  // What changed and is not shown yet: a crop of what has just begun leaves a start that is still to come.
  const unheard = new Set<unknown>();
  const hear = () => {
    for (const summary of truth().summaries()) if (unheard.delete(summary.id)) spoken.hear(truth(), summary);
  };
  const change = (wanted: Change) => {
    noteLacking();
    for (const id of [changes[wanted.do]?.(wanted)].flat()) unheard.add(id);
    hear();
    spoken.hearLists(truth());
    absences.look();
    noteLacking();
  };
  const pass = async ({ hours, weather = [], during, kill }: Disturbed) => {
    clock.advance(hours * HOUR_MS);
    hear();
    await world.pass(weather, during, kill);
    hear();
    absences.expectHonest();
  };
  const check = () => {
    absences.expectHonest();
    spoken.expectNothingElse();
  };

  /** Where a number is as it was, nothing tells that what it counts is not: one more does. */
  function tellTouched(): void {
    const basis = (resource: string, id: number) =>
      sql<{ basis: string }>(
        'SELECT basis FROM coverage WHERE resource = ? AND item = ?',
        resource,
        String(id),
      )[0]?.basis;
    for (const { id, comment_count, kudos_count, total_photo_count } of truth().summaries()) {
      if (!touched.has(id)) continue;
      if (basis('comments', id) === String(comment_count)) simulator.addComment(id);
      if (basis('kudos', id) === String(kudos_count)) simulator.giveKudos(id);
      if (basis('photos', id) === String(total_photo_count)) simulator.addPhoto(id);
    }
    spoken.hearAll(truth());
    absences.look();
  }

  return {
    ...{ world, change, pass, close: world.close },
    async step(step: Step): Promise<void> {
      if (isConnect(step)) await world.connect(SCOPES[step.as]);
      if (!isPass(step)) {
        if (!isConnect(step)) change(step);
        return;
      }
      const { hours, weather, during, kill } = step;
      const meanwhile = during && { at: during.at, what: () => change(during.change) };
      await pass({ hours, weather, during: meanwhile ?? undefined, kill: kill ?? undefined });
      spoken.expectNothingElse();
    },
    /** Nothing goes wrong any more, and everything is allowed: the archive is the truth some weeks later. */
    async expectTruthInTheEnd(days = FAIR_DAYS): Promise<void> {
      world.standing.clear();
      simulator.inactive = false;
      await world.connect(SCOPES.all);
      await pass({ hours: 1 });
      tellTouched();
      for (let day = 0; day < days; day += 1) await pass({ hours: 24 });
      check();
      expectUpstreamTruth(world, absences, { hidden, lacked });
    },
  };
}

export type Life = Awaited<ReturnType<typeof lifeOf>>;
