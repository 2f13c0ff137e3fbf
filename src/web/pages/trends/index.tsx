import { dayInZone } from '../../../clock.ts';
import { addressOf, type Filter, parseFilter } from '../../filter.ts';
import { difference } from '../../format/measures.ts';
import { asText } from '../../format/quantity.ts';
import { LABELS, MEASURES, type Measure, tellers } from '../../format/totals.ts';
import type { Page } from '../../page.ts';
import { Choices } from '../../parts/choices.tsx';
import { Filters, Groups } from '../../parts/filters.tsx';
import { ifAny, Measure as Told } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { groupsOf } from '../../queries/activity-list.ts';
import { growth, yearTo } from '../../queries/overview.ts';
import * as ask from '../../queries/trends.ts';
import type { Viewer } from '../../viewer.ts';
import { type Within, within } from '../../within.ts';
import { Body, Months, monthsBetween, Zones } from './parts.tsx';

/** How far back months are shown. */
const MONTHS = 36;
const ZONE_MONTHS = 24;

type Year = ask.Sums & { year: number };

const monthBefore = (month: string, count: number) => {
  const [year, of] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, of - 1 - count, 1)).toISOString().slice(0, 7);
};

/** The years, each against the one before: the current one up to the same day of it. */
function Years({ of, today, viewer }: { of: Within; today: string; viewer: Viewer }) {
  const years = ask.yearsOf(of);
  const tell = tellers(viewer.units);
  const thisYear = Number(today.slice(0, 4));
  const grown = growth(of);
  const sameDay = yearTo(grown, { year: thisYear - 1, monthDay: today.slice(5) });
  const before = ({ year }: Year, measure: Measure) =>
    year === thisYear ? sameDay[measure] : years.find((each) => each.year === year - 1)?.[measure];
  return (
    <>
      <Table
        label="Years"
        rows={years}
        columns={[
          {
            label: 'Year',
            isName: true,
            cell: ({ year }) => <a href={`${viewer.prefix}/trends/${year}`}>{year}</a>,
          },
          ...MEASURES.flatMap((measure) => [
            {
              label: LABELS[measure],
              isNumber: true,
              cell: (each: Year) => <Told of={ifAny(each[measure], tell[measure])} />,
            },
            {
              label: '±',
              isNumber: true,
              cell: (each: Year) => {
                const former = before(each, measure);
                if (former === null || former === undefined) return '';
                const more = (each[measure] ?? 0) - former;
                return <span class="muted">{asText(difference(more, tell[measure]))}</span>;
              },
            },
          ]),
          {
            label: 'Longest',
            isNumber: true,
            cell: ({ longest_km }) => <Told of={ifAny(longest_km, tell.km)} />,
          },
        ]}
      />
      <p class="muted">
        ± against the year before; {thisYear} against the same day of {thisYear - 1}.
      </p>
    </>
  );
}

/** What goes on. */
export const trends: Page = {
  path: '/trends',
  title: () => 'Trends',
  content(context) {
    const { reading, viewer, query, now, zone } = context;
    const today = dayInZone(now, zone);
    const filter: Filter = { ...parseFilter(query), sort: 'newest' };
    const of = within(reading, filter, viewer.id);
    const measure = MEASURES.find((each) => each === query.get('measure')) ?? 'km';
    const path = `${viewer.prefix}/trends`;
    const besides = (each: string) => (each === 'km' ? {} : { measure: each });
    const props = { filter, path, other: besides(measure) };
    const to = today.slice(0, 7);
    const months = monthsBetween(monthBefore(to, MONTHS - 1), to);
    const zoneMonths = months.slice(-ZONE_MONTHS);
    const zones = ask.zoneMonths(of, zoneMonths[0] ?? to);
    return (
      <>
        <Filters reading={reading} athlete={viewer.id} {...props} />
        <Groups groups={groupsOf(reading, viewer.id)} {...props} />
        <Choices
          label="Measure"
          of={MEASURES}
          chosen={measure}
          href={(each) => addressOf(path, filter, besides(each))}
          tell={(each) => LABELS[each as Measure].toLowerCase()}
        />
        <Years of={of} today={today} viewer={viewer} />
        <h2>Months</h2>
        <Months
          months={months}
          parts={ask.monthsOf(of, { from: months[0] ?? to, to })}
          measure={measure}
          viewer={viewer}
          filter={filter}
          label={`${LABELS[measure]} of the last ${MONTHS} months`}
        />
        <Zones kind="heartrate" zones={zones} months={zoneMonths} />
        <Zones kind="watts" zones={zones} months={zoneMonths} />
        <Body weighed={ask.weightAndFtp(reading, viewer.id)} viewer={viewer} />
      </>
    );
  },
};
