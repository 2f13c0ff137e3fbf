/** Which sports belong together, as Strava's list of sports has them; one that it adds later is in none of these. */
const GROUPS = {
  run: ['Run', 'TrailRun', 'VirtualRun'],
  ride: [
    ...['Ride', 'MountainBikeRide', 'GravelRide', 'VirtualRide', 'EBikeRide', 'EMountainBikeRide'],
    ...['Handcycle', 'Velomobile'],
  ],
  swim: ['Swim'],
  walk: ['Walk', 'Hike'],
  winter: ['AlpineSki', 'BackcountrySki', 'NordicSki', 'Snowboard', 'Snowshoe', 'IceSkate'],
  water: [
    ...['Rowing', 'VirtualRow', 'Kayaking', 'Canoeing', 'StandUpPaddling', 'Surfing', 'Kitesurf', 'Windsurf'],
    'Sail',
  ],
};

/** Sports whose speed is told as a pace: on foot, in a wheelchair and swimming. */
export const PACED: readonly string[] = [
  ...GROUPS.run,
  ...GROUPS.walk,
  ...GROUPS.swim,
  'Snowshoe',
  'Wheelchair',
];

const listOf = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/** The group of the sport in a column: NULL where the sport is, `other` where none of the groups has it. */
export const sportGroup = (column: string): string => {
  const cases = Object.entries(GROUPS).map(
    ([name, sports]) => `WHEN ${column} IN (${listOf(sports)}) THEN '${name}'`,
  );
  return `CASE ${cases.join('\n    ')}\n    WHEN ${column} IS NOT NULL THEN 'other' END`;
};

/** Whether the speed of the sport in a column is told as a pace. */
export const isPaced = (column: string): string => `${column} IN (${listOf(PACED)})`;
