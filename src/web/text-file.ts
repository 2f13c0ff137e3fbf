import { csvRows, jsonRows } from '../export/text-rows.ts';

/** How rows are taken away as a file, by its suffix. */
export const ROW_FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', rows: csvRows },
  json: { type: 'application/x-ndjson', rows: jsonRows },
};

/** A text that is made while it is sent: what is long is never in memory as a whole. */
function streamOf(pieces: Iterable<string>): ReadableStream<Uint8Array> {
  const [all, encoder] = [pieces[Symbol.iterator](), new TextEncoder()];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = all.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}

/** A text to be taken away as a file. */
export const asFile = (name: string, type: string, pieces: Iterable<string>): Response =>
  new Response(streamOf(pieces), {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  });
