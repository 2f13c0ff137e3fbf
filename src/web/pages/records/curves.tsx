import { Legend, type Mark, Plot, type Series } from '../../charts/plot.tsx';
import { clockOf } from '../../format/duration.ts';
import { power } from '../../format/measures.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { speed } from '../../format/speed.ts';
import { DayOf } from '../../parts/day.tsx';
import { Table } from '../../parts/table.tsx';
import type { CurvePoint } from '../../queries/records.ts';
import type { Viewer } from '../../viewer.ts';

/** So many years stand beside that of all. */
const YEARS = 3;

/** The curve of all years, and those of the last ones. */
function seriesOf(points: readonly CurvePoint[], heightOf: (point: CurvePoint) => number): Series[] {
  const periods = [...new Set(points.map(({ period }) => period))];
  const years = periods
    .filter((period) => period !== 'all')
    .sort()
    .reverse();
  // A year alone is all years.
  const beside = years.length > 1 ? years.slice(0, YEARS) : [];
  return ['all', ...beside].map((period, i) => ({
    name: period === 'all' ? 'all years' : period,
    color: `series-${i}`,
    kind: 'line',
    points: points
      .filter((point) => point.period === period)
      .map((point): [number, number] => [point.at, heightOf(point)]),
  }));
}

const DURATIONS: Mark[] = [
  { at: 1, text: '1 s' },
  { at: 5, text: '5 s' },
  { at: 30, text: '30 s' },
  { at: 60, text: '1 min' },
  { at: 300, text: '5 min' },
  { at: 1_200, text: '20 min' },
  { at: 3_600, text: '1 h' },
  { at: 14_400, text: '4 h' },
];

const WAYS: Mark[] = [
  { at: 400, text: '400 m' },
  { at: 1_000, text: '1 km' },
  { at: 5_000, text: '5 km' },
  { at: 10_000, text: '10 km' },
  { at: 21_097.5, text: 'half' },
  { at: 42_195, text: 'marathon' },
  { at: 100_000, text: '100 km' },
];

const ofAll = (points: readonly CurvePoint[]) => points.filter(({ period }) => period === 'all');

/** The best mean power of each duration. @param part of how many activities it speaks, in words. */
export function PowerCurve({ points, part, viewer }: CurveProps) {
  if (points.length === 0) return null;
  const series = seriesOf(points, ({ value }) => value);
  return (
    <section>
      <h2>Power</h2>
      <p class="muted">The best mean power of each duration, {part}. Estimated watts never count.</p>
      <Legend series={series} />
      <Plot
        label="Power curve"
        series={series}
        marks={DURATIONS}
        tell={(watts) => asText(power(watts, true))}
        isLog
      />
      <details>
        <summary>As a table</summary>
        <Table
          label="Power curve of all years"
          rows={ofAll(points)}
          columns={[
            { label: 'Duration', isName: true, cell: ({ at }) => (at < 60 ? `${at} s` : clockOf(at)) },
            { label: 'Power', isNumber: true, cell: ({ value }) => asText(power(value, true)) },
            {
              label: 'When',
              isNumber: true,
              cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
            },
          ]}
        />
      </details>
    </section>
  );
}

/** The best time over each distance, as a pace or a speed. @param sport one of its sports, by which it is told. */
export function PaceCurve({ points, part, viewer, sport }: CurveProps & { sport: string | null }) {
  if (points.length === 0) return null;
  const told = (secondsPerMetre: number) =>
    asText(speed({ metres: 1, seconds: secondsPerMetre }, sport, viewer.units) ?? { value: '–', unit: '' });
  const isPace = told(0.3).includes(':');
  const heightOf = ({ value }: CurvePoint) => (isPace ? value : 1 / value);
  const tell = (value: number) => told(isPace ? value : 1 / value);
  const series = seriesOf(points, heightOf);
  return (
    <section>
      <h2>{isPace ? 'Pace' : 'Speed'}</h2>
      <p class="muted">The best time over each distance, {part}; the clock runs on in pauses.</p>
      <Legend series={series} />
      <Plot label="Pace curve" series={series} marks={WAYS} tell={tell} isLog isLessHigher={isPace} />
      <details>
        <summary>As a table</summary>
        <Table
          label="Pace curve of all years"
          rows={ofAll(points)}
          columns={[
            { label: 'Distance', isName: true, cell: ({ at }) => `${grouped(at)}\u00a0m` },
            { label: 'Time', isNumber: true, cell: ({ at, value }) => clockOf(at * value) },
            { label: isPace ? 'Pace' : 'Speed', isNumber: true, cell: ({ value }) => told(value) },
            {
              label: 'When',
              isNumber: true,
              cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
            },
          ]}
        />
      </details>
    </section>
  );
}

interface CurveProps {
  points: readonly CurvePoint[];
  part: string;
  viewer: Viewer;
}
