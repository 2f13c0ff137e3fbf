/** Where an activity took place, as far as its clock is concerned. */
export type Zone = keyof typeof ZONES;

const HOUR = 3600;
const DAY_MS = 86_400_000;

const ZONES = {
  home: { label: '(GMT+01:00) Europe/Berlin', seconds: HOUR, summer: true },
  andes: { label: '(GMT-05:00) America/Lima', seconds: -5 * HOUR, summer: false },
  himalaya: { label: '(GMT+05:45) Asia/Katmandu', seconds: 5.75 * HOUR, summer: false },
} as const;

/** Strava's name of a zone; the offset in it knows no summer time. */
export function zoneLabel(zone: Zone): string {
  return ZONES[zone].label;
}

/** Seconds east of UTC at a time (epoch ms). */
export function utcOffset(zone: Zone, at: number): number {
  const { seconds, summer } = ZONES[zone];
  return seconds + (summer && isSummer(at) ? HOUR : 0);
}

/** The first second of the local day: what Strava tells when the start is hidden (epoch ms). */
export function hiddenStart(zone: Zone, at: number): number {
  const localDay = Math.floor((at + utcOffset(zone, at) * 1000) / DAY_MS) * DAY_MS;
  const guess = localDay - utcOffset(zone, at) * 1000;
  return localDay - utcOffset(zone, guess) * 1000 + 1000;
}

/** `YYYY-MM-DDTHH:MM:SSZ`. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, -5)}Z`;
}

/** Local wall time with the false `Z` that Strava writes. */
export function localIso(zone: Zone, at: number): string {
  return isoSeconds(at + utcOffset(zone, at) * 1000);
}

function isSummer(at: number): boolean {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSunday(year, 2) && at < lastSunday(year, 9);
}

/** 01:00 UTC on the last Sunday of a month of 31 days. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 31, 1);
  return last - new Date(last).getUTCDay() * DAY_MS;
}
