import { grouped } from '../../format/quantity.ts';
import type { Completeness } from '../../queries/archive.ts';

/** What is there of a cell, of what there can be. */
function shareOf({ items, not_applicable, done, absent }: Completeness): number | undefined {
  const possible = items - not_applicable - absent;
  return possible > 0 ? done / possible : undefined;
}

const titleOf = (cell: Completeness) =>
  [
    `${grouped(cell.done)} archived`,
    ...(
      [
        ['pending', 'still to come'],
        ['failed', 'failed, asked for again'],
        ['parked', 'given up for now'],
        ['absent', 'not there at Strava'],
        ['not_applicable', 'cannot be there'],
      ] as const
    ).flatMap(([status, words]) => (cell[status] > 0 ? [`${grouped(cell[status])} ${words}`] : [])),
  ].join(', ');

function Cell({ cell }: { cell: Completeness | undefined }) {
  if (!cell) return <td class="share" />;
  const share = shareOf(cell);
  // Never rounded up to all.
  const percent = share === undefined ? undefined : Math.floor(share * 100);
  const level = percent === undefined ? 'none' : percent === 100 ? 'all' : percent >= 50 ? 'most' : 'some';
  return (
    <td class={`share share-${level}`} title={titleOf(cell)}>
      {percent === undefined ? '·' : percent === 100 ? '✓' : `${percent}\u00a0%`}
      <span class="hidden">{titleOf(cell)}</span>
    </td>
  );
}

/** Years and resources: what is complete at a glance. */
export function Grid({ cells, names }: { cells: readonly Completeness[]; names: readonly string[] }) {
  const years = [...new Set(cells.map(({ year }) => year))].sort((a, b) => (b ?? 0) - (a ?? 0));
  const resources = names.filter((name) => cells.some(({ resource }) => resource === name));
  return (
    <section class="box" tabindex={0} aria-label="How complete each year is">
      <table class="grid-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            {years.map((year) => (
              <th scope="col" class="num">
                {year ?? 'no year'}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {resources.map((name) => (
            <tr>
              <th scope="row">{name.replaceAll('_', ' ')}</th>
              {years.map((year) => (
                <Cell cell={cells.find((each) => each.resource === name && each.year === year)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
