import type { Child } from 'hono/jsx';
import { addressOf, type Filter, parseFilter, partsOf } from '../filter.ts';
import { grouped } from '../format/quantity.ts';
import { type Facet, facetsOf } from '../queries/activity-list.ts';
import type { Reading } from '../reading.ts';
import { Choices } from './choices.tsx';

const PART_NAMES: Record<string, string> = {
  q: 'words',
  sport: 'sport',
  year: 'year',
  when: 'when',
  gear: 'gear',
  km: 'km',
  near: 'near',
  commute: 'commute',
};

/** A filter, and the page that it is of. */
export interface FilterProps {
  filter: Filter;
  path: string;
  /** What stands in the address besides, and stays. */
  other?: Record<string, string>;
}

/** Asks for words; the other parts of the filter stay. */
function Words({ filter, path, other = {} }: FilterProps) {
  return (
    <form class="search" action={path}>
      <input
        type="search"
        name="q"
        value={filter.q}
        placeholder="Names, notes, comments, gear, segments"
        aria-label="Words"
      />
      {Object.entries({ ...partsOf({ ...filter, q: undefined }), ...other }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit">Search</button>
    </form>
  );
}

/** The parts of the filter, each with a way to take it off. */
function Chosen({ filter, path, other = {} }: FilterProps) {
  const parts = Object.entries(partsOf(filter));
  if (parts.length === 0) return null;
  return (
    <p class="chosen">
      {parts.map(([name, value]) => (
        <a href={addressOf(path, { ...filter, [name]: undefined }, other)} title="Take this off">
          {PART_NAMES[name] ?? name}: <span dir="auto">{value}</span> ×
        </a>
      ))}
      <a href={addressOf(path, { sort: 'newest' }, other)}>clear all</a>
    </p>
  );
}

/** The groups of sports, or all: the rest of the filter stays. */
export function Groups({ groups, filter, path, other }: FilterProps & { groups: readonly string[] }) {
  return (
    <Choices
      label="Sport"
      of={['all', ...groups]}
      chosen={filter.sport ?? 'all'}
      href={(sport) => addressOf(path, { ...filter, sport: sport === 'all' ? undefined : sport }, other)}
    />
  );
}

interface FacetsProps extends FilterProps {
  label: string;
  part: 'sport' | 'year' | 'gear';
  facets: readonly Facet[];
}

function Facets({ label, part, facets, filter, path, other = {} }: FacetsProps) {
  if (facets.length === 0) return null;
  const chosen = partsOf(filter)[part];
  const withPart = (value: string) => ({
    ...parseFilter(new URLSearchParams({ ...partsOf(filter), [part]: value })),
    sort: filter.sort,
  });
  return (
    <p class="facets">
      <b>{label}</b>
      {facets.map(({ value, label: text, count }) => (
        <a
          href={addressOf(path, withPart(value), other)}
          aria-current={chosen === value ? 'true' : undefined}
          dir="auto"
        >
          {text} <span class="muted n">{grouped(count)}</span>
        </a>
      ))}
    </p>
  );
}

const FACETS = { sport: 'Sport', year: 'Year', gear: 'Gear' } as const;

interface FiltersProps extends FilterProps {
  reading: Reading;
  athlete: number;
  /** Whether what can be chosen is seen at once, where there is room for it. */
  isOpen?: boolean;
  /** What else can be chosen. */
  children?: Child;
}

/**
 * Which activities a page speaks of: words, what was chosen, and what else can be of sports, years and gear, with how many
 * activities each leaves.
 */
export function Filters({ reading, athlete, isOpen = false, children, ...props }: FiltersProps) {
  return (
    <>
      <Words {...props} />
      <Chosen {...props} />
      <details class={isOpen ? 'filters' : 'filters closed'} open={isOpen}>
        <summary>Filter</summary>
        {(['sport', 'year', 'gear'] as const).map((part) => (
          <Facets
            label={FACETS[part]}
            part={part}
            facets={facetsOf(reading, props.filter, athlete, part)}
            {...props}
          />
        ))}
        {children}
      </details>
    </>
  );
}
