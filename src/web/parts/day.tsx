import { day } from '../format/dates.ts';
import type { Viewer } from '../viewer.ts';

/** A local day, as the athlete writes it, on one line; a dash where there is none. */
export function Day({ of, viewer }: { of: string | null | undefined; viewer: Viewer }) {
  if (!of) return <span title="Strava sent none">–</span>;
  return (
    <time class="n" datetime={of.slice(0, 10)}>
      {day(of, viewer.dates)}
    </time>
  );
}

/** A local day that leads to its activity. */
export function DayOf({ activity, of, viewer }: { activity: string; of: string | null; viewer: Viewer }) {
  return (
    <a href={`${viewer.prefix}/activities/${activity}`}>
      <Day of={of} viewer={viewer} />
    </a>
  );
}
