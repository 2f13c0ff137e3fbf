import type { Page } from '../../page.ts';
import * as ask from '../../queries/activity.ts';
import { wayOf } from '../../queries/recording.ts';
import { Numbers, type OfActivity, Where } from './head.tsx';
import { EffortsTable, PartsTable } from './parts.tsx';
import { People } from './people.tsx';
import { Photos } from './photos.tsx';
import { Provenance } from './provenance.tsx';
import { Recording } from './recording.tsx';
import { splitStretches, stretchesOf } from './stretches.ts';
import { Zones } from './zones.tsx';

/** What is said of parts of the way: laps, splits and efforts. */
function Parts({ activity, context: { reading, viewer } }: OfActivity) {
  const { id, sport_type: sport, start_date } = activity;
  const { units } = viewer;
  const ofSport = { sport, units };
  const laps = ask.lapsOf(reading, id);
  const splits = ask.splitsOf(reading, id, units === 'metric' ? 'metric' : 'standard');
  const best = ask.bestEffortsOf(reading, id);
  const segments = ask.segmentEffortsOf(reading, id);
  const way = activity.points ? wayOf(reading, id) : { time: [], distance: [] };
  const placed = (places: readonly ask.Place[]) => ({ stretches: stretchesOf(places, way, start_date) });
  return (
    <>
      {laps.length > 1 ? (
        <section>
          <h2>Laps</h2>
          <PartsTable label="Laps" parts={laps} {...placed(laps)} first="Lap" {...ofSport} />
        </section>
      ) : null}
      {splits.length > 0 ? (
        <section>
          <h2>Splits</h2>
          <PartsTable
            label="Splits"
            parts={splits}
            stretches={splitStretches(splits, way)}
            first={units === 'metric' ? 'Km' : 'Mile'}
            {...ofSport}
          />
        </section>
      ) : null}
      {best.length > 0 ? (
        <section>
          <h2>Best efforts</h2>
          <EffortsTable label="Best efforts" efforts={best} {...placed(best)} sport={sport} viewer={viewer} />
        </section>
      ) : null}
      {segments.length > 0 ? (
        <section>
          <h2>Segments</h2>
          <EffortsTable
            label="Segments"
            efforts={segments}
            {...placed(segments)}
            sport={sport}
            viewer={viewer}
          />
        </section>
      ) : null}
    </>
  );
}

function Words({ activity: { deleted_at, description, private_note } }: Pick<OfActivity, 'activity'>) {
  return (
    <>
      {deleted_at ? <p class="banner">Deleted at Strava; what was archived of it stays here.</p> : null}
      {description ? (
        <p class="description" dir="auto">
          {description}
        </p>
      ) : null}
      {private_note ? (
        <p class="description muted" dir="auto">
          Private note: {private_note}
        </p>
      ) : null}
    </>
  );
}

/** One activity with all that the archive has of it. */
export const activity: Page = {
  path: '/activities/:id{[0-9]{1,19}}',
  islands: ['activity'],
  title: (context) =>
    ask.activityOf(context.reading, context.viewer.id, context.params.id ?? '')?.name || 'Activity',
  content(context) {
    const { reading, viewer, params } = context;
    const found = ask.activityOf(reading, viewer.id, params.id ?? '');
    if (!found) return undefined;
    const ofActivity: OfActivity = { activity: found, context };
    return (
      <>
        <Where {...ofActivity} />
        <Numbers {...ofActivity} />
        <Words activity={found} />
        <Recording {...ofActivity} />
        <Parts {...ofActivity} />
        <Zones {...ofActivity} />
        <Photos {...ofActivity} />
        <People {...ofActivity} />
        <Provenance {...ofActivity} />
      </>
    );
  },
};
