import { Failure } from '../../../errors.ts';
import type { PageContext, Part } from '../../page.ts';
import { ROW_FORMATS } from '../../text-file.ts';
import { askedBy } from './question.ts';

/** An answer as a file: all rows, as they come. */
async function answer(context: PageContext, format: keyof typeof ROW_FORMATS): Promise<Response | undefined> {
  const asked = askedBy(context);
  if (asked === undefined || asked === 'unknown') return undefined;
  const plain = { 'content-type': 'text/plain; charset=utf-8' };
  if (asked.isSuggested)
    return new Response('Ask it yourself, on the page.\n', { status: 403, headers: plain });
  const { type, rows } = ROW_FORMATS[format];
  try {
    const body = await context.asker.all(asked, context.signal, (columns) =>
      rows({ columns: columns.map((name) => ({ name, declared: '' })) }),
    );
    const name = `${asked.saved?.name ?? 'answer'}.${format}`;
    return new Response(body, {
      headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return new Response(`${error.message}\n${error.advice}\n`, { status: 400, headers: plain });
  }
}

/** The answers of questions, as CSV and as an object a line. */
export const sqlFiles: readonly Part[] = (['csv', 'json'] as const).flatMap((format) =>
  [`/sql.${format}`, `/sql/:file{[\\w-]+\\.${format}}`].map((path) => ({
    path,
    isFresh: true,
    answer: (context: PageContext) => answer(context, format),
  })),
);
