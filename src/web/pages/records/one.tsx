import { Plot } from '../../charts/plot.tsx';
import { placeOf, timeMarks } from '../../charts/time-axis.ts';
import { clockOf } from '../../format/duration.ts';
import { grouped } from '../../format/quantity.ts';
import type { Page } from '../../page.ts';
import { Day, DayOf } from '../../parts/day.tsx';
import { Table } from '../../parts/table.tsx';
import * as ask from '../../queries/records.ts';

/** How the record over one distance came to be. */
export const record: Page = {
  path: '/records/:name',
  title: ({ params }) => params.name ?? '',
  content({ reading, viewer, params }) {
    const name = params.name ?? '';
    const records = ask.recordsOver(reading, viewer.id, name);
    if (records.length === 0) return undefined;
    const efforts = ask.effortsOver(reading, viewer.id, name);
    const dated = records.flatMap(({ day, seconds }) => (day === null ? [] : [{ day, seconds }])).reverse();
    const [first, last] = [efforts[0]?.day ?? '', efforts.at(-1)?.day ?? ''];
    const stands = dated.at(-1);
    const steps = stands === undefined ? dated : [...dated, { day: last, seconds: stands.seconds }];
    const points = (all: readonly { day: string; seconds: number }[]) =>
      all.map(({ day, seconds }): [number, number] => [placeOf(day), seconds]);
    return (
      <>
        <p class="muted">
          <a href={`${viewer.prefix}/records`}>Records</a> · {grouped(efforts.length)} efforts,{' '}
          {grouped(records.length)} {records.length === 1 ? 'record' : 'records'}
        </p>
        <Plot
          label={`Every effort over ${name}, and the record as it fell`}
          series={[
            { name: 'efforts', color: 'series-past', kind: 'dots', points: points(efforts) },
            { name: 'the record', color: 'series-0', kind: 'steps', points: points(steps) },
          ]}
          marks={timeMarks(first, last)}
          tell={clockOf}
          isTime
        />
        <Table
          label={`Records over ${name}`}
          rows={records}
          columns={[
            {
              label: 'When',
              isName: true,
              cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
            },
            { label: 'Time', isNumber: true, cell: ({ seconds }) => clockOf(seconds) },
            {
              label: 'Better by',
              isNumber: true,
              cell: ({ better_by }) => (better_by === null ? 'the first' : `${grouped(better_by)}\u00a0s`),
            },
            {
              label: 'Stood until',
              isNumber: true,
              cell: ({ stands: isLast, beaten_on }) =>
                isLast ? 'it stands' : <Day of={beaten_on} viewer={viewer} />,
            },
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
