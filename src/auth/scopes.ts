/** What each scope brings into the archive, for people who did not grant it. */
const BRINGS: Record<string, string> = {
  read: 'your public profile, totals and gear',
  read_all: 'your private routes and segments',
  'profile:read_all': 'your full profile: weight, FTP, zones, clubs, gear',
  'activity:read': 'your activities',
  'activity:read_all': 'your private activities and what lies inside your privacy zones',
};

// Without these there is nothing worth a row; without the others the archive is merely poorer.
const NEEDED = ['read', 'profile:read_all'];

/** The scopes of a list that Strava separates by commas (callback) or spaces (token answer). */
export function parseScopes(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

export interface ScopeGap {
  scope: string;
  /** What will not be archived without it. */
  loses: string;
  /** The program refuses to go on without it. */
  needed: boolean;
}

/** The scopes that were asked for, or are needed, and not granted. */
export function missingScopes(asked: string[], granted: string[]): ScopeGap[] {
  const wanted = [...new Set([...NEEDED, ...asked])];
  return (
    wanted
      .filter((scope) => !granted.includes(scope))
      // activity:read_all includes activity:read (https://developers.strava.com/docs/authentication/).
      .filter((scope) => !(scope === 'activity:read' && granted.includes('activity:read_all')))
      .map((scope) => ({ scope, loses: BRINGS[scope] ?? scope, needed: NEEDED.includes(scope) }))
  );
}
