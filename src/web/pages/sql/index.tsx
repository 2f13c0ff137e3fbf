import type { SavedQuestion } from '../../../ask/saved.ts';
import { Failure } from '../../../errors.ts';
import { VIEWS } from '../../../views/index.ts';
import type { Answered } from '../../asking.ts';
import { grouped } from '../../format/quantity.ts';
import type { Page, PageContext } from '../../page.ts';
import { type Asked, allQuestions, askedBy } from './question.ts';
import { ResultChart, ResultTable } from './result.tsx';

const START = 'SELECT day, name, sport_type, km, hours\nFROM activities_local\nORDER BY day DESC\nLIMIT 50';

function Questions({
  all,
  viewer,
  chosen,
}: {
  all: readonly SavedQuestion[];
  viewer: PageContext['viewer'];
  chosen: string | undefined;
}) {
  return (
    <nav class="questions" aria-label="Saved questions">
      <h2>Questions</h2>
      <ul>
        {all.map(({ name, title, sentence }) => (
          <li>
            <a
              href={`${viewer.prefix}/sql/${name}`}
              title={sentence}
              aria-current={name === chosen ? 'page' : undefined}
              dir="auto"
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
      <details>
        <summary>Views</summary>
        <dl class="views">
          {VIEWS.map(({ name, sentence }) => (
            <>
              <dt>
                <a
                  href={`${viewer.prefix}/sql?${new URLSearchParams({ sql: `SELECT * FROM ${name} LIMIT 100` })}`}
                >
                  {name}
                </a>
              </dt>
              <dd>{sentence}</dd>
            </>
          ))}
        </dl>
      </details>
    </nav>
  );
}

/** The values of a saved question's parameters, or the SQL itself. */
function Editor({ asked, viewer }: { asked: Asked | undefined; viewer: PageContext['viewer'] }) {
  const { saved, sql = START, parameters = {} } = asked ?? {};
  return (
    <>
      {saved && saved.parameters.length > 0 ? (
        <form class="parameters" action={`${viewer.prefix}/sql/${saved.name}`}>
          {saved.parameters.map(({ name, meaning }) => (
            <label>
              {name}
              <input name={name} value={parameters[name] ?? ''} title={meaning} dir="auto" />
            </label>
          ))}
          <button type="submit">Ask</button>
        </form>
      ) : null}
      <details open={saved === undefined}>
        <summary>SQL</summary>
        <form action={`${viewer.prefix}/sql`}>
          <textarea name="sql" rows={8} spellcheck={false} aria-label="SQL" dir="auto">
            {sql}
          </textarea>
          {saved === undefined
            ? Object.entries(parameters).map(([name, value]) => (
                <label>
                  {name}
                  <input name={name} value={value} dir="auto" />
                </label>
              ))
            : saved.parameters.map(({ name }) => (
                <input type="hidden" name={name} value={parameters[name] ?? ''} />
              ))}
          <button type="submit">Ask</button>
        </form>
      </details>
    </>
  );
}

function addressOf({ saved, sql, parameters }: Asked, { viewer }: PageContext, kind: 'csv' | 'json'): string {
  const query = new URLSearchParams(saved ? parameters : { sql, ...parameters }).toString();
  const path = saved ? `/sql/${saved.name}.${kind}` : `/sql.${kind}`;
  return `${viewer.prefix}${path}${query && `?${query}`}`;
}

function Result({ asked, answered, context }: { asked: Asked; answered: Answered; context: PageContext }) {
  const { rows, isWhole, ms } = answered;
  return (
    <>
      <p class="muted">
        {isWhole ? '' : 'The first '}
        {grouped(rows.length)} {rows.length === 1 ? 'row' : 'rows'} in {grouped(ms)} ms ·{' '}
        <a href={addressOf(asked, context, 'csv')} download>
          CSV
        </a>{' '}
        ·{' '}
        <a href={addressOf(asked, context, 'json')} download>
          JSON
        </a>
      </p>
      <ResultChart answered={answered} />
      <ResultTable {...answered} />
    </>
  );
}

async function told(asked: Asked, context: PageContext) {
  if (asked.isSuggested)
    return (
      <p class="banner">
        Another page has led here, so this was not asked yet. Read it, and ask it yourself.
      </p>
    );
  try {
    const answered = await context.asker.first(asked, context.signal);
    return <Result asked={asked} answered={answered} context={context} />;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return (
      <p class="banner mistake" role="alert">
        {error.message}
        {'\n'}
        {error.advice}
      </p>
    );
  }
}

async function content(context: PageContext) {
  const asked = askedBy(context);
  if (asked === 'unknown') return undefined;
  const { viewer } = context;
  return (
    <div class="sql">
      <Questions all={allQuestions(context)} viewer={viewer} chosen={asked?.saved?.name} />
      <div>
        {asked?.saved ? <p>{asked.saved.sentence}</p> : null}
        <Editor asked={asked} viewer={viewer} />
        {asked ? await told(asked, context) : null}
      </div>
    </div>
  );
}

/** Questions in SQL, answered in a process of their own that only reads. */
export const sql: Page = { path: '/sql', title: () => 'SQL', isFresh: true, content };

/** A saved question. */
export const savedSql: Page = {
  path: '/sql/:name{[\\w-]+}',
  title: (context) => {
    const asked = askedBy(context);
    return (typeof asked === 'object' && asked.saved?.title) || 'SQL';
  },
  isFresh: true,
  content,
};
