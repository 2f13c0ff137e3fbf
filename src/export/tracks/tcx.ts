import { inPieces, type TrackFile } from './format.ts';
import {
  type Activity,
  epochOf,
  instantOf,
  isPlace,
  isWithin,
  type Lap,
  type Point,
  type Recorded,
} from './recorded.ts';
import { beats, decimal, element, longitude, power, textElement, turns, whole } from './xml.ts';

const GARMIN = 'http://www.garmin.com/xmlschemas';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="${GARMIN}/TrainingCenterDatabase/v2" xmlns:ns3="${GARMIN}/ActivityExtension/v2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="${GARMIN}/TrainingCenterDatabase/v2 ${GARMIN}/TrainingCenterDatabasev2.xsd
    ${GARMIN}/ActivityExtension/v2 ${GARMIN}/ActivityExtensionv2.xsd">
<Activities>
`;

const SPORTS: Record<string, string> = { run: 'Running', ride: 'Biking' };

const startOf = ({ start_date }: Part['lap']) => instantOf(epochOf(start_date), { time: 0 });

const heart = (name: string, value: unknown) => element(name, element('Value', beats(value)));

function trackPoint(point: Point, start: number | undefined, isRun: boolean): string {
  const time = instantOf(start, point);
  if (time === undefined) return '';
  const place = isPlace(point)
    ? `<Position><LatitudeDegrees>${decimal(point.lat)}</LatitudeDegrees><LongitudeDegrees>${longitude(point.lng)}</LongitudeDegrees></Position>`
    : '';
  const cadence = turns(point.cadence);
  const more =
    element('ns3:RunCadence', isRun ? cadence : undefined) + element('ns3:Watts', power(point.watts));
  const inside =
    `<Time>${time}</Time>${place}` +
    element('AltitudeMeters', decimal(point.altitude)) +
    element('DistanceMeters', decimal(point.distance)) +
    heart('HeartRateBpm', point.heartrate) +
    element('Cadence', isRun ? undefined : cadence) +
    element('Extensions', element('ns3:TPX', more));
  return `<Trackpoint>${inside}</Trackpoint>\n`;
}

/** A lap and its points. */
interface Part {
  lap: Omit<Lap, 'start_index'>;
  points: readonly Point[];
}

/** The laps, each with the points from its first one to the next lap's; where they do not tell, all is one lap. */
function partsOf({ activity, laps, points }: Recorded): Part[] {
  const starts = laps.map(({ start_index }) => start_index);
  const rises = starts.every((at, i) =>
    isWithin(at, i === 0 ? 0 : Number(starts[i - 1]) + 1, points.length - 1),
  );
  if (laps.length < 2 || !rises) return [{ lap: activity, points }];
  return laps.map((lap, i) => ({
    lap,
    points: points.slice(
      i === 0 ? 0 : Number(starts[i]),
      i === laps.length - 1 ? undefined : Number(starts[i + 1]),
    ),
  }));
}

/** What the schema wants to know, and 0 stands for what nobody said. */
const wanted = (value: unknown) => decimal(isWithin(value, 0, Number.MAX_VALUE) ? value : 0) ?? '0';

function* lapPieces({ lap, points }: Part, { activity, isFirst }: { activity: Activity; isFirst: boolean }) {
  const start = epochOf(activity.start_date);
  const lapStart = startOf(lap) ?? startOf(activity);
  // Strava says so much of an activity as a whole only.
  const calories = whole(isFirst ? activity.calories : 0, 0, 65_535) ?? '0';
  yield `<Lap StartTime="${lapStart}"><TotalTimeSeconds>${wanted(lap.elapsed_time)}</TotalTimeSeconds>` +
    `<DistanceMeters>${wanted(lap.distance)}</DistanceMeters>` +
    element('MaximumSpeed', decimal(lap.max_speed)) +
    `<Calories>${calories}</Calories>` +
    heart('AverageHeartRateBpm', lap.average_heartrate) +
    heart('MaximumHeartRateBpm', lap.max_heartrate) +
    '<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>';
  if (points.some((point) => instantOf(start, point) !== undefined)) {
    yield '<Track>\n';
    yield* inPieces(points, (point) => trackPoint(point, start, activity.sport_group === 'run'));
    yield '</Track>';
  }
  yield '</Lap>\n';
}

/** TCX (Garmin's Training Center Database 2): also what has no GPS, with laps and power; it has no place for temperature. */
export function tcxFile(): TrackFile {
  const ids = new Map<string, number>();
  /** The start, by which the format knows activities apart: milliseconds for one in the same second as another. */
  function idOf(start: string): string {
    const before = ids.get(start) ?? 0;
    ids.set(start, before + 1);
    return before === 0 ? start : start.replace('Z', `.${String(before).padStart(3, '0')}Z`);
  }
  return {
    ...{ head: HEAD, between: '', tail: '</Activities>\n</TrainingCenterDatabase>\n' },
    lacks: ({ activity }) => (startOf(activity) ? undefined : 'without a start, which TCX asks for'),
    *pieces(recorded) {
      const { activity } = recorded;
      const start = startOf(activity) ?? '';
      yield `<Activity Sport="${SPORTS[activity.sport_group ?? ''] ?? 'Other'}"><Id>${idOf(start)}</Id>\n`;
      for (const [i, part] of partsOf(recorded).entries())
        yield* lapPieces(part, { activity, isFirst: i === 0 });
      yield textElement('Notes', [activity.name, activity.description].filter(Boolean).join('\n\n'));
      yield '</Activity>\n';
    },
  };
}
