import { Bars } from '../../charts/bars.tsx';
import { difference, weight } from '../../format/measures.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { tellers } from '../../format/totals.ts';
import type { Page } from '../../page.ts';
import { Day } from '../../parts/day.tsx';
import { ifAny, Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { allGear, type GearMonth, gearFacts, gearMonths } from '../../queries/gear.ts';
import { gearName, stateOf } from './index.tsx';

/** Every month from the first to the last, also those in which it was not used. */
function everyMonth(months: readonly GearMonth[]): GearMonth[] {
  const known = new Map(months.map((each) => [each.month, each]));
  const [first, last] = [months[0]?.month, months.at(-1)?.month];
  if (first === undefined || last === undefined) return [];
  const all: GearMonth[] = [];
  const [year, month] = first.split('-').map(Number) as [number, number];
  for (let i = 0; ; i++) {
    const name = new Date(Date.UTC(year, month - 1 + i, 1)).toISOString().slice(0, 7);
    all.push(known.get(name) ?? { month: name, activities: 0, km: 0, hours: 0 });
    if (name >= last) return all;
  }
}

/** One bike, or one pair of shoes. */
export const gearItem: Page = {
  path: '/gear/:id{[bg]?[0-9]{1,19}}',
  title: ({ reading, viewer, params }) => {
    const found = allGear(reading, viewer.id).find(({ gear_id }) => gear_id === params.id);
    return found ? gearName(found) : 'Gear';
  },
  content({ reading, viewer, params }) {
    const id = params.id ?? '';
    const found = allGear(reading, viewer.id).find(({ gear_id }) => gear_id === id);
    if (!found) return undefined;
    const facts = gearFacts(reading, viewer.id, id);
    const months = gearMonths(reading, viewer.id, id);
    const tell = tellers(viewer.units);
    const list = (when = '') => `${viewer.prefix}/activities?gear=${id}${when && `&when=${when}`}`;
    const words = [facts?.brand_name, facts?.model_name, stateOf(found)].filter(Boolean).join(' · ');
    return (
      <>
        <p class="where" dir="auto">
          {words}
          <span class="beside">
            <a href={list()}>{grouped(found.activities)} activities</a>
          </span>
        </p>
        {facts?.description ? (
          <p class="description" dir="auto">
            {facts.description}
          </p>
        ) : null}
        <dl class="numbers">
          <div>
            <dt>Distance of its activities</dt>
            <dd>
              <Measure of={ifAny(found.km, tell.km)} />
            </dd>
          </div>
          <div>
            <dt>Odometer at Strava</dt>
            <dd>
              <Measure of={ifAny(found.odometer_km, tell.km)} />
            </dd>
            <dd class="muted">
              {found.difference_km === null
                ? ''
                : `${asText(difference(found.difference_km, tell.km))} beside the activities`}
            </dd>
          </div>
          <div>
            <dt>Time</dt>
            <dd>
              <Measure of={ifAny(found.hours, tell.hours)} />
            </dd>
          </div>
          {facts?.weight ? (
            <div>
              <dt>Weight</dt>
              <dd>
                <Measure of={weight(facts.weight, viewer.units)} />
              </dd>
            </div>
          ) : null}
        </dl>
        <p class="muted">
          From <Day of={found.first_day} viewer={viewer} /> to <Day of={found.last_day} viewer={viewer} />
        </p>
        <Bars
          label="Distance of each month"
          bars={everyMonth(months).map(({ month, km, activities }) => ({
            title: `${month}: ${asText(tell.km(km ?? 0))}, ${grouped(activities)} activities`,
            href: activities > 0 ? list(month) : undefined,
            parts: [{ color: 'fill-accent', value: km ?? 0 }],
          }))}
        />
        <details>
          <summary>As a table</summary>
          <Table
            label="Months"
            rows={months}
            columns={[
              { label: 'Month', isName: true, cell: ({ month }) => <a href={list(month)}>{month}</a> },
              { label: 'Activities', isNumber: true, cell: ({ activities }) => grouped(activities) },
              { label: 'Distance', isNumber: true, cell: ({ km }) => <Measure of={ifAny(km, tell.km)} /> },
              {
                label: 'Time',
                isNumber: true,
                cell: ({ hours }) => <Measure of={ifAny(hours, tell.hours)} />,
              },
            ]}
          />
        </details>
      </>
    );
  },
};
