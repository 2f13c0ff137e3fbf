import { inWords } from '../../../clock.ts';
import { type AthleteStatus, keepingText, type Standing } from '../../../status/report.ts';
import { counted } from '../../../words.ts';
import { grouped } from '../../format/quantity.ts';
import type { PageContext } from '../../page.ts';

/** An instant in words. */
export const at = (instant: string, { zone }: PageContext) => inWords(Date.parse(instant), zone);

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

/** Whether the worker is well, who is connected, and what is left of the budget. */
export function HowItStands({ status, context }: { status: Standing; context: PageContext }) {
  const { health, budget, worker, schedule, athletes } = status;
  const athlete = athletes.find(({ id }) => id === context.viewer.id);
  const keeps = keepingText(status);
  const windows: Record<string, string> = { quarter_hour: 'this quarter hour', day: 'today' };
  const facts: [string, string][] = [
    ['Health', health.ok ? 'well' : (health.reason ?? 'ill')],
    ['Worker', worker === null ? 'none runs' : 'runs'],
    ['Schedule', `${schedule.words}${schedule.nextRun ? `, next ${at(schedule.nextRun, context)}` : ''}`],
    ...(keeps === undefined ? [] : [['Keeps', keeps] satisfies [string, string]]),
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
