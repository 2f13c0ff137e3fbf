import type { Stretch } from '../../charts/recording.ts';
import { duration } from '../../format/duration.ts';
import { distance, elevation, heartRate, power } from '../../format/measures.ts';
import { grouped, type Units } from '../../format/quantity.ts';
import { speed, speedLabel } from '../../format/speed.ts';
import { ifAny, Measure } from '../../parts/measure.tsx';
import type { Effort, Part } from '../../queries/activity.ts';
import type { Viewer } from '../../viewer.ts';

interface OfSport {
  sport: string | null;
  units: Units;
}

/** Where each row is in the recording; the island lets it be chosen there. */
interface Placed {
  stretches: readonly (Stretch | undefined)[];
}

const placeOf = (stretch: Stretch | undefined) =>
  stretch && { 'data-from': Math.round(stretch.from), 'data-to': Math.round(stretch.to) };

/** Laps or splits, a row each; the column of power only where there is any. */
export function PartsTable({
  label,
  parts,
  stretches,
  first,
  sport,
  units,
}: OfSport & Placed & { label: string; parts: readonly Part[]; first: string }) {
  const hasPower = parts.some(({ average_watts }) => average_watts !== null);
  return (
    <section class="box" tabindex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {[
              'Distance',
              'Time',
              speedLabel(sport),
              'Climb',
              'Heart rate',
              ...(hasPower ? ['Power'] : []),
            ].map((each) => (
              <th scope="col" class="num">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map((part, i) => (
            <tr {...placeOf(stretches[i])}>
              <th scope="row" dir="auto">
                {part.name ?? '–'}
              </th>
              <td class="num">
                <Measure of={ifAny(part.distance, (m) => distance(m, units, { sport, closeness: 'page' }))} />
              </td>
              <td class="num">
                <Measure of={ifAny(part.moving_time ?? part.elapsed_time, duration)} />
              </td>
              <td class="num">
                <Measure of={speed({ metres: part.distance, seconds: part.moving_time }, sport, units)} />
              </td>
              <td class="num">
                <Measure of={ifAny(part.climb, (m) => elevation(m, units))} />
              </td>
              <td class="num">
                <Measure of={ifAny(part.average_heartrate, heartRate)} />
              </td>
              {hasPower ? (
                <td class="num">
                  <Measure of={ifAny(part.average_watts, (watts) => power(watts, part.device_watts === 1))} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const rankText = ({ pr_rank, rank, efforts }: Effort): string => {
  const then = pr_rank === null ? '' : pr_rank === 1 ? 'PR then' : `${pr_rank}. then`;
  const now =
    rank === null || efforts === null || efforts < 2 ? '' : `${grouped(rank)}. of ${grouped(efforts)} now`;
  return [then, now].filter(Boolean).join(' · ');
};

/** Best efforts, or those on segments. */
export function EffortsTable({
  label,
  efforts,
  stretches,
  sport,
  viewer,
}: Placed & {
  label: string;
  efforts: readonly Effort[];
  sport: string | null;
  viewer: Viewer;
}) {
  const { units } = viewer;
  return (
    <section class="box" tabindex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Effort</th>
            {['Distance', 'Time', speedLabel(sport), 'Rank'].map((each) => (
              <th scope="col" class="num">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {efforts.map((effort, i) => (
            <tr {...placeOf(stretches[i])}>
              <th scope="row" dir="auto">
                {effort.segment_id ? (
                  <a href={`${viewer.prefix}/segments/${effort.segment_id}`}>{effort.name ?? '–'}</a>
                ) : (
                  (effort.name ?? '–')
                )}
              </th>
              <td class="num">
                <Measure
                  of={ifAny(effort.distance, (m) => distance(m, units, { sport, closeness: 'page' }))}
                />
              </td>
              <td class="num">
                <Measure of={ifAny(effort.elapsed_time, duration)} />
              </td>
              <td class="num">
                <Measure
                  of={speed({ metres: effort.distance, seconds: effort.elapsed_time }, sport, units)}
                />
              </td>
              <td class="num">{rankText(effort)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
