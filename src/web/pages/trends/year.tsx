import { Calendar } from '../../charts/calendar.tsx';
import { clockOf } from '../../format/duration.ts';
import { difference } from '../../format/measures.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { LABELS, MEASURES, tellers } from '../../format/totals.ts';
import type { Page, PageContext } from '../../page.ts';
import { DayOf } from '../../parts/day.tsx';
import { ifAny, Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { daysOf } from '../../queries/overview.ts';
import * as ask from '../../queries/trends.ts';
import type { Viewer } from '../../viewer.ts';
import { type Within, within, withinAll } from '../../within.ts';
import { Months, monthsBetween } from './parts.tsx';

type Year = ask.Sums & { year: number };

function Numbers({ years, year, viewer }: { years: readonly Year[]; year: number; viewer: Viewer }) {
  const [now, before] = [year, year - 1].map((each) => years.find((of) => of.year === each));
  const tell = tellers(viewer.units);
  return (
    <dl class="numbers">
      {MEASURES.map((measure) => (
        <div>
          <dt>{LABELS[measure]}</dt>
          <dd>
            <Measure of={tell[measure](now?.[measure] ?? 0)} />
          </dd>
          {before ? (
            <dd class="muted">
              {asText(difference((now?.[measure] ?? 0) - (before[measure] ?? 0), tell[measure]))} on{' '}
              {year - 1}
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}

function Sports({ of, viewer }: { of: Within; viewer: Viewer }) {
  const tell = tellers(viewer.units);
  return (
    <Table<ask.SportSums>
      label="Sports"
      rows={ask.sportsOf(of)}
      columns={[
        { label: 'Sport', isName: true, cell: ({ sport_type }) => sport_type ?? 'no sport sent' },
        ...MEASURES.map((measure) => ({
          label: LABELS[measure],
          isNumber: true,
          cell: (each: ask.SportSums) => <Measure of={ifAny(each[measure], tell[measure])} />,
        })),
        {
          label: 'Longest',
          isNumber: true,
          cell: ({ longest_km }) => <Measure of={ifAny(longest_km, tell.km)} />,
        },
      ]}
    />
  );
}

function Best({ context, of, year }: { context: PageContext; of: Within; year: number }) {
  const { reading, viewer } = context;
  const [records, top] = [ask.recordsIn(reading, viewer.id, year), ask.topOf(of)];
  const tell = tellers(viewer.units);
  return (
    <div class="halves">
      {records.length > 0 ? (
        <section>
          <h2>Records</h2>
          <Table
            label="Records of the year"
            rows={records}
            columns={[
              { label: 'Distance', isName: true, cell: ({ name }) => name },
              { label: 'Time', isNumber: true, cell: ({ seconds }) => clockOf(seconds) },
              {
                label: 'Better by',
                isNumber: true,
                cell: ({ better_by }) => (better_by === null ? 'the first' : `${grouped(better_by)}\u00a0s`),
              },
              {
                label: 'On',
                isNumber: true,
                cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
              },
            ]}
          />
        </section>
      ) : null}
      <section>
        <h2>The longest</h2>
        <Table
          label="The longest activities"
          rows={top}
          columns={[
            {
              label: 'Activity',
              isName: true,
              cell: ({ id, name }) => (
                <a href={`${viewer.prefix}/activities/${id}`} dir="auto">
                  {name || 'Without a name'}
                </a>
              ),
            },
            { label: 'Time', isNumber: true, cell: ({ hours }) => <Measure of={ifAny(hours, tell.hours)} /> },
            { label: 'Distance', isNumber: true, cell: ({ km }) => <Measure of={ifAny(km, tell.km)} /> },
            {
              label: 'Climb',
              isNumber: true,
              cell: ({ elevation }) => <Measure of={ifAny(elevation, tell.elevation)} />,
            },
          ]}
        />
      </section>
    </div>
  );
}

function GearOf({ of, viewer }: { of: Within; viewer: Viewer }) {
  const gear = ask.gearIn(of);
  const tell = tellers(viewer.units);
  if (gear.length === 0) return null;
  return (
    <p class="totals">
      {gear.map(({ gear_id, gear: name, km }, i) => (
        <>
          {i === 0 ? 'With ' : ' · '}
          <a href={`${viewer.prefix}/gear/${gear_id}`} dir="auto">
            {name || gear_id}
          </a>{' '}
          <Measure of={ifAny(km, tell.km)} />
        </>
      ))}
    </p>
  );
}

/** A year in review, on two sheets of paper. */
export const year: Page = {
  path: '/trends/:year{[0-9]{4}}',
  title: ({ params }) => params.year ?? '',
  content(context) {
    const { reading, viewer, params } = context;
    const of = Number(params.year);
    const all = ask.yearsOf(withinAll(reading, viewer.id));
    const years = all.map((each) => each.year);
    if (!years.includes(of)) return undefined;
    const months = monthsBetween(`${of}-01`, `${of}-12`);
    const [from, to] = [`${of}-01`, `${of}-12`];
    const inYear = within(reading, { year: of, sort: 'newest' }, viewer.id);
    const beside = [of - 1, of + 1].filter((each) => years.includes(each));
    return (
      <>
        <p class="where">
          <a href={`${viewer.prefix}/trends`}>Trends</a>
          {beside.map((each) => (
            <>
              {' · '}
              <a href={`${viewer.prefix}/trends/${each}`}>{each}</a>
            </>
          ))}
          <span class="beside">
            <a href={`${viewer.prefix}/activities?year=${of}`}>its activities</a>
          </span>
        </p>
        <Numbers years={all} year={of} viewer={viewer} />
        <Calendar
          days={daysOf(inYear, 'hours')}
          today={`${of}-12-31`}
          label={`Time of each day of ${of}`}
          href={(day) => `${viewer.prefix}/activities?when=${day}`}
          tell={(hours) => asText(tellers(viewer.units).hours(hours))}
        />
        <h2>Months</h2>
        <Months
          months={months}
          parts={ask.monthsOf(inYear, { from, to })}
          measure="hours"
          viewer={viewer}
          label={`Time of each month of ${of}`}
        />
        <h2>Sports</h2>
        <Sports of={inYear} viewer={viewer} />
        <GearOf of={inYear} viewer={viewer} />
        <Best context={context} of={inYear} year={of} />
      </>
    );
  },
};
