import { inWords } from '../../../clock.ts';
import { grouped } from '../../format/quantity.ts';
import type { OfActivity } from './head.tsx';

/** Where what stands here is from, and how it is taken away. */
export function Provenance({ activity, context }: OfActivity) {
  const at = (instant: string) => inWords(Date.parse(instant), context.zone);
  const { id, resource_state, fetched_at, points, types, streams_at, changes, manual } = activity;
  const address = `${context.viewer.prefix}/activities/${id}`;
  const streams =
    points && streams_at
      ? `${grouped(points)} points of ${at(streams_at)}`
      : manual
        ? 'entered by hand: no recording'
        : 'no recording yet';
  const files = [
    ...(types?.includes('latlng') ? [{ suffix: 'gpx', label: 'GPX' }] : []),
    ...(points ? [{ suffix: 'tcx', label: 'TCX' }] : []),
    ...(points ? [{ suffix: 'csv', label: 'CSV of the points' }] : []),
    { suffix: 'json', label: 'JSON of all but the points' },
  ];
  return (
    <>
      <p class="act-files">
        Take away:{' '}
        {files.map(({ suffix, label }, i) => (
          <>
            {i > 0 ? ' · ' : ''}
            <a href={`${address}.${suffix}`}>{label}</a>
          </>
        ))}
      </p>
      <p class="status-line muted">
        Archive: {resource_state === 3 ? 'detail' : 'only what the list says'} of {at(fetched_at)} · {streams}{' '}
        ·{' '}
        <a href={`${address}/versions`}>
          {changes === 0 ? 'nothing changed at Strava since' : `${grouped(changes)} changes at Strava since`}
        </a>{' '}
        · <a href={`${address}/raw`}>as Strava sent it</a>
      </p>
    </>
  );
}
