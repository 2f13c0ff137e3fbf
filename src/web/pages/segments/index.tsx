import { duration } from '../../format/duration.ts';
import { distance } from '../../format/measures.ts';
import { grouped } from '../../format/quantity.ts';
import type { Page } from '../../page.ts';
import { Choices } from '../../parts/choices.tsx';
import { Day, DayOf } from '../../parts/day.tsx';
import { ifAny, Measure } from '../../parts/measure.tsx';
import { Table } from '../../parts/table.tsx';
import { type ListedSegment, listSegments, SEGMENT_SORTS, type SegmentSort } from '../../queries/segments.ts';

const ROWS = 100;
const MOST_PAGES = 1_000;

const pageOf = (text: string | null) =>
  /^\d{1,4}$/.test(text ?? '') ? Math.min(MOST_PAGES, Math.max(1, Number(text))) : 1;

export const gradeOf = (grade: number | null) => (grade === null ? '–' : `${grouped(grade, 1)}\u00a0%`);

/** The segments that the athlete was on. */
export const segments: Page = {
  path: '/segments',
  title: () => 'Segments',
  content({ reading, viewer, query }) {
    const [q, page] = [query.get('q')?.trim().slice(0, 200) ?? '', pageOf(query.get('page'))];
    const sorts = Object.keys(SEGMENT_SORTS) as SegmentSort[];
    const sort = sorts.find((each) => each === query.get('sort')) ?? 'efforts';
    const path = `${viewer.prefix}/segments`;
    const address = (other: Record<string, string>) => {
      const kept = { ...(q && { q }), ...(sort !== 'efforts' && { sort }), ...other };
      const text = new URLSearchParams(kept).toString();
      return text ? `${path}?${text}` : path;
    };
    const from = (page - 1) * ROWS;
    const found = listSegments(reading, viewer.id, { q, sort, from, limit: ROWS + 1 });
    const rows = found.slice(0, ROWS);
    const to = (each: ListedSegment) => `${path}/${each.segment_id}`;
    return (
      <>
        <form class="search" action={path}>
          <input
            type="search"
            name="q"
            value={q}
            placeholder="Name of a segment"
            aria-label="Name of a segment"
          />
          <button type="submit">Search</button>
        </form>
        <Choices label="Sorted by" of={sorts} chosen={sort} href={(each) => address({ sort: each })} />
        {rows.length === 0 ? (
          <p class="empty">
            {q
              ? 'No segment is called so.'
              : 'No effort on a segment is archived: they come with the details of activities.'}
          </p>
        ) : (
          <Table
            label="Segments"
            rows={rows}
            columns={[
              {
                label: 'Segment',
                isName: true,
                cell: (each) => (
                  <a href={to(each)} dir="auto">
                    {each.segment || 'Without a name'}
                  </a>
                ),
              },
              { label: 'Sport', cell: ({ activity_type }) => activity_type ?? '–' },
              {
                label: 'Distance',
                isNumber: true,
                cell: (each) => (
                  <Measure
                    of={ifAny(each.distance, (m) => distance(m, viewer.units, { closeness: 'page' }))}
                  />
                ),
              },
              { label: 'Grade', isNumber: true, cell: ({ average_grade }) => gradeOf(average_grade) },
              { label: 'Efforts', isNumber: true, cell: ({ efforts }) => grouped(efforts) },
              { label: 'Best', isNumber: true, cell: ({ seconds }) => <Measure of={duration(seconds)} /> },
              {
                label: 'On',
                isNumber: true,
                cell: ({ activity_id, day }) => <DayOf activity={activity_id} of={day} viewer={viewer} />,
              },
              {
                label: 'Last',
                isNumber: true,
                cell: ({ last_day }) => <Day of={last_day} viewer={viewer} />,
              },
            ]}
          />
        )}
        {found.length > ROWS && page < MOST_PAGES ? (
          <p class="more">
            <a rel="next" href={address({ page: String(page + 1) })}>
              more ›
            </a>
          </p>
        ) : null}
      </>
    );
  },
};
