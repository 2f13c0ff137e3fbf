import { type Column, FIELDS, type Field, type Recording } from '../../charts/recording.ts';
import type { Part } from '../../page.ts';
import { pointsOf, recordingOf } from '../../queries/recording.ts';

/** More are not drawn: of a longer recording it is every second point, or third. */
const MOST_POINTS = 100_000;

/** What is finer than a picture shows is left out, for a smaller file; anything else is whole as it is. */
const DECIMALS: Partial<Record<Field, number>> = {
  ...{ lat: 6, lng: 6, distance: 1, altitude: 1, velocity_smooth: 3, grade_smooth: 1 },
};

const shortened = (value: unknown, decimals: number | undefined): number | null => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return decimals === undefined ? value : Number(value.toFixed(decimals));
};

/** The points as columns, without those that are empty. */
function columnsOf(points: readonly Record<Field, unknown>[]): Recording['columns'] {
  const columns = FIELDS.map((field): [Field, Column] => [
    field,
    points.map((point) => shortened(point[field], DECIMALS[field])),
  ]);
  return Object.fromEntries(columns.filter(([, column]) => column.some((value) => value !== null)));
}

/** The recording that the charts and the map of an activity are made of. */
export const series: Part = {
  path: '/activities/:id{[0-9]{1,19}}/series.json',
  answer({ reading, viewer, params }) {
    const found = recordingOf(reading, viewer.id, params.id ?? '');
    if (!found) return undefined;
    const every = Math.ceil(found.points / MOST_POINTS);
    const recording: Recording = {
      sport: found.sport_type,
      units: viewer.units,
      isMeasured: found.device_watts === 1,
      columns: columnsOf(pointsOf(reading, found.id, every)),
    };
    return Response.json(recording);
  },
};
