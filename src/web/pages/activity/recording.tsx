import { Profile, type ProfileLine } from '../../charts/profile.tsx';
import { TrackPicture } from '../../charts/track-picture.tsx';
import { elevation, heartRate } from '../../format/measures.ts';
import { asText } from '../../format/quantity.ts';
import { speed, speedLabel } from '../../format/speed.ts';
import * as ask from '../../queries/activity.ts';
import type { OfActivity } from './head.tsx';

const PLACES = 380;

/** The lines over the way, or over time where there is no way. */
function linesOf({ activity, context: { reading, viewer } }: OfActivity): ProfileLine[] {
  if (!activity.points) return [];
  const points = ask.profileOf(reading, activity.id, activity.points, PLACES);
  const hasWay = points.some(({ distance: metres }) => (metres ?? 0) > 0);
  const at = (point: ask.ProfilePoint) => (hasWay ? point.distance : point.time);
  const over = (field: 'altitude' | 'heartrate' | 'velocity_smooth') =>
    points.flatMap((point): [number, number][] => {
      const [place, value] = [at(point), point[field]];
      return place === null || value === null ? [] : [[place, value]];
    });
  const told = (value: number) => {
    const quantity = speed({ metres: value, seconds: 1 }, activity.sport_type, viewer.units);
    return quantity ? quantity.value : '–';
  };
  return [
    {
      label: 'Elevation',
      points: over('altitude'),
      tell: (m) => asText(elevation(m, viewer.units)),
      kind: 'area',
      color: 'elevation',
    },
    {
      label: speedLabel(activity.sport_type),
      points: over('velocity_smooth'),
      tell: told,
      kind: 'line',
      color: 'speed',
    },
    {
      label: 'Heart rate, bpm',
      points: over('heartrate'),
      // Its unit stands above, since three digits and a unit are wider than the axis.
      tell: (bpm) => heartRate(bpm).value,
      kind: 'line',
      color: 'heart',
    },
  ];
}

/** Where it went and how, as pictures; the island puts a map and charts in their place. */
export function Recording({ activity, context }: OfActivity) {
  const { id, line, points, types } = activity;
  const { viewer, house } = context;
  const lines = linesOf({ activity, context }).filter((each) => each.points.length > 1);
  if (!line && lines.length === 0 && !points) return null;
  const hasPlaces = types?.split(' ').includes('latlng') ?? false;
  return (
    <section
      class={line || hasPlaces ? 'map-and-series' : undefined}
      aria-label="Recording"
      data-series={points ? `${viewer.prefix}/activities/${id}/series.json` : undefined}
      data-tiles={house.tiles}
    >
      {line || hasPlaces ? (
        <div class="act-map">
          {line ? <TrackPicture line={line} label="Where it went, north up" /> : null}
        </div>
      ) : null}
      <div class="act-series">
        {lines.map((each) => (
          <figure>
            <figcaption>{each.label}</figcaption>
            <Profile line={each} />
          </figure>
        ))}
      </div>
    </section>
  );
}
