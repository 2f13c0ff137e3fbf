import type { Child } from 'hono/jsx';

/** A column of a table: what stands over it, and what in it. */
export interface Column<Row> {
  label: string;
  /** Numbers stand on the right. */
  isNumber?: boolean;
  /** The column that names the row. */
  isName?: boolean;
  cell(row: Row): Child;
}

const classOf = ({ isNumber }: { isNumber?: boolean }) => (isNumber ? 'num' : undefined);

/** A table in a box of its own, which scrolls where the page is too narrow for it. */
export function Table<Row>({ label, rows, columns, rowClass }: TableProps<Row>) {
  return (
    // Reached by the keyboard, so that it can be scrolled without a mouse.
    <section class="box" tabindex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={classOf(column)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class={rowClass?.(row)}>
              {columns.map((column) =>
                column.isName ? (
                  <th scope="row" class={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td class={classOf(column)}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowClass?(row: Row): string | undefined;
}
