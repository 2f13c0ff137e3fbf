import type { Column, Recording } from '../../charts/recording.ts';
import { elevation, heartRate, power, temperature } from '../../format/measures.ts';
import { asText, grouped, type Quantity } from '../../format/quantity.ts';
import { cadence, speed, speedLabel } from '../../format/speed.ts';
import { evenMarks, speedMarks } from './marks.ts';

/** What one chart shows. */
export interface Panel {
  label: string;
  values: Column;
  /** The variable of its colour. */
  color: string;
  isArea: boolean;
  range: readonly [low: number, high: number];
  tell(value: number): string;
  /** A value on the axis, without its unit. */
  brief(value: number): string;
  marks(low: number, high: number): number[];
}

const MARKS = 5;
/** Fewer metres of height would make hills of a plain. */
const LEAST_HEIGHT_M = 20;

const isNumber = (value: number | null): value is number => value !== null;
const isSome = (value: number | null): value is number => value !== null && value > 0;

/** The value below which a share of them is. */
function quantile(values: Column, share: number, which = isNumber): number {
  const all = Float64Array.from(values.filter(which)).sort();
  return all[Math.round(share * (all.length - 1))] ?? 0;
}

/** From where to where an axis goes. @param least how much it shows at least. */
function rangeOf(low: number, high: number, least: number): readonly [number, number] {
  const lack = Math.max(0, least - (high - low)) / 2;
  const margin = (high - low + 2 * lack) * 0.06;
  return [low - lack - margin, high + lack + margin];
}

/** Without what is far from the rest: a stop at a light, or nobody pedalling, would leave little room for all else. */
function usual(values: Column): readonly [number, number] {
  const [low, middle, high] = [0.03, 0.5, 0.998].map((share) => quantile(values, share, isSome));
  return rangeOf(low ?? 0, high ?? 1, (middle ?? 1) / 4);
}

const whole = (values: Column, least: number) => rangeOf(quantile(values, 0), quantile(values, 1), least);

interface Kind {
  values: Column | undefined;
  label: string;
  color: string;
  range(values: Column): readonly [number, number];
  quantity(value: number): Quantity | undefined;
  marks(low: number, high: number): number[];
  isArea?: boolean;
}

function speedKind({ sport, units, columns }: Recording): Kind {
  const told = (metres: number) => speed({ metres, seconds: 1 }, sport, units);
  const unit = told(1)?.unit ?? '';
  const label = speedLabel(sport);
  const isPace = label === 'Pace';
  // Who stands still has no pace, but a speed.
  const quantity = (metres: number) => told(metres) ?? (isPace ? undefined : { value: grouped(0), unit });
  return {
    ...{ values: columns.velocity_smooth, label, color: '--ride', quantity },
    range: (values) => (isPace ? usual(values) : whole(values, 0.5)),
    marks: (low, high) => speedMarks(Math.max(low, 0), high, unit, MARKS),
  };
}

function kindsOf(recording: Recording): Kind[] {
  const { sport, units, isMeasured, columns } = recording;
  const even = (factor: number) => (low: number, high: number) => evenMarks(low, high, factor, MARKS);
  const steps = cadence(1, sport).unit === 'spm' ? 2 : 1;
  return [
    {
      ...{ values: columns.altitude, label: 'Elevation', color: '--past', isArea: true },
      range: (values) => whole(values, LEAST_HEIGHT_M),
      quantity: (metres) => elevation(metres, units),
      marks: even(units === 'metric' ? 1 : 1 / 0.3048),
    },
    speedKind(recording),
    {
      ...{ values: columns.heartrate, label: 'Heart rate', color: '--bad', quantity: heartRate },
      ...{ range: (values: Column) => whole(values, 20), marks: even(1) },
    },
    {
      ...{ values: columns.watts, label: isMeasured ? 'Power' : 'Power, estimated', color: '--winter' },
      range: (values) => rangeOf(0, quantile(values, 0.998), 50),
      quantity: (watts) => power(watts, isMeasured),
      marks: even(1),
    },
    {
      ...{ values: columns.cadence, label: 'Cadence', color: '--walk' },
      range: usual,
      quantity: (turns) => cadence(turns, sport),
      marks: even(steps),
    },
    {
      ...{ values: columns.temp, label: 'Temperature', color: '--run' },
      range: (values) => whole(values, 6),
      quantity: (celsius) => temperature(celsius, units),
      marks: even(1),
    },
  ];
}

/** The charts of a recording, in their order; without those of which nothing was recorded. */
export function panelsOf(recording: Recording): Panel[] {
  return kindsOf(recording).flatMap(({ values, range, quantity, isArea = false, ...kind }): Panel[] => {
    if (!values?.some((value) => value !== null)) return [];
    const tell = (value: number) => {
      const told = quantity(value);
      return told ? asText(told) : '–';
    };
    const brief = (value: number) => quantity(value)?.value ?? '–';
    return [{ ...kind, values, isArea, range: range(values), tell, brief }];
  });
}
