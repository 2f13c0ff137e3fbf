import { inBytes } from '../../../words.ts';
import { grouped } from '../../format/quantity.ts';
import type { Page, PageContext } from '../../page.ts';
import { Table } from '../../parts/table.tsx';
import * as ask from '../../queries/archive.ts';
import { Grid } from './grid.tsx';
import { SaidTable } from './said.tsx';
import { at, HowItStands } from './standing.tsx';

const RUNS = 12;

function Orders({ context }: { context: PageContext }) {
  const { house, viewer } = context;
  if (!house.orders) return null;
  return (
    <div class="orders">
      <form method="post" action={`${viewer.prefix}/archive/sync`}>
        <button type="submit">Sync now</button>
      </form>
      <form method="post" action={`${viewer.prefix}/archive/retry`}>
        <button type="submit">Retry what was given up</button>
      </form>
    </div>
  );
}

function MissingTable({ context }: { context: PageContext }) {
  const { reading, viewer } = context;
  const missing = ask.missingOf(reading, viewer.id);
  if (missing.length === 0) return <p class="empty">Nothing is missing.</p>;
  const href = ({ resource, status }: ask.Missing) =>
    `${viewer.prefix}/archive/missing?${new URLSearchParams({ resource, status })}`;
  return (
    <Table
      label="What is missing, and why"
      rows={missing}
      columns={[
        {
          label: 'What',
          isName: true,
          cell: (each) => <a href={href(each)}>{each.resource.replaceAll('_', ' ')}</a>,
        },
        { label: 'Items', isNumber: true, cell: ({ items }) => grouped(items) },
        { label: 'Is', cell: ({ status }) => status.replaceAll('_', ' ') },
        { label: 'Why', cell: ({ reason }) => <span dir="auto">{reason ?? 'not asked for yet'}</span> },
      ]}
    />
  );
}

function Runs({ context }: { context: PageContext }) {
  const { reading, viewer } = context;
  return (
    <Table
      label="The last passes"
      rows={ask.lastRuns(reading, viewer.id, RUNS)}
      columns={[
        {
          label: 'Began',
          isName: true,
          cell: ({ started_at }) => <span class="n">{at(started_at, context)}</span>,
        },
        { label: 'Outcome', cell: ({ outcome }) => outcome ?? 'runs' },
        { label: 'Requests', isNumber: true, cell: ({ requests }) => grouped(requests) },
        { label: 'Items', isNumber: true, cell: ({ items }) => (items === null ? '–' : grouped(items)) },
        { label: 'Trigger', cell: ({ trigger }) => trigger },
        { label: 'Trouble', cell: ({ error }) => <span dir="auto">{error ?? ''}</span> },
      ]}
    />
  );
}

/** Whether all is there, since when, what is missing and why. */
export const archive: Page = {
  path: '/archive',
  title: () => 'Archive',
  isFresh: true,
  async content(context) {
    const { reading, viewer, house } = context;
    const status = await house.status?.();
    const cells = ask.completenessOf(reading, viewer.id);
    const names = [...new Set(cells.map(({ resource }) => resource))];
    return (
      <>
        {status ? (
          <HowItStands status={status} context={context} />
        ) : (
          <p class="banner">This is a copy: {house.archive}</p>
        )}
        <Orders context={context} />
        <h2>How complete it is</h2>
        <Grid cells={cells} names={names} />
        <h2>What is missing, and why</h2>
        <MissingTable context={context} />
        <h2>The last passes</h2>
        <Runs context={context} />
        <SaidTable context={context} />
        <h2>Beside it</h2>
        <p>
          <a href={`${viewer.prefix}/archive/changes`}>What changed at Strava</a>
        </p>
        {status ? (
          <dl class="facts">
            {status.files.map(({ path, bytes }) => (
              <>
                <dt class="n">{inBytes(bytes)}</dt>
                <dd>{path}</dd>
              </>
            ))}
          </dl>
        ) : null}
      </>
    );
  },
};
