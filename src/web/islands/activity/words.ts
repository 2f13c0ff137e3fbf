import type { Recording, Stretch, Summary } from '../../charts/recording.ts';
import { clockOf } from '../../format/duration.ts';
import { distance, elevation, heartRate, power } from '../../format/measures.ts';
import { asText } from '../../format/quantity.ts';
import { speed } from '../../format/speed.ts';
import type { Panel } from './panels.ts';

/** How far, where that is told. */
const wayOf = ({ sport, units }: Recording, metres: number): string =>
  asText(distance(metres, units, { sport, closeness: 'page' }));

/** What is at a point, in a line. */
export function pointText(recording: Recording, panels: readonly Panel[], at: number): string {
  const { distance: metres, time } = recording.columns;
  const [way, seconds] = [metres?.[at] ?? null, time?.[at] ?? null];
  const values = panels.flatMap(({ values: all, tell }) => {
    const value = all[at] ?? null;
    return value === null ? [] : [tell(value)];
  });
  return [
    ...(seconds === null ? [] : [clockOf(seconds)]),
    ...(way === null ? [] : [wayOf(recording, way)]),
    ...values,
  ].join(' · ');
}

/** What a part comes to, in a line. */
export function summaryText(recording: Recording, { from, to }: Stretch, summary: Summary): string {
  const { sport, units, isMeasured } = recording;
  const { seconds, moving, metres, climb, heartrate, watts } = summary;
  const pace = speed({ metres: metres ?? null, seconds: moving }, sport, units);
  const pause = seconds - moving;
  return [
    `${clockOf(from)}–${clockOf(to)}`,
    ...(metres === undefined ? [] : [wayOf(recording, metres)]),
    clockOf(seconds) + (pause >= 1 ? ` (moving ${clockOf(moving)})` : ''),
    ...(pace ? [asText(pace)] : []),
    ...(climb === undefined ? [] : [`${asText(elevation(climb, units))} up`]),
    ...(heartrate === undefined ? [] : [asText(heartRate(heartrate))]),
    ...(watts === undefined ? [] : [asText(power(watts, isMeasured))]),
  ].join(' · ');
}
