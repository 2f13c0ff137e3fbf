import { asText, grouped } from '../../format/quantity.ts';
import { tellers } from '../../format/totals.ts';
import type { PageContext } from '../../page.ts';
import { Table } from '../../parts/table.tsx';
import * as ask from '../../queries/archive.ts';

const PERIODS: Record<string, string> = { all: 'all time', ytd: 'this year', recent: 'four weeks' };

/** What Strava counts beside what the archive counts. */
export function SaidTable({ context }: { context: PageContext }) {
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
