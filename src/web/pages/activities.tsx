import { Thumbnail } from '../charts/thumbnail.tsx';
import { addressOf, conditionOf, type Filter, isWhole, parseFilter, SORTS, type Sort } from '../filter.ts';
import { clock, day, weekday } from '../format/dates.ts';
import { duration } from '../format/duration.ts';
import { distance, elevation, heartRate } from '../format/measures.ts';
import { grouped } from '../format/quantity.ts';
import { speed, sportOf } from '../format/speed.ts';
import type { Page } from '../page.ts';
import { Filters } from '../parts/filters.tsx';
import { ifAny, Measure } from '../parts/measure.tsx';
import {
  type Cursor,
  type ListedActivity,
  listActivities,
  type Totals,
  totalsOf,
} from '../queries/activity-list.ts';
import type { Viewer } from '../viewer.ts';

const ROWS = 50;

function Row({ activity, viewer }: { activity: ListedActivity; viewer: Viewer }) {
  const { id, name, sport_type, sport_group, start_date_local: start, metres, moving_time } = activity;
  const way = { metres, seconds: moving_time };
  const { units } = viewer;
  return (
    <tr class={activity.deleted ? 'deleted' : undefined}>
      <td class="pic">
        <Thumbnail line={activity.line} group={sport_group} />
      </td>
      <td class="when">
        {start === null ? 'no date' : `${weekday(start)} ${day(start, viewer.dates)}`}{' '}
        <span class="muted">{start && clock(start)}</span>
      </td>
      <td class="what">
        <a href={`${viewer.prefix}/activities/${id}`} dir="auto">
          {name || 'Without a name'}
        </a>
        {activity.deleted ? <span class="muted"> deleted at Strava</span> : null}
      </td>
      <td class={`sport sport-${sport_group ?? 'other'}`}>{sport_type ?? '–'}</td>
      <td class="num">
        <Measure of={ifAny(metres, (m) => distance(m, units, { sport: sport_type }))} />
      </td>
      <td class="num">
        <Measure of={ifAny(moving_time, duration)} />
      </td>
      <td class="num">
        <Measure of={speed(way, sport_type, units)} />
      </td>
      <td class="num">
        <Measure of={ifAny(activity.elevation, (m) => elevation(m, units))} />
      </td>
      <td class="num">
        <Measure of={ifAny(activity.average_heartrate, heartRate)} />
      </td>
    </tr>
  );
}

/** Where the same filter is understood. */
const ELSEWHERE = [
  ['/map', 'on the map'],
  ['/records', 'records'],
  ['/trends', 'trends'],
  ['/activities.csv', 'CSV'],
  ['/activities.json', 'JSON'],
] as const;

function Together({ totals, filter, viewer }: { totals: Totals; filter: Filter; viewer: Viewer }) {
  const { units } = viewer;
  return (
    <p class="totals">
      <b class="n">{grouped(totals.count)}</b> {totals.count === 1 ? 'activity' : 'activities'}
      {' · '}
      <Measure of={ifAny(totals.metres, (m) => distance(m, units))} />
      {' · '}
      <Measure of={ifAny(totals.moving_time, duration)} />
      {' · '}
      <Measure of={ifAny(totals.elevation, (m) => elevation(m, units))} /> up
      {filter.sport === undefined ? null : (
        <>
          {' · on average '}
          <Measure
            of={speed({ metres: totals.metres, seconds: totals.moving_time }, sportOf(filter.sport), units)}
          />
        </>
      )}
      {' · '}
      {ELSEWHERE.map(([path, label], i) => (
        <>
          {i > 0 ? ' · ' : ''}
          <a href={addressOf(viewer.prefix + path, { ...filter, sort: 'newest' })}>{label}</a>
        </>
      ))}
    </p>
  );
}

function Order({ filter, path }: { filter: Filter; path: string }) {
  return (
    <p class="facets">
      <b>Sorted by</b>
      {Object.entries(SORTS).map(([name, { label }]) => (
        <a
          href={addressOf(path, { ...filter, sort: name as Sort })}
          aria-current={filter.sort === name ? 'true' : undefined}
        >
          {label}
        </a>
      ))}
    </p>
  );
}

const cursorOf = (text: string | null): Cursor | undefined => {
  const [, rank, id] = /^(.{1,40}),(\d{1,19})$/.exec(text ?? '') ?? [];
  return rank === undefined || id === undefined ? undefined : { rank, id };
};

/** The activities, by what they are like. */
export const activities: Page = {
  path: '/activities',
  title: () => 'Activities',
  content({ reading, viewer, query }) {
    const filter = parseFilter(query);
    const path = `${viewer.prefix}/activities`;
    const condition = conditionOf(filter, viewer.id);
    const listed = listActivities(reading, condition, filter.sort, {
      after: cursorOf(query.get('after')),
      limit: ROWS + 1,
    });
    const rows = listed.slice(0, ROWS);
    const last = listed.length > ROWS ? rows.at(-1) : undefined;
    return (
      <>
        <Filters reading={reading} athlete={viewer.id} filter={filter} path={path} isOpen>
          <Order filter={filter} path={path} />
        </Filters>
        <Together totals={totalsOf(reading, condition)} filter={filter} viewer={viewer} />
        <div class="box">
          <table class="list">
            <thead class="hidden">
              <tr>
                {[
                  'Line',
                  'When',
                  'What',
                  'Sport',
                  'Distance',
                  'Moving time',
                  'Pace or speed',
                  'Climb',
                  'Heart rate',
                ].map((each) => (
                  <th scope="col">{each}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((activity) => (
                <Row activity={activity} viewer={viewer} />
              ))}
            </tbody>
          </table>
        </div>
        {rows.length === 0 ? (
          <p class="empty">
            {isWhole(filter)
              ? 'No activity is archived yet: the first pass brings the newest two hundred.'
              : 'No activity is like that. Take one of the words above off.'}
          </p>
        ) : null}
        {last ? (
          <p class="more">
            <a rel="next" href={addressOf(path, filter, { after: `${last.rank},${last.id}` })}>
              {filter.sort === 'newest' ? 'older' : 'more'} ›
            </a>
          </p>
        ) : null}
      </>
    );
  },
};
