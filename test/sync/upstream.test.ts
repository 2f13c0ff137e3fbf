import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { sized } from '../support/soak.ts';
import { type Life, lifeOf } from './upstream-life.ts';
import { story } from './upstream-story.ts';

vi.setConfig({ testTimeout: sized(300_000, 3_600_000) });

/** Lets something happen to so many activities; in the end, after so many fair days, the archive is the truth. */
async function live(activities: number, tell: (life: Life) => Promise<void>, days?: number): Promise<void> {
  const life = await lifeOf(activities);
  try {
    await tell(life);
    await life.expectTruthInTheEnd(days);
  } finally {
    await life.close();
  }
}

test('whatever happens at Strava and whatever it answers, the archive says nothing else meanwhile, and all of it in the end', async () => {
  await fc.assert(
    fc.asyncProperty(story, ({ activities, isArchived, steps }) =>
      live(activities, async (life) => {
        if (isArchived) await life.pass({ hours: 0 });
        for (const step of steps) await life.step(step);
      }),
    ),
    { numRuns: sized(1, 300) },
  );
});

test('a list that lacks half of its activities, or all of them, for weeks deletes nothing', () =>
  live(
    8,
    async (life) => {
      await life.pass({ hours: 0 });
      const before = life.world.sql('SELECT id, deleted_at FROM activities ORDER BY id');
      for (const lack of ['lack half', 'lack all']) {
        life.change({ do: lack, which: 0, n: 1 });
        for (let day = 0; day < 10; day += 1) await life.pass({ hours: 24 });
      }
      expect(life.world.sql('SELECT id, deleted_at FROM activities ORDER BY id')).toEqual(before);
    },
    9,
  ));

test('more than a page of activities that were uploaded late and at once comes, whatever is killed meanwhile', () =>
  live(
    2,
    async (life) => {
      await life.pass({ hours: 0 });
      life.change({ do: 'import', which: 0, n: 60 });
      for (const kill of [4, 60, 300]) await life.pass({ hours: 1, kill });
    },
    9,
  ));
