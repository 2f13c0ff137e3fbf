import { difference } from '../../format/measures.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { tellers } from '../../format/totals.ts';
import type { Page } from '../../page.ts';
import { Day } from '../../parts/day.tsx';
import { ifAny, Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { allGear, type Gear } from '../../queries/gear.ts';

export const gearName = ({ gear, gear_id }: Pick<Gear, 'gear' | 'gear_id'>) =>
  gear || `${gear_id}, not read yet`;

export const stateOf = ({ retired, gone }: Gear) =>
  gone ? 'gone at Strava' : retired ? 'retired' : retired === null ? 'not read yet' : '';

/** What is ridden and run in. */
export const gear: Page = {
  path: '/gear',
  title: () => 'Gear',
  content({ reading, viewer }) {
    const all = allGear(reading, viewer.id);
    const tell = tellers(viewer.units);
    if (all.length === 0) return <p class="empty">No bike and no shoes are archived.</p>;
    return (
      <>
        <Table
          label="Gear"
          rows={all}
          rowClass={({ retired, gone }) => (retired || gone ? 'muted' : undefined)}
          columns={[
            {
              label: 'Gear',
              isName: true,
              cell: (each) => (
                <a href={`${viewer.prefix}/gear/${each.gear_id}`} dir="auto">
                  {gearName(each)}
                </a>
              ),
            },
            { label: 'Kind', cell: ({ kind }) => kind ?? '–' },
            { label: 'Activities', isNumber: true, cell: ({ activities }) => grouped(activities) },
            { label: 'Distance', isNumber: true, cell: ({ km }) => <Measure of={ifAny(km, tell.km)} /> },
            {
              label: 'Odometer at Strava',
              isNumber: true,
              cell: ({ odometer_km }) => <Measure of={ifAny(odometer_km, tell.km)} />,
            },
            {
              label: 'Difference',
              isNumber: true,
              cell: ({ difference_km: km }) => (km === null ? '–' : asText(difference(km, tell.km))),
            },
            { label: 'Time', isNumber: true, cell: ({ hours }) => <Measure of={ifAny(hours, tell.hours)} /> },
            {
              label: 'First',
              isNumber: true,
              cell: ({ first_day }) => <Day of={first_day} viewer={viewer} />,
            },
            { label: 'Last', isNumber: true, cell: ({ last_day }) => <Day of={last_day} viewer={viewer} /> },
            { label: '', cell: stateOf },
          ]}
        />
        <p class="muted">
          The difference is what it had before Strava counted, what was not archived, and activities that were
          deleted.
        </p>
      </>
    );
  },
};
