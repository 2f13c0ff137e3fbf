import { version } from '../../package.ts';
import { inPieces, type TrackFile } from './format.ts';
import { epochOf, instantOf, isPlace, type Point } from './recorded.ts';
import { beats, decimal, element, longitude, power, textElement, turns } from './xml.ts';

const GARMIN = 'http://www.garmin.com/xmlschemas';
const SCHEMAS = [
  'http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd',
  `${GARMIN}/TrackPointExtension/v1 ${GARMIN}/TrackPointExtensionv1.xsd`,
  `${GARMIN}/PowerExtension/v1 ${GARMIN}/PowerExtensionv1.xsd`,
];

// Some programs know the prefixes and not what they stand for.
const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="athlete-archive ${version}" xmlns="http://www.topografix.com/GPX/1/1"
  xmlns:gpxtpx="${GARMIN}/TrackPointExtension/v1" xmlns:gpxpx="${GARMIN}/PowerExtension/v1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${SCHEMAS.join('\n    ')}">
`;

function extensions({ temp, heartrate, cadence, watts }: Point, forStrava: boolean): string {
  const sensors =
    element('gpxtpx:atemp', decimal(temp)) +
    element('gpxtpx:hr', beats(heartrate)) +
    element('gpxtpx:cad', turns(cadence));
  const watt = element(forStrava ? 'power' : 'gpxpx:PowerInWatts', power(watts));
  return element('extensions', watt + element('gpxtpx:TrackPointExtension', sensors));
}

/** The order of the elements is that of the schema, and readers rely on it. */
function trackPoint(point: Point, start: number | undefined, forStrava: boolean): string {
  if (!isPlace(point)) return '';
  const inside =
    element('ele', decimal(point.altitude)) +
    element('time', instantOf(start, point)) +
    extensions(point, forStrava);
  return `<trkpt lat="${decimal(point.lat)}" lon="${longitude(point.lng)}">${inside}</trkpt>\n`;
}

/**
 * GPX 1.1 with heart rate, cadence and temperature as Garmin's extension has them, and power in Garmin's other one.
 * @param forStrava power as Strava reads and writes it, which is not as the schema says.
 */
export const gpxFile = (forStrava: boolean): TrackFile => ({
  ...{ head: HEAD, between: '', tail: '</gpx>\n' },
  lacks: ({ points }) =>
    points.some(isPlace) ? undefined : 'without GPS points, which GPX is made of (TCX has the rest)',
  *pieces({ activity, points }) {
    const start = epochOf(activity.start_date);
    const about =
      textElement('name', activity.name) +
      textElement('desc', activity.description) +
      `<link href="https://www.strava.com/activities/${activity.id}"/>` +
      textElement('type', activity.sport_type);
    yield `<trk>${about}<trkseg>\n`;
    yield* inPieces(points, (point) => trackPoint(point, start, forStrava));
    yield '</trkseg></trk>\n';
  },
});
