import { type Bar, Bars } from '../../charts/bars.tsx';
import { Legend, Plot } from '../../charts/plot.tsx';
import { placeOf, timeMarks } from '../../charts/time-axis.ts';
import { addressOf, type Filter } from '../../filter.ts';
import { clockOf } from '../../format/duration.ts';
import { power, weight } from '../../format/measures.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { type Measure, tellers } from '../../format/totals.ts';
import { Day } from '../../parts/day.tsx';
import { Table } from '../../parts/table.tsx';
import type { MonthPart, Weighed, ZoneMonth } from '../../queries/trends.ts';
import type { Viewer } from '../../viewer.ts';

/** The months from one to another, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const [year, month] = from.split('-').map(Number) as [number, number];
  const all: string[] = [];
  for (let i = 0; ; i++) {
    const name = new Date(Date.UTC(year, month - 1 + i, 1)).toISOString().slice(0, 7);
    if (name > to) return all;
    all.push(name);
  }
}

/** Bars of months, their sports on one another; each leads to its activities. */
export function Months({ months, parts, measure, viewer, filter = { sort: 'newest' }, label }: MonthsProps) {
  const tell = tellers(viewer.units)[measure];
  const bars = months.map((month): Bar => {
    const of = parts.filter((each) => each.month === month);
    const sum = of.reduce((all, each) => all + (each[measure] ?? 0), 0);
    return {
      title: `${month}: ${asText(tell(sum))}`,
      href: addressOf(`${viewer.prefix}/activities`, { ...filter, when: month }),
      parts: of.map((each) => ({ color: `fill-${each.sport_group ?? 'other'}`, value: each[measure] ?? 0 })),
      label: months.length <= 12 ? month.slice(5) : month.endsWith('-01') ? month.slice(0, 4) : undefined,
    };
  });
  return <Bars bars={bars} label={label} />;
}

interface MonthsProps {
  months: readonly string[];
  parts: readonly MonthPart[];
  measure: Measure;
  viewer: Viewer;
  /** Of which activities it tells. */
  filter?: Filter;
  label: string;
}

const KINDS = { heartrate: 'heart rate', watts: 'power' };

/** How much of each month was spent in which zone. */
export function Zones({ kind, zones, months }: ZonesProps) {
  const of = zones.filter((each) => each.kind === kind && each.seconds > 0);
  if (of.length === 0) return null;
  const all = [...new Set(of.map(({ zone }) => zone))].sort((a, b) => a - b);
  const series = all.map((zone) => ({ name: `zone ${zone + 1}`, color: `zone-${zone}` }));
  const bars = months.map((month): Bar => {
    const parts = of.filter((each) => each.month === month);
    const sum = parts.reduce((seconds, each) => seconds + each.seconds, 0);
    const shares = parts.map(
      ({ zone, seconds }) => `zone ${zone + 1} ${Math.round((100 * seconds) / sum)} %`,
    );
    return {
      title: `${month}: ${shares.join(', ') || 'nothing recorded'}`,
      parts: parts.map(({ zone, seconds }) => ({ color: `zone-${zone}`, value: seconds })),
      label: month.endsWith('-01') ? month.slice(0, 4) : undefined,
    };
  });
  const timeIn = (month: string, zone: number) =>
    of.find((each) => each.month === month && each.zone === zone)?.seconds ?? 0;
  return (
    <section>
      <h2>Zones of {KINDS[kind]}</h2>
      <Legend series={series} />
      <Bars bars={bars} label={`Shares of the zones of ${KINDS[kind]}, month by month`} isWhole />
      <details>
        <summary>As a table</summary>
        <Table
          label={`Time in the zones of ${KINDS[kind]}`}
          rows={months}
          columns={[
            { label: 'Month', isName: true, cell: (month) => month },
            ...all.map((zone) => ({
              label: `Zone ${zone + 1}`,
              isNumber: true,
              cell: (month: string) => clockOf(timeIn(month, zone)),
            })),
          ]}
        />
      </details>
    </section>
  );
}

interface ZonesProps {
  kind: ZoneMonth['kind'];
  zones: readonly ZoneMonth[];
  months: readonly string[];
}

/** Weight and FTP as the profile said them, day by day. */
export function Body({ weighed, viewer }: { weighed: readonly Weighed[]; viewer: Viewer }) {
  const [first, last] = [weighed[0], weighed.at(-1)];
  if (!first || !last) return null;
  const marks = timeMarks(first.since, last.until);
  const points = (column: 'weight' | 'ftp') =>
    weighed.flatMap((each): [number, number][] => {
      const value = each[column];
      return value === null
        ? []
        : [
            [placeOf(each.since), value],
            [placeOf(each.until), value],
          ];
    });
  const lines = [
    {
      name: 'Weight',
      points: points('weight'),
      tell: (kilos: number) => asText(weight(kilos, viewer.units)),
    },
    { name: 'FTP', points: points('ftp'), tell: (watts: number) => asText(power(watts, true)) },
  ].filter(({ points: of }) => of.some(([at]) => at !== of[0]?.[0]));
  return (
    <section>
      <h2>Weight and FTP</h2>
      {lines.map(({ name, points: of, tell }) => (
        <figure>
          <figcaption>{name}</figcaption>
          <Plot
            label={`${name} over time`}
            series={[{ name, color: 'series-0', kind: 'steps', points: of }]}
            marks={marks}
            tell={tell}
          />
        </figure>
      ))}
      <details>
        <summary>As a table</summary>
        <Table
          label="Weight and FTP"
          rows={weighed}
          columns={[
            { label: 'Since', isName: true, cell: ({ since }) => <Day of={since} viewer={viewer} /> },
            { label: 'Until', cell: ({ until }) => <Day of={until} viewer={viewer} /> },
            {
              label: 'Weight',
              isNumber: true,
              cell: (each) => (each.weight === null ? '–' : asText(weight(each.weight, viewer.units))),
            },
            {
              label: 'FTP',
              isNumber: true,
              cell: ({ ftp }) => (ftp === null ? '–' : asText(power(ftp, true))),
            },
            {
              label: 'W/kg',
              isNumber: true,
              cell: ({ watts_per_kg: each }) => (each === null ? '–' : grouped(each, 2)),
            },
          ]}
        />
      </details>
    </section>
  );
}
