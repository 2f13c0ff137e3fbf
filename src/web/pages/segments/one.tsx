import { Plot } from '../../charts/plot.tsx';
import { placeOf, timeMarks } from '../../charts/time-axis.ts';
import { clockOf } from '../../format/duration.ts';
import { distance, elevation, heartRate, power } from '../../format/measures.ts';
import { asText, grouped, type Quantity } from '../../format/quantity.ts';
import { speed } from '../../format/speed.ts';
import type { Page } from '../../page.ts';
import { DayOf } from '../../parts/day.tsx';
import { ifAny, Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import {
  historyOf,
  type SegmentEffort,
  type SegmentRow,
  segmentName,
  segmentOf,
} from '../../queries/segments.ts';
import type { Viewer } from '../../viewer.ts';
import { gradeOf } from './index.tsx';

/** The newest efforts stand in the table, all of them in the picture. */
const ROWS = 100;
const CATEGORIES = ['no category', 'category 4', 'category 3', 'category 2', 'category 1', 'hors catégorie'];

function factsOf(segment: SegmentRow, { units }: Viewer): string[] {
  const climb =
    segment.elevation_high !== null && segment.elevation_low !== null
      ? elevation(segment.elevation_high - segment.elevation_low, units)
      : undefined;
  const told = (quantity: Quantity | undefined, words = '') => (quantity ? [asText(quantity) + words] : []);
  const { climb_category: category } = segment;
  return [
    ...(segment.activity_type ? [segment.activity_type] : []),
    ...told(ifAny(segment.distance, (m) => distance(m, units, { closeness: 'page' }))),
    ...(segment.average_grade === null ? [] : [gradeOf(segment.average_grade)]),
    ...told(climb, ' of height'),
    ...(category ? [CATEGORIES[category] ?? `category ${category} of Strava's`] : []),
    ...[segment.city, segment.state, segment.country].filter((place): place is string => Boolean(place)),
  ];
}

const ranks = ({ rank, behind, pr_rank, kom_rank }: SegmentEffort) =>
  [
    rank === 1 ? 'your best' : `${grouped(rank)}., ${grouped(behind)}\u00a0s behind`,
    pr_rank === null ? '' : pr_rank === 1 ? 'PR then' : `${pr_rank}. then`,
    kom_rank === null ? '' : `${kom_rank}. of all then`,
  ]
    .filter(Boolean)
    .join(' · ');

/** One segment, and all efforts of the athlete's. */
export const segment: Page = {
  path: '/segments/:id{[0-9]{1,19}}',
  title: ({ reading, viewer, params }) =>
    segmentName(reading, viewer.id, params.id ?? '') || 'A segment without a name',
  content({ reading, viewer, params }) {
    const id = params.id ?? '';
    const efforts = historyOf(reading, viewer.id, id);
    if (efforts.length === 0) return undefined;
    const of = segmentOf(reading, viewer.id, id);
    const dated = efforts.flatMap(({ day, ...each }) => (day === null ? [] : [{ ...each, day }])).reverse();
    const points = (all: typeof dated) =>
      all.map(({ day, seconds }): [number, number] => [placeOf(day), seconds]);
    const best = dated.filter(({ was_best }) => was_best);
    const last = dated.at(-1);
    const record = best.at(-1);
    const steps = last && record ? [...best, { ...record, day: last.day }] : best;
    const sport = of?.activity_type ?? null;
    return (
      <>
        <p class="where" dir="auto">
          {of ? factsOf(of, viewer).join(' · ') : 'Strava has told nothing of this segment but your efforts.'}
          <span class="beside">
            <a href={`https://www.strava.com/segments/${id}`}>View on Strava</a>
          </span>
        </p>
        {dated.length > 1 ? (
          <Plot
            label="Every effort, and your best as it fell"
            series={[
              { name: 'efforts', color: 'series-past', kind: 'dots', points: points(dated) },
              { name: 'your best', color: 'series-0', kind: 'steps', points: points(steps) },
            ]}
            marks={timeMarks(dated[0]?.day ?? '', last?.day ?? '')}
            tell={clockOf}
            isTime
          />
        ) : null}
        <p class="muted">
          {grouped(efforts.length)} {efforts.length === 1 ? 'effort' : 'efforts'}
          {efforts.length > ROWS ? `, the newest ${ROWS} of them:` : ''}
        </p>
        <Table
          label="Your efforts"
          rows={efforts.slice(0, ROWS)}
          columns={[
            {
              label: 'When',
              isName: true,
              cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
            },
            { label: 'Time', isNumber: true, cell: ({ seconds }) => clockOf(seconds) },
            {
              label: 'Pace or speed',
              isNumber: true,
              cell: ({ kmh }) => (
                <Measure
                  of={ifAny(kmh, (each) => speed({ metres: each / 3.6, seconds: 1 }, sport, viewer.units))}
                />
              ),
            },
            {
              label: 'Heart rate',
              isNumber: true,
              cell: ({ average_heartrate }) => <Measure of={ifAny(average_heartrate, heartRate)} />,
            },
            {
              label: 'Power',
              isNumber: true,
              cell: ({ average_watts, device_watts }) => (
                <Measure of={ifAny(average_watts, (watts) => power(watts, device_watts === 1))} />
              ),
            },
            { label: 'Rank', cell: ranks },
            {
              label: 'Activity',
              cell: ({ activity }) => <span dir="auto">{activity || 'Without a name'}</span>,
            },
          ]}
        />
      </>
    );
  },
};
