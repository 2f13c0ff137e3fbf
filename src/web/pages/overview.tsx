import { dayInZone } from '../../clock.ts';
import { Bars } from '../charts/bars.tsx';
import { Calendar } from '../charts/calendar.tsx';
import { CumulativeChart } from '../charts/cumulative.tsx';
import { addDays, mondayOf } from '../charts/scale.ts';
import { conditionOf } from '../filter.ts';
import { day as dayText, weekday } from '../format/dates.ts';
import { duration } from '../format/duration.ts';
import { difference, distance } from '../format/measures.ts';
import { asText } from '../format/quantity.ts';
import { LABELS, MEASURES, type Measure, tellers } from '../format/totals.ts';
import type { Page, PageContext } from '../page.ts';
import { Choices as Choose } from '../parts/choices.tsx';
import { ifAny, Measure as Told } from '../parts/measure.tsx';
import { groupsOf, listActivities } from '../queries/activity-list.ts';
import { eddingtonNumbers } from '../queries/eddington.ts';
import * as ask from '../queries/overview.ts';
import type { Viewer } from '../viewer.ts';
import { type Within, within, withinAll } from '../within.ts';

const WEEKS = 52;
const NEWEST = 8;

/** A choice that stands in the address. */
interface Choice {
  group: string;
  measure: Measure;
}

function choiceOf({ query }: PageContext, groups: readonly string[]): Choice {
  const [group, measure] = [query.get('sport') ?? 'all', query.get('measure') ?? ''];
  return {
    group: groups.includes(group) ? group : 'all',
    measure: MEASURES.find((each) => each === measure) ?? 'km',
  };
}

function Choices({ choice, groups, viewer }: { choice: Choice; groups: readonly string[]; viewer: Viewer }) {
  const address = ({ group, measure }: Choice) => {
    const query = new URLSearchParams({
      ...(group !== 'all' && { sport: group }),
      ...(measure !== 'km' && { measure }),
    });
    return `${viewer.prefix}/${query.size > 0 ? `?${query}` : ''}`;
  };
  return (
    <>
      <Choose
        label="Sport"
        of={['all', ...groups]}
        chosen={choice.group}
        href={(group) => address({ ...choice, group })}
      />
      <Choose
        label="Measure"
        of={MEASURES}
        chosen={choice.measure}
        href={(measure) => address({ ...choice, measure: measure as Measure })}
        tell={(measure) => LABELS[measure as Measure].toLowerCase()}
      />
    </>
  );
}

/** This year so far, and how much that is more or less than the last one had on the same day. */
function SoFar({ of, today, viewer }: { of: Within; today: string; viewer: Viewer }) {
  const year = Number(today.slice(0, 4));
  const [now, before] = [year, year - 1].map((each) =>
    ask.yearTo(ask.growth(of), { year: each, monthDay: today.slice(5) }),
  ) as [ask.Sums, ask.Sums];
  const hasBefore = ask.growth(of).some((grown) => grown.year === year - 1);
  const tell = tellers(viewer.units);
  return (
    <dl class="numbers">
      {MEASURES.map((measure) => (
        <div>
          <dt>{LABELS[measure]}</dt>
          <dd>
            <Told of={tell[measure](now[measure] ?? 0)} />
          </dd>
          {hasBefore ? (
            <dd class="muted">
              {asText(difference((now[measure] ?? 0) - (before[measure] ?? 0), tell[measure]))} on this day of{' '}
              {year - 1}
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}

function Newest({ context }: { context: PageContext }) {
  const { reading, viewer } = context;
  const newest = listActivities(reading, conditionOf({ sort: 'newest' }, viewer.id), 'newest', {
    after: undefined,
    limit: NEWEST,
  });
  return (
    <ul class="newest">
      {newest.map(({ id, name, day, sport_type, sport_group, metres, moving_time }) => (
        <li>
          <span class="muted n">{day === null ? '' : `${weekday(day)} ${dayText(day, viewer.dates)}`}</span>{' '}
          <a href={`${viewer.prefix}/activities/${id}`} dir="auto">
            {name || 'Without a name'}
          </a>{' '}
          <span class={`sport-${sport_group ?? 'other'}`}>
            <Told
              of={
                ifAny(metres || null, (m) => distance(m, viewer.units, { sport: sport_type })) ??
                ifAny(moving_time, duration)
              }
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

function AllTime({ context }: { context: PageContext }) {
  const { reading, viewer } = context;
  const sums = ask.allTime(reading, viewer.id);
  const numbers = eddingtonNumbers(withinAll(reading, viewer.id));
  const tell = tellers(viewer.units);
  return (
    <p class="totals">
      All time:{' '}
      {(['activities', 'km', 'hours', 'elevation'] as const).map((measure) => (
        <>
          <Told of={ifAny(sums[measure], tell[measure])} />
          {' · '}
        </>
      ))}
      {numbers
        .filter(({ sport_group }) => sport_group === 'all')
        .map(({ unit, eddington, days_needed }, i) => (
          <span title={`${eddington + 1} needs ${days_needed} more days of ${eddington + 1} ${unit}`}>
            {i === 0 ? 'Eddington ' : ' · '}
            <span class="n">{eddington}</span> {unit}
          </span>
        ))}
    </p>
  );
}

/** How the years and weeks add up, and what is new. */
export const overview: Page = {
  path: '/',
  title: () => 'Overview',
  content(context) {
    const { reading, viewer, now, zone } = context;
    const today = dayInZone(now, zone);
    const groups = groupsOf(reading, viewer.id);
    const choice = choiceOf(context, groups);
    const { group, measure } = choice;
    const sport = group === 'all' ? undefined : group;
    const of = within(reading, { sport, sort: 'newest' }, viewer.id);
    const quantity = tellers(viewer.units)[measure];
    const tell = (amount: number) => asText(quantity(amount));
    const firstMonday = addDays(mondayOf(today), -7 * (WEEKS - 1));
    const lately = within(reading, { sort: 'newest' }, viewer.id, firstMonday);
    const parts = ask.weeksOf(lately, measure);
    const list = (when: string) => `${viewer.prefix}/activities?when=${when}`;
    const weeks = Array.from({ length: WEEKS }, (_, i) => {
      const monday = addDays(firstMonday, 7 * i);
      const inWeek = parts.get(monday) ?? [];
      const sum = inWeek.reduce((all, { value }) => all + value, 0);
      return {
        title: `Week of ${monday}: ${tell(sum)}`,
        href: list(ask.isoWeekOf(monday)),
        parts: inWeek.map(({ group: each, value }) => ({ color: `fill-${each}`, value })),
      };
    });
    return (
      <>
        <Choices choice={choice} groups={groups} viewer={viewer} />
        <SoFar of={of} today={today} viewer={viewer} />
        <div class="columns">
          <section>
            <CumulativeChart
              years={ask.growingYears(ask.growth(of), measure)}
              today={today}
              label={`${LABELS[measure]} of each year, as it grew`}
              tell={quantity}
            />
            <h2>Weeks</h2>
            <Bars bars={weeks} label={`${LABELS[measure]} of the last ${WEEKS} weeks`} />
            <h2>Days</h2>
            <Calendar
              days={ask.daysOf(
                within(reading, { sport, sort: 'newest' }, viewer.id, addDays(today, -7 * 53)),
                measure,
              )}
              today={today}
              label={`${LABELS[measure]} of each day of the last year`}
              href={list}
              tell={tell}
            />
          </section>
          <section>
            <h2>New</h2>
            <Newest context={context} />
          </section>
        </div>
        {groups.length > 0 ? <AllTime context={context} /> : null}
      </>
    );
  },
};
