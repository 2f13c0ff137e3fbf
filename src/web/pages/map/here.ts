import { day } from '../../format/dates.ts';
import type { Here } from '../../map/answers.ts';
import { MOST_HERE } from '../../map/passing.ts';
import type { Part } from '../../page.ts';
import { activitiesOf } from '../../queries/map.ts';

const IDS = /^\d{1,18}(,\d{1,18})*$/;

/** What activities are called, and when they were: `ids` as in `tracks.bin`. */
export const here: Part = {
  path: '/map/here.json',
  answer({ reading, viewer, query }) {
    const text = query.get('ids') ?? '';
    const ids = text.split(',');
    if (!IDS.test(text) || ids.length > MOST_HERE) return undefined;
    const found: Here[] = activitiesOf(reading, viewer.id, ids).map((activity) => ({
      id: activity.id,
      name: activity.name || 'Without a name',
      day: activity.day === null ? 'no date' : day(activity.day, viewer.dates),
      group: activity.sport_group ?? 'other',
    }));
    return Response.json(found);
  },
};
