/** A choice that stands in the address: one of several words, each a link. */
export function Choices({ label, of, chosen, href, tell = String }: ChoicesProps) {
  return (
    <p class="facets">
      <b>{label}</b>
      {of.map((each) => (
        <a href={href(each)} aria-current={each === chosen ? 'true' : undefined} dir="auto">
          {tell(each)}
        </a>
      ))}
    </p>
  );
}

interface ChoicesProps {
  label: string;
  of: readonly string[];
  chosen: string;
  href(choice: string): string;
  tell?(choice: string): string;
}
