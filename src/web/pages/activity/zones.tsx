import { duration } from '../../format/duration.ts';
import { heartRate, power } from '../../format/measures.ts';
import { asText, grouped, type Quantity } from '../../format/quantity.ts';
import { speed } from '../../format/speed.ts';
import { ifAny, Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { type ZoneRow, zonesByArchive, zonesBySource } from '../../queries/zones.ts';
import type { OfActivity } from './head.tsx';

const NAMES: Record<string, string> = { heartrate: 'Heart rate', power: 'Power', pace: 'Pace' };

const [WIDTH, HEIGHT] = [160, 12];

const Bar = ({ share }: { share: number }) => (
  <svg class="act-bar" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
    <rect width={Math.round(share * WIDTH * 10) / 10} height={HEIGHT} />
  </svg>
);

/** From where to where a zone goes. */
function rangeOf({ min, max }: ZoneRow, tell: (value: number) => Quantity | undefined): string {
  const [low, high] = [min, max].map((value) => (value === null ? undefined : tell(value)));
  if (low && high) return `${low.value}–${asText(high)}`;
  if (low) return `from ${asText(low)}`;
  return high ? `up to ${asText(high)}` : 'all';
}

function OneKind({ label, rows, tell }: OneKindProps) {
  const isAssumed = rows.some(({ assumed }) => assumed === 1);
  const all = rows.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  const share = ({ seconds }: ZoneRow) => (all > 0 ? (seconds ?? 0) / all : 0);
  return (
    <div>
      <h3>{label}</h3>
      <Table
        label={label}
        rows={rows}
        columns={[
          { label: 'Zone', isName: true, cell: ({ zone }) => grouped(zone + 1) },
          { label: 'Range', cell: (row) => <span class="n">{rangeOf(row, tell)}</span> },
          { label: 'Time', isNumber: true, cell: ({ seconds }) => <Measure of={ifAny(seconds, duration)} /> },
          { label: 'Share', isNumber: true, cell: (row) => `${grouped(share(row) * 100)}\u00a0%` },
          { label: '', cell: (row) => <Bar share={share(row)} /> },
        ]}
      />
      {isAssumed ? (
        <p class="muted">Your zones of that day are not known; these are the first that are.</p>
      ) : null}
    </div>
  );
}

interface OneKindProps {
  label: string;
  rows: readonly ZoneRow[];
  tell(value: number): Quantity | undefined;
}

/** How long it was in each zone, as Strava counts it and as the archive does. */
export function Zones({ activity, context: { reading, viewer } }: OfActivity) {
  const [said, counted] = [zonesBySource(reading, activity.id), zonesByArchive(reading, activity.id)];
  const tellers: Record<string, (value: number) => Quantity | undefined> = {
    heartrate: heartRate,
    power: (watts) => power(watts, true),
    pace: (metres) => speed({ metres, seconds: 1 }, activity.sport_type, viewer.units),
  };
  const kinds = (rows: readonly ZoneRow[], by: string) =>
    [...new Set(rows.map(({ kind }) => kind))].map((kind) => {
      const own = rows.filter((row) => row.kind === kind);
      const tell = tellers[kind] ?? ((value: number) => ({ value: grouped(value, 1), unit: '' }));
      return { label: `${NAMES[kind] ?? kind}, ${by}`, rows: own, tell };
    });
  const all = [...kinds(said, 'as Strava counts'), ...kinds(counted, 'as the archive counts')];
  if (all.length === 0) return null;
  return (
    <section>
      <h2>Zones</h2>
      <div class="act-zones">
        {all.map((each) => (
          <OneKind {...each} />
        ))}
      </div>
    </section>
  );
}
