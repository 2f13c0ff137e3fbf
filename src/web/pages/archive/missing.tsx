import { inWords } from '../../../clock.ts';
import { grouped } from '../../format/quantity.ts';
import type { Page } from '../../page.ts';
import { Day } from '../../parts/day.tsx';
import { Table } from '../../parts/table.tsx';
import { missingItems } from '../../queries/archive.ts';

/** The items of a resource that are not archived, one by one. */
export const missing: Page = {
  path: '/archive/missing',
  title: ({ query }) => `Missing: ${(query.get('resource') ?? '').replaceAll('_', ' ').slice(0, 40)}`,
  content({ reading, viewer, query, zone }) {
    const [resource, status] = [query.get('resource') ?? '', query.get('status') ?? ''];
    const items = missingItems(reading, viewer.id, { resource, status });
    if (items.length === 0) return undefined;
    const at = (instant: string | null) => (instant === null ? '–' : inWords(Date.parse(instant), zone));
    return (
      <>
        <p class="muted">
          <a href={`${viewer.prefix}/archive`}>Archive</a> · the newest {grouped(items.length)}
        </p>
        <Table
          label="Items"
          rows={items}
          columns={[
            {
              label: 'Item',
              isName: true,
              cell: ({ item, name }) =>
                name === null ? (
                  item
                ) : (
                  <a href={`${viewer.prefix}/activities/${item}`} dir="auto">
                    {name || 'Without a name'}
                  </a>
                ),
            },
            { label: 'Of', cell: ({ item_date }) => <Day of={item_date} viewer={viewer} /> },
            { label: 'Why', cell: ({ reason }) => <span dir="auto">{reason ?? 'not asked for yet'}</span> },
            { label: 'Tries', isNumber: true, cell: ({ tries }) => grouped(tries) },
            { label: 'Last answer', cell: ({ checked_at }) => at(checked_at) },
            {
              label: 'Asked for again',
              cell: ({ next_try_at }) => (next_try_at?.startsWith('1970') ? 'next' : at(next_try_at)),
            },
          ]}
        />
      </>
    );
  },
};
