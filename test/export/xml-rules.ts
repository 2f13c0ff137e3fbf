/** What the schemas of GPX 1.1 and TCX 2, and Garmin's of their extensions, say of the elements that an export may have. */
import type { Tree } from './xml-tree.ts';

const GARMIN = 'http://www.garmin.com/xmlschemas';
const GPX = 'http://www.topografix.com/GPX/1/1';
const TCX = `${GARMIN}/TrainingCenterDatabase/v2`;

interface Rule {
  /** Those that there may be, in this order; `*` many, `!` one, else none or one. */
  children?: string;
  /** What its text is like. */
  value?: (text: string) => boolean;
  attributes?: Record<string, (text: string) => boolean>;
}

const isText = () => true;
const isDecimal = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
const isDouble = (text: string) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
const isInstant = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
const isWhole = (least: number, most: number) => (text: string) =>
  /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
const isBetween = (least: number, most: number) => (text: string) =>
  isDecimal(text) && Number(text) >= least && Number(text) <= most;
// 180 degrees west, and not east.
const isLongitude = (text: string) => isBetween(-180, 180)(text) && Number(text) < 180;
const is =
  (...words: string[]) =>
  (text: string) =>
    words.includes(text);

const isCount = isWhole(0, 65_535);
const isCadence = isWhole(0, 254);

/** By namespace and name; `Parent/Name` where the same name has two meanings. */
const RULES: Record<string, Record<string, Rule>> = {
  [GPX]: {
    gpx: { children: 'trk*', attributes: { version: is('1.1'), creator: isText } },
    trk: { children: 'name desc link type trkseg*' },
    ...{ name: { value: isText }, desc: { value: isText }, type: { value: isText } },
    link: { attributes: { href: (text) => URL.canParse(text) } },
    trkseg: { children: 'trkpt*' },
    trkpt: {
      children: 'ele time extensions',
      attributes: {
        lat: isBetween(-90, 90),
        lon: (text) => isBetween(-180, 180)(text) && Number(text) < 180,
      },
    },
    ...{ ele: { value: isDecimal }, time: { value: isInstant } },
    extensions: { children: 'PowerInWatts TrackPointExtension' },
  },
  [`${GARMIN}/TrackPointExtension/v1`]: {
    TrackPointExtension: { children: 'atemp hr cad' },
    ...{ atemp: { value: isDouble }, hr: { value: isWhole(1, 255) }, cad: { value: isCadence } },
  },
  [`${GARMIN}/PowerExtension/v1`]: { PowerInWatts: { value: isCount } },
  [TCX]: {
    TrainingCenterDatabase: { children: 'Activities' },
    Activities: { children: 'Activity*' },
    Activity: { children: 'Id! Lap* Notes', attributes: { Sport: is('Running', 'Biking', 'Other') } },
    ...{ Id: { value: isInstant }, Notes: { value: isText } },
    Lap: {
      children:
        'TotalTimeSeconds! DistanceMeters! MaximumSpeed Calories! AverageHeartRateBpm MaximumHeartRateBpm Intensity! Cadence TriggerMethod! Track*',
      attributes: { StartTime: isInstant },
    },
    ...{ TotalTimeSeconds: { value: isDouble }, DistanceMeters: { value: isDouble } },
    ...{ MaximumSpeed: { value: isDouble }, Calories: { value: isCount } },
    ...{ Intensity: { value: is('Active', 'Resting') }, TriggerMethod: { value: is('Manual') } },
    ...{ AverageHeartRateBpm: { children: 'Value!' }, MaximumHeartRateBpm: { children: 'Value!' } },
    Track: { children: 'Trackpoint*' },
    Trackpoint: {
      children: 'Time! Position AltitudeMeters DistanceMeters HeartRateBpm Cadence SensorState Extensions',
    },
    ...{ Time: { value: isInstant }, AltitudeMeters: { value: isDouble }, Cadence: { value: isCadence } },
    Position: { children: 'LatitudeDegrees! LongitudeDegrees!' },
    ...{ LatitudeDegrees: { value: isBetween(-90, 90) }, LongitudeDegrees: { value: isLongitude } },
    ...{ HeartRateBpm: { children: 'Value!' }, Value: { value: isWhole(1, 255) } },
    Extensions: { children: 'TPX' },
  },
  [`${GARMIN}/ActivityExtension/v2`]: {
    TPX: { children: 'Speed RunCadence Watts' },
    ...{ RunCadence: { value: isCadence }, Watts: { value: isCount } },
  },
};

const patternOf = (children: string) =>
  new RegExp(
    `^${children
      .split(' ')
      .map((each) =>
        each.replace(/^(\w+)([*!]?)$/, (_, name, many) => `(${name} )${many === '!' ? '' : many || '?'}`),
      )
      .join('')}$`,
  );

/** What a schema would say against an element and all below it. */
export function faultsIn(tree: Tree, path = ''): string[] {
  const { name, namespace, attributes, text, children } = tree;
  const place = `${path}/${name}`;
  const rule = RULES[namespace]?.[name];
  if (!rule) return [`${place} of ${namespace} is not known`];
  const faults: string[] = [];
  const names = children.map((child) => `${child.name} `).join('');
  if (!(rule.children === undefined ? names === '' : patternOf(rule.children).test(names)))
    faults.push(`${place} has ${names}`);
  if (!(rule.value === undefined ? text.trim() === '' : rule.value(text))) faults.push(`${place} is ${text}`);
  const required = Object.entries(rule.attributes ?? {});
  for (const [attribute, isRight] of required)
    if (!isRight(attributes[attribute] ?? ''))
      faults.push(`${place}@${attribute} is ${attributes[attribute]}`);
  return [...faults, ...children.flatMap((child) => faultsIn(child, place))];
}

/** What is unique in a file of TCX. */
export const idsOf = (tree: Tree): number[] =>
  tree.children.flatMap(({ children }) => children.map(({ children: [id] }) => Date.parse(id?.text ?? '')));
