/** A piece of a statement as SQLite's own tokenizer cuts it, without blanks and comments. */
export interface Token {
  text: string;
  /** Where it begins, in UTF-16 units. */
  start: number;
}

// SQLite's blanks: a byte order mark is one wherever it stands, a vertical tab and a no-break space are not.
const TOKEN =
  /(?<skipped>[ \t\n\f\r\uFEFF]+|--[^\n]*|\/\*(?=.).*?(?:\*\/|$))|'[^']*(?:''[^']*)*'?|"[^"]*(?:""[^"]*)*"?|`[^`]*(?:``[^`]*)*`?|\[[^\]]*\]?|[\w$\u0080-\uFFFF]+|./gsy;

/** The tokens of a statement, in order. */
export function* tokensOf(sql: string): Generator<Token> {
  for (const { 0: text, index, groups } of sql.matchAll(TOKEN))
    if (groups?.skipped === undefined) yield { text, start: index };
}

/** A name as it is meant: without its quotes. */
export const nameIn = (token: string): string => token.replace(/^["`[](.*)["`\]]$/s, '$1');
