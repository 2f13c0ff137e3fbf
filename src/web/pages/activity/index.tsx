import { inWords } from '../../../clock.ts';
import { Profile, type ProfileLine } from '../../charts/profile.tsx';
import { TrackPicture } from '../../charts/track-picture.tsx';
import { clock, day, weekday } from '../../format/dates.ts';
import { duration } from '../../format/duration.ts';
import { distance, elevation, heartRate, power, temperature } from '../../format/measures.ts';
import { asText, grouped, type Quantity } from '../../format/quantity.ts';
import { speed, cadence as turns } from '../../format/speed.ts';
import type { Page, PageContext } from '../../page.ts';
import { ifAny, Measure } from '../../parts/measure.tsx';
import * as ask from '../../queries/activity.ts';
import { EffortsTable, PartsTable } from './parts.tsx';

const PLACES = 380;

/** The numbers that stand at the top; one that Strava did not send is left out. */
function numbersOf(activity: ask.ActivityRow, { viewer: { units } }: PageContext): [string, Quantity][] {
  const { sport_type: sport, distance: metres, moving_time: seconds } = activity;
  const all: [string, Quantity | undefined][] = [
    ['Distance', ifAny(metres || null, (m) => distance(m, units, { sport, closeness: 'page' }))],
    ['Moving time', ifAny(seconds, duration)],
    ['Pace or speed', speed({ metres, seconds }, sport, units)],
    ['Elapsed time', ifAny(activity.elapsed_time, duration)],
    ['Climb', ifAny(activity.total_elevation_gain, (m) => elevation(m, units))],
    ['Heart rate', ifAny(activity.average_heartrate, heartRate)],
    ['Highest', ifAny(activity.max_heartrate, heartRate)],
    ['Power', ifAny(activity.average_watts, (watts) => power(watts, activity.device_watts === 1))],
    ['Cadence', ifAny(activity.average_cadence, (count) => turns(count, sport))],
    ['Temperature', ifAny(activity.average_temp, (celsius) => temperature(celsius, units))],
    ['Calories', ifAny(activity.calories, (kcal) => ({ value: grouped(kcal), unit: 'kcal' }))],
    ['Relative Effort', ifAny(activity.suffer_score, (score) => ({ value: grouped(score), unit: '' }))],
  ];
  return all.filter((each): each is [string, Quantity] => each[1] !== undefined);
}

/** The lines over the way, or over time where there is no way. */
function linesOf(activity: ask.ActivityRow, { reading, viewer: { units } }: PageContext): ProfileLine[] {
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
    const quantity = speed({ metres: value, seconds: 1 }, activity.sport_type, units);
    return quantity ? quantity.value : '–';
  };
  return [
    {
      label: 'Elevation',
      points: over('altitude'),
      tell: (m) => asText(elevation(m, units)),
      kind: 'area',
      color: 'elevation',
    },
    { label: 'Pace or speed', points: over('velocity_smooth'), tell: told, kind: 'line', color: 'speed' },
    {
      label: 'Heart rate',
      points: over('heartrate'),
      tell: (bpm) => asText(heartRate(bpm)),
      kind: 'line',
      color: 'heart',
    },
  ];
}

function Where({ activity, context }: { activity: ask.ActivityRow; context: PageContext }) {
  const { viewer, reading } = context;
  const { start_date_local: start, start_date, timezone } = activity;
  const beside = start_date === null ? {} : ask.neighboursOf(reading, viewer.id, start_date);
  const to = (id: string) => `${viewer.prefix}/activities/${id}`;
  return (
    <p class="where">
      {start === null ? 'Strava sent no date' : `${weekday(start)} ${day(start, viewer.dates)}`}
      {start && clock(start) ? `, ${clock(start)}` : ''}
      {timezone ? <span class="muted"> ({timezone})</span> : null} ·{' '}
      <span class={`sport-${activity.sport_group ?? 'other'}`}>{activity.sport_type ?? 'no sport sent'}</span>
      {activity.gear ? (
        <>
          {' · '}
          <span dir="auto">{activity.gear}</span>
        </>
      ) : null}
      <span class="beside">
        {beside.older ? (
          <a rel="prev" href={to(beside.older)}>
            ‹ older
          </a>
        ) : null}{' '}
        {beside.newer ? (
          <a rel="next" href={to(beside.newer)}>
            newer ›
          </a>
        ) : null}{' '}
        <a href={`https://www.strava.com/activities/${activity.id}`}>View on Strava</a>
      </span>
    </p>
  );
}

