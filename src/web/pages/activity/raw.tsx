import { readDocument } from '../../../archive/documents.ts';
import { inWords } from '../../../clock.ts';
import type { Page, PageContext } from '../../page.ts';
import { activityOf } from '../../queries/activity.ts';
import { indented } from './indented.ts';

/** Whose text cannot be unpacked is named, and the command that looks into it. */
function newestOf({ archive }: PageContext, kind: string, id: string) {
  try {
    return readDocument(archive, kind, id);
  } catch {
    return undefined;
  }
}

const KINDS = [
  { kind: 'activity', label: 'The detail' },
  { kind: 'activity_summary', label: 'The element of the list' },
];

/** What Strava last sent of an activity, to the letter but for the line breaks. */
export const raw: Page = {
  path: '/activities/:id{[0-9]{1,19}}/raw',
  title: ({ reading, viewer, params }) =>
    `As Strava sent it: ${activityOf(reading, viewer.id, params.id ?? '')?.name || 'activity'}`,
  content(context) {
    const { reading, viewer, params, zone } = context;
    const found = activityOf(reading, viewer.id, params.id ?? '');
    if (!found) return undefined;
    const at = (instant: string) => inWords(Date.parse(instant), zone);
    const said = KINDS.map(({ kind, label }) => ({ label, newest: newestOf(context, kind, found.id) }));
    return (
      <>
        <p>
          <a href={`${viewer.prefix}/activities/${found.id}`}>‹ the activity</a> ·{' '}
          <a href={`${viewer.prefix}/activities/${found.id}/versions`}>versions</a>
        </p>
        {said.map(({ label, newest }) =>
          newest ? (
            <section>
              <h2>{label}</h2>
              <p class="muted">
                Since {at(newest.firstSeenAt)}, last said {at(newest.lastSeenAt)}; without the token by which
                it could be embedded.
              </p>
              {/* Reached by the keyboard, so that it can be scrolled without a mouse. */}
              <pre class="act-raw" tabindex={0}>
                {indented(newest.text)}
              </pre>
            </section>
          ) : (
            <p class="muted">{label} is not archived yet, or broken: verify tells.</p>
          ),
        )}
      </>
    );
  },
};
