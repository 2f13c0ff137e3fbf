import { inWords } from '../../../clock.ts';
import type { AthleteStatus, Standing } from '../../../status/report.ts';
import { counted, inBytes } from '../../../words.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { tellers } from '../../format/totals.ts';
import type { Page, PageContext } from '../../page.ts';
import { Table } from '../../parts/table.tsx';
import * as ask from '../../queries/archive.ts';
import { Grid } from './grid.tsx';

const RUNS = 12;

const at = (instant: string, { zone }: PageContext) => inWords(Date.parse(instant), zone);

/** When it will be complete, or what holds it up. */
function outlook({ remaining, token }: AthleteStatus, context: PageContext): string {
  if (token === 'refused') return 'Strava no longer accepts the authorization: bootstrap connects again.';
  if (!remaining)
    return 'Without the API application in the configuration nobody knows how long the rest takes.';
  const { requests, finishesAt, first } = remaining;
  if (requests === 0) return 'Everything that Strava gives is archived.';
  if (finishesAt === null) return 'The list is being read: until its end nobody knows how much there is.';
  const details =
    first.finishesAt === null ? '' : ` Details and streams are there ${at(first.finishesAt, context)}.`;
  return `${counted(requests, 'request')} to go, until ${at(finishesAt, context)}.${details}`;
}

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

/** Whether the worker is well, who is connected, and what is left of the budget. */
function HowItStands({ status, context }: { status: Standing; context: PageContext }) {
  const { health, budget, worker, schedule, athletes } = status;
  const athlete = athletes.find(({ id }) => id === context.viewer.id);
  const windows: Record<string, string> = { quarter_hour: 'this quarter hour', day: 'today' };
  const facts: [string, string][] = [
    ['Health', health.ok ? 'well' : (health.reason ?? 'ill')],
    ['Worker', worker === null ? 'none runs' : 'runs'],
    ['Schedule', `${schedule.words}${schedule.nextRun ? `, next ${at(schedule.nextRun, context)}` : ''}`],
    ...budget.map(({ window, left, resetsAt }): [string, string] => [
      `Requests left ${windows[window] ?? window}`,
      `${grouped(left)}, anew ${at(resetsAt, context)}`,
    ]),
    ...(athlete
      ? ([
          ['Connected', `since ${at(athlete.connectedAt, context)}, with ${athlete.scopes.join(', ')}`],
          ['Token', `${athlete.token}, until ${at(athlete.tokenExpiresAt, context)}`],
        ] satisfies [string, string][])
      : [['Connected', 'no: what was archived stays'] satisfies [string, string]]),
  ];
  return (
    <>
      {athlete ? <p class={health.ok ? undefined : 'banner'}>{outlook(athlete, context)}</p> : null}
      <dl class="facts">
        {facts.map(([label, text]) => (
          <>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </>
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

const PERIODS: Record<string, string> = { all: 'all time', ytd: 'this year', recent: 'four weeks' };

/** What Strava counts beside what the archive counts. */
function SaidTable({ context }: { context: PageContext }) {
  const { reading, viewer } = context;
  const said = ask.lastSaid(reading, viewer.id);
  const [first] = said;
  if (!first) return null;
  const tell = tellers(viewer.units);
  const why = ({ not_public, seen_later, deleted_since, unexplained }: ask.Said) =>
    [
      not_public > 0 && `${grouped(not_public)} not public`,
      seen_later > 0 && `${grouped(seen_later)} seen later`,
      deleted_since > 0 && `${grouped(deleted_since)} deleted since`,
      unexplained ? `${grouped(unexplained)} unexplained` : false,
    ]
      .filter(Boolean)
      .join(', ');
  const km = (value: number | null) => (value === null ? '–' : asText(tell.km(value)));
  return (
    <section>
      <h2>Strava said, the archive counts</h2>
      <p class="muted">What Strava said on {first.captured_on}; it leaves out what not everybody sees.</p>
      <Table
        label="Strava said, the archive counts"
        rows={said}
        columns={[
          { label: 'Period', isName: true, cell: ({ period }) => PERIODS[period] ?? period },
          { label: 'Sport', cell: ({ sport }) => sport },
          {
            label: 'Strava said',
            isNumber: true,
            cell: (each) => (each.said === null ? '–' : grouped(each.said)),
          },
          { label: 'Archive', isNumber: true, cell: (each) => grouped(each.counted) },
          { label: 'Strava said', isNumber: true, cell: ({ said_km }) => km(said_km) },
          { label: 'Archive', isNumber: true, cell: ({ counted_km }) => km(counted_km) },
          { label: 'The difference', cell: why },
        ]}
      />
    </section>
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
