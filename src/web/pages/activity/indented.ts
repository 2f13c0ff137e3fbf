const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** A JSON text with a line a value, and every value to the letter: a number of 19 digits stays as it is. */
export function indented(text: string): string {
  let lines = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  let before = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const closes = token === '}' || token === ']';
    const isEmpty = closes && (before === '{' || before === '[');
    if (closes) depth -= 1;
    if (closes ? !isEmpty : before === '{' || before === '[' || before === ',') lines += line();
    lines += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return lines;
}
