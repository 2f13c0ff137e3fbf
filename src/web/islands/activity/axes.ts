import { type Recording, rising } from '../../charts/recording.ts';
import { clockOf } from '../../format/duration.ts';
import { distance, METRES_PER_MILE, METRES_PER_YARD } from '../../format/measures.ts';
import { asText } from '../../format/quantity.ts';
import type { Axis } from './chart.ts';
import { clockMarks, evenMarks } from './marks.ts';

export type By = 'distance' | 'time';

function factorOf({ sport, units }: Recording): number {
  if (sport === 'Swim') return units === 'metric' ? 1 : 1 / METRES_PER_YARD;
  return units === 'metric' ? 1 / 1_000 : 1 / METRES_PER_MILE;
}

/** Below it a tenth of a km is too coarse for the marks. */
const SHORT_M = 1_500;

/** The axes that the charts can have. @param time of the recording, rising. */
export function axesOf(recording: Recording, time: Float64Array): Partial<Record<By, Axis>> & { time: Axis } {
  const { sport, units, columns } = recording;
  const way = columns.distance && rising(columns.distance);
  const length = way?.at(-1) ?? 0;
  const closeness = length < SHORT_M ? 'page' : 'list';
  return {
    time: { places: time, tell: clockOf, marks: clockMarks },
    ...(way &&
      length > 0 && {
        distance: {
          places: way,
          tell: (metres: number) => asText(distance(metres, units, { sport, closeness })),
          marks: (low: number, high: number, most: number) => evenMarks(low, high, factorOf(recording), most),
        },
      }),
  };
}
