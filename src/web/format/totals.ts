import { distance, elevation } from './measures.ts';
import { grouped, type Quantity, type Units } from './quantity.ts';

/** What can be added up, by its column in the views of totals. */
export const MEASURES = ['km', 'hours', 'elevation', 'activities'] as const;

export type Measure = (typeof MEASURES)[number];

export const LABELS: Record<Measure, string> = {
  km: 'Distance',
  hours: 'Time',
  elevation: 'Climb',
  activities: 'Activities',
};

/** How a sum of each measure is told. */
export const tellers = (units: Units): Record<Measure, (amount: number) => Quantity> => ({
  km: (km) => distance(km * 1_000, units),
  hours: (hours) => ({ value: grouped(hours, Math.abs(hours) < 10 ? 1 : 0), unit: 'h' }),
  elevation: (metres) => elevation(metres, units),
  activities: (count) => ({ value: grouped(count), unit: '×' }),
});