/** Where what stands here is from. */
function Provenance({ activity, context }: { activity: ask.ActivityRow; context: PageContext }) {
  const at = (instant: string) => inWords(Date.parse(instant), context.zone);
  const { resource_state, fetched_at, points, streams_at, changes, manual } = activity;
  const streams =
    points && streams_at
      ? `${grouped(points)} points of ${at(streams_at)}`
      : manual
        ? 'entered by hand: no recording'
        : 'no recording yet';
  return (
    <p class="status-line muted">
      Archive: {resource_state === 3 ? 'detail' : 'only what the list says'} of {at(fetched_at)} · {streams} ·{' '}
      {changes === 0 ? 'nothing changed at Strava since' : `${grouped(changes)} changes at Strava since`}
    </p>
  );
}

function People({ activity, reading }: { activity: ask.ActivityRow; reading: PageContext['reading'] }) {
  const [comments, kudos] = [ask.commentsOf(reading, activity.id), ask.kudosOf(reading, activity.id)];
  if (comments.length + kudos.length === 0) return null;
  return (
    <section>
      <h2>Kudos and comments</h2>
      {kudos.length > 0 ? (
        <p dir="auto">
          {grouped(kudos.length)} kudos: {kudos.join(', ')}
        </p>
      ) : null}
      {comments.map(({ who, text, removed_at }) => (
        <p class={removed_at ? 'deleted' : undefined} dir="auto">
          <b>{who || 'Somebody'}</b> {text}
          {removed_at ? <span class="muted"> removed at Strava</span> : null}
        </p>
      ))}
    </section>
  );
}

/** One activity with all that the archive has of it. */
export const activity: Page = {
  path: '/activities/:id{[0-9]{1,19}}',
  title: (context) =>
    ask.activityOf(context.reading, context.viewer.id, context.params.id ?? '')?.name || 'Activity',
  content(context) {
    const { reading, viewer, params } = context;
    const found = ask.activityOf(reading, viewer.id, params.id ?? '');
    if (!found) return undefined;
    const { id, sport_type: sport, line } = found;
    const ofSport = { sport, units: viewer.units };
    const laps = ask.lapsOf(reading, id);
    const splits = ask.splitsOf(reading, id, viewer.units === 'metric' ? 'metric' : 'standard');
    const best = ask.bestEffortsOf(reading, id);
    const segments = ask.segmentEffortsOf(reading, id);
    return (
      <>
        <Where activity={found} context={context} />
        {found.deleted_at ? (
          <p class="banner">Deleted at Strava; what was archived of it stays here.</p>
        ) : null}
        <dl class="numbers many">
          {numbersOf(found, context).map(([label, quantity]) => (
            <div>
              <dt>{label}</dt>
              <dd>
                <Measure of={quantity} />
              </dd>
            </div>
          ))}
        </dl>
        {found.description ? (
          <p class="description" dir="auto">
            {found.description}
          </p>
        ) : null}
        {found.private_note ? (
          <p class="description muted" dir="auto">
            Private note: {found.private_note}
          </p>
        ) : null}
        <div class="map-and-series">
          {line ? <TrackPicture line={line} label="Where it went, north up" /> : null}
          <div>
            {linesOf(found, context).map((each) =>
              each.points.length > 1 ? (
                <figure>
                  <figcaption>{each.label}</figcaption>
                  <Profile line={each} />
                </figure>
              ) : null,
            )}
          </div>
        </div>
        {laps.length > 1 ? (
          <section>
            <h2>Laps</h2>
            <PartsTable parts={laps} first="Lap" {...ofSport} />
          </section>
        ) : null}
        {splits.length > 0 ? (
          <section>
            <h2>Splits</h2>
            <PartsTable parts={splits} first={viewer.units === 'metric' ? 'Km' : 'Mile'} {...ofSport} />
          </section>
        ) : null}
        {best.length > 0 ? (
          <section>
            <h2>Best efforts</h2>
            <EffortsTable efforts={best} sport={sport} viewer={viewer} />
          </section>
        ) : null}
        {segments.length > 0 ? (
          <section>
            <h2>Segments</h2>
            <EffortsTable efforts={segments} sport={sport} viewer={viewer} />
          </section>
        ) : null}
        <People activity={found} reading={reading} />
        <Provenance activity={found} context={context} />
      </>
    );
  },
};
