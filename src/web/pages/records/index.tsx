import { dayInZone } from '../../../clock.ts';
import { addDays } from '../../charts/scale.ts';
import { type Filter, parseFilter } from '../../filter.ts';
import { clockOf } from '../../format/duration.ts';
import { grouped } from '../../format/quantity.ts';
import { SPORTS, speed, sportOf } from '../../format/speed.ts';
import { tellers } from '../../format/totals.ts';
import type { Page, PageContext } from '../../page.ts';
import { DayOf } from '../../parts/day.tsx';
import { Filters, Groups } from '../../parts/filters.tsx';
import { Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { groupsOf } from '../../queries/activity-list.ts';
import { eddingtonNumbers } from '../../queries/eddington.ts';
import * as ask from '../../queries/records.ts';
import type { Viewer } from '../../viewer.ts';
import { type Within, within } from '../../within.ts';
import { PaceCurve, PowerCurve } from './curves.tsx';

const EXTREMES = { km: 'Farthest', hours: 'Longest', elevation: 'Highest' };

const timeOf = (seconds: number | null) => (seconds === null ? '–' : clockOf(seconds));

function Standing({ records, context }: { records: readonly ask.StandingRecord[]; context: PageContext }) {
  const { viewer } = context;
  const pace = ({ distance, seconds, sport_type }: ask.StandingRecord) => (
    <Measure of={speed({ metres: distance, seconds }, sport_type, viewer.units)} />
  );
  return (
    <Table
      label="Records"
      rows={records}
      columns={[
        {
          label: 'Distance',
          isName: true,
          cell: ({ name }) => <a href={`${viewer.prefix}/records/${encodeURIComponent(name)}`}>{name}</a>,
        },
        { label: 'Best', isNumber: true, cell: ({ seconds }) => clockOf(seconds) },
        { label: 'Pace or speed', isNumber: true, cell: pace },
        {
          label: 'When',
          isNumber: true,
          cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
        },
        {
          label: 'Better by',
          isNumber: true,
          cell: ({ better_by }) => (better_by === null ? 'the first' : `${grouped(better_by)}\u00a0s`),
        },
        { label: '12 months', isNumber: true, cell: ({ of_months }) => timeOf(of_months) },
        { label: 'This year', isNumber: true, cell: ({ of_year }) => timeOf(of_year) },
        { label: 'Records', isNumber: true, cell: ({ records: count }) => grouped(count) },
      ]}
    />
  );
}

function Eddington({ of }: { of: Within }) {
  const numbers = eddingtonNumbers(of);
  if (numbers.length === 0) return null;
  return (
    <section>
      <h2>Eddington</h2>
      <p class="muted">The highest E for which there are E days of at least E km or miles.</p>
      <Table
        label="Eddington numbers"
        rows={numbers}
        columns={[
          { label: 'Sports', isName: true, cell: ({ sport_group }) => sport_group ?? 'no sport sent' },
          { label: 'Unit', cell: ({ unit }) => unit },
          { label: 'Number', isNumber: true, cell: ({ eddington }) => grouped(eddington) },
          {
            label: 'The next one needs',
            isNumber: true,
            cell: ({ eddington, days_needed, unit }) =>
              `${grouped(days_needed)} more ${days_needed === 1 ? 'day' : 'days'} of ${grouped(eddington + 1)}\u00a0${unit}`,
          },
        ]}
      />
    </section>
  );
}

function Extremes({ of, viewer }: { of: Within; viewer: Viewer }) {
  const tell = tellers(viewer.units);
  const extremes = ask.extremesOf(of);
  if (extremes.length === 0) return null;
  return (
    <dl class="numbers">
      {extremes.map(({ kind, id, name, day, value }) => (
        <div>
          <dt>{EXTREMES[kind]}</dt>
          <dd>
            <Measure of={tell[kind](value)} />
          </dd>
          <dd>
            <a href={`${viewer.prefix}/activities/${id}`} dir="auto">
              {name || 'Without a name'}
            </a>{' '}
            <span class="muted">
              <DayOf activity={id} of={day} viewer={viewer} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What is best. */
export const records: Page = {
  path: '/records',
  title: () => 'Records',
  content(context) {
    const { reading, viewer, query, now, zone } = context;
    const today = dayInZone(now, zone);
    const filter: Filter = { ...parseFilter(query), sort: 'newest' };
    const of = within(reading, filter, viewer.id);
    const groups = groupsOf(reading, viewer.id);
    const props = { filter, path: `${viewer.prefix}/records` };
    const standing = ask.standingRecords(of, {
      months: addDays(today, -365),
      year: `${today.slice(0, 4)}-01-01`,
    });
    const there = ask.curvesThere(of);
    const paces = ask.paceCurves(of);
    const has = (group: string) => paces.some(({ sport_group }) => sport_group === group);
    const paced = groups.find((each) => each in SPORTS && has(each)) ?? 'run';
    return (
      <>
        <Filters reading={reading} athlete={viewer.id} {...props} />
        <Groups groups={groups} {...props} />
        <Extremes of={of} viewer={viewer} />
        {standing.length === 0 ? (
          <p class="empty">
            No best efforts are archived of such activities: Strava finds them in runs, and the details of
            these may still be to come.
          </p>
        ) : (
          <Standing records={standing} context={context} />
        )}
        <PaceCurve
          points={paces.filter(({ sport_group }) => sport_group === paced)}
          part={`${paced}, from ${grouped(there.pace)} of ${grouped(there.streams)} recordings`}
          viewer={viewer}
          sport={sportOf(paced)}
        />
        <PowerCurve
          points={ask.powerCurve(of)}
          part={`from ${grouped(there.watts)} of ${grouped(there.streams)} recordings`}
          viewer={viewer}
        />
        <Eddington of={of} />
      </>
    );
  },
};
