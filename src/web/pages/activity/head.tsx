import { clock, day, weekday } from '../../format/dates.ts';
import { duration } from '../../format/duration.ts';
import { distance, elevation, heartRate, power, temperature } from '../../format/measures.ts';
import { grouped, type Quantity } from '../../format/quantity.ts';
import { speed, speedLabel, cadence as turns } from '../../format/speed.ts';
import type { PageContext } from '../../page.ts';
import { ifAny, Measure } from '../../parts/measure.tsx';
import * as ask from '../../queries/activity.ts';

/** The numbers that stand at the top; one that Strava did not send is left out. */
function numbersOf(activity: ask.ActivityRow, { viewer: { units } }: PageContext): [string, Quantity][] {
  const { sport_type: sport, distance: metres, moving_time: seconds } = activity;
  const all: [string, Quantity | undefined][] = [
    ['Distance', ifAny(metres || null, (m) => distance(m, units, { sport, closeness: 'page' }))],
    ['Moving time', ifAny(seconds, duration)],
    [speedLabel(sport), speed({ metres, seconds }, sport, units)],
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

/** An activity on a page of it. */
export interface OfActivity {
  activity: ask.ActivityRow;
  context: PageContext;
}

/** The numbers at the top. */
export function Numbers({ activity, context }: OfActivity) {
  return (
    <dl class="numbers many">
      {numbersOf(activity, context).map(([label, quantity]) => (
        <div>
          <dt>{label}</dt>
          <dd>
            <Measure of={quantity} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** When, where and as what it was, and the ways to those beside it. */
export function Where({ activity, context }: OfActivity) {
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
