import type { Theme } from '../theme.ts';

/** A key, and where it leads. */
export interface Key {
  key: string;
  label: string;
}

const OTHERS: readonly Key[] = [
  { key: '/', label: 'Search' },
  { key: 'j', label: 'The next row' },
  { key: 'k', label: 'The row before' },
  { key: '?', label: 'These keys' },
];

function Keys({ keys }: { keys: readonly Key[] }) {
  return (
    <details class="keys" data-key="?">
      <summary>Keys</summary>
      <dl>
        {[...keys, ...OTHERS].map(({ key, label }) => (
          <div>
            <dt>
              {key.split(' ').map((each) => (
                <kbd>{each}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Themes({ theme, here }: { theme: Theme; here: string }) {
  return (
    <form method="post" action="/theme" class="themes">
      <input type="hidden" name="to" value={here} />
      {['system', 'light', 'dark'].map((each) => (
        <button type="submit" name="theme" value={each} aria-pressed={each === (theme ?? 'system')}>
          {each}
        </button>
      ))}
    </form>
  );
}

/** What can be chosen anywhere. @param here the address of the page, to come back to. */
export function Footer({ theme, here, keys, hasPassword }: FooterProps) {
  return (
    <footer>
      <Keys keys={keys} />
      <Themes theme={theme} here={here} />
      {hasPassword ? (
        <form method="post" action="/logout">
          <button type="submit">Log out</button>
        </form>
      ) : null}
    </footer>
  );
}

interface FooterProps {
  theme: Theme;
  here: string;
  keys: readonly Key[];
  hasPassword: boolean;
}
