import { inWords } from '../../../clock.ts';
import { changesOf } from '../../../resources/activity/changes.ts';
import { grouped } from '../../format/quantity.ts';
import type { Page } from '../../page.ts';
import { Table } from '../../parts/table.tsx';
import { activityOf } from '../../queries/activity.ts';
import { versionsOf } from '../../queries/versions.ts';

const KINDS: Record<string, string> = {
  activity: 'detail',
  activity_summary: 'element of the list',
  activity_zones: 'zones',
  comments_part: 'comments, not all of them',
  kudos_part: 'kudos, not all of them',
  streams: 'recording as it was before',
};

/** A longer one, such as a line on the map, says nothing to a reader. */
const LONGEST = 300;

/** A value as Strava sent it. */
function Value({ of }: { of: unknown }) {
  if (of === null) return <span class="muted">nothing</span>;
  const text = String(of);
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()} …` : text;
  return <span dir="auto">{shown === '' ? '""' : shown}</span>;
}

/** What changed in an activity at Strava since it was archived, and every version that is kept. */
export const versions: Page = {
  path: '/activities/:id{[0-9]{1,19}}/versions',
  title: ({ reading, viewer, params }) =>
    `Versions of ${activityOf(reading, viewer.id, params.id ?? '')?.name || 'an activity'}`,
  content({ reading, archive, viewer, params, zone }) {
    const found = activityOf(reading, viewer.id, params.id ?? '');
    if (!found) return undefined;
    const at = (instant: string) => <span class="n">{inWords(Date.parse(instant), zone)}</span>;
    const changes = changesOf(archive, found.id).toReversed();
    return (
      <>
        <p>
          <a href={`${viewer.prefix}/activities/${found.id}`}>‹ the activity</a> ·{' '}
          <a href={`${viewer.prefix}/activities/${found.id}/raw`}>as Strava sent it</a>
        </p>
        <section>
          <h2>What changed at Strava</h2>
          {changes.length === 0 ? (
            <p>Nothing since it was archived.</p>
          ) : (
            <Table
              label="Changes"
              rows={changes}
              columns={[
                { label: 'Seen', cell: ({ seen_at }) => at(seen_at) },
                { label: 'Field', isName: true, cell: ({ field }) => field },
                { label: 'Before', cell: ({ before }) => <Value of={before} /> },
                { label: 'Since', cell: ({ after }) => <Value of={after} /> },
              ]}
            />
          )}
        </section>
        <section>
          <h2>Every answer that is kept</h2>
          <p class="muted">
            One that says the same as before is no version, and only moves when it was last said.
          </p>
          <Table
            label="Versions"
            rows={versionsOf(reading, viewer.id, found.id)}
            columns={[
              { label: 'Answer', isName: true, cell: ({ kind }) => KINDS[kind] ?? kind },
              { label: 'First said', cell: ({ first_seen_at }) => at(first_seen_at) },
              { label: 'Last said', cell: ({ last_seen_at }) => at(last_seen_at) },
              { label: 'Bytes', isNumber: true, cell: ({ bytes }) => grouped(bytes) },
            ]}
          />
        </section>
      </>
    );
  },
};
