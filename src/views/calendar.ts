/** The Thursday of the week that a local time is in: its year is the year of the week. */
const THURSDAY = "'-3 days', 'weekday 4'";

// By arithmetic: strftime knows %G and %V only from SQLite 3.46 on.
/** The ISO week of the local time in a column, `2026-W01`; NULL where that is none. */
export const isoWeek = (column: string): string =>
  `strftime('%Y-W', ${column}, ${THURSDAY}) || printf('%02d', (strftime('%j', ${column}, ${THURSDAY}) + 6) / 7)`;
