import { inWords } from '../../../clock.ts';
import type { Page } from '../../page.ts';
import { Table } from '../../parts/table.tsx';
import { lastChanges } from '../../queries/archive.ts';

const ROWS = 300;
/** A text of a change beyond that stands on the page of its activity. */
const LONGEST = 200;

const told = (value: string | null) =>
  value === null ? 'nothing' : value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;

/** What changed at Strava, as it came to light. */
export const changes: Page = {
  path: '/archive/changes',
  title: () => 'What changed at Strava',
  content({ reading, viewer, zone }) {
    const rows = lastChanges(reading, viewer.id, ROWS);
    if (rows.length === 0) return <p class="empty">Nothing has changed since it was archived.</p>;
    return (
      <>
        <p class="muted">
          <a href={`${viewer.prefix}/archive`}>Archive</a> · the last {rows.length}, when an answer first said
          so
        </p>
        <Table
          label="Changes"
          rows={rows}
          columns={[
            {
              label: 'Activity',
              isName: true,
              cell: ({ activity_id, name }) => (
                <a href={`${viewer.prefix}/activities/${activity_id}`} dir="auto">
                  {name || 'Without a name'}
                </a>
              ),
            },
            {
              label: 'Seen',
              cell: ({ seen_at }) => <span class="n">{inWords(Date.parse(seen_at), zone)}</span>,
            },
            { label: 'Field', cell: ({ field }) => field },
            { label: 'Before', cell: ({ before }) => <span dir="auto">{told(before)}</span> },
            { label: 'After', cell: ({ after }) => <span dir="auto">{told(after)}</span> },
          ]}
        />
      </>
    );
  },
};
