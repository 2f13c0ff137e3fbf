/** The reader of what `src/derived/track-points.ts` has packed. */
export interface Track {
  lat: number[];
  lng: number[];
}

const UNIT = 1e5;

/** Goes through a packed track: tells where a part begins, and then each of its points, in degrees. */
export function walk(
  bytes: Uint8Array,
  onPart: () => void,
  onPoint: (lat: number, lng: number) => void,
): void {
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  const signed = () => {
    const value = varint();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  let [north, east] = [0, 0];
  while (at < bytes.length) {
    onPart();
    for (let left = varint(); left > 0; left--) {
      north += signed();
      east += signed();
      onPoint(north / UNIT, east / UNIT);
    }
  }
}

/** The parts of a packed track, in degrees. */
export function unpack(bytes: Uint8Array): Track[] {
  const parts: Track[] = [];
  let part: Track = { lat: [], lng: [] };
  walk(
    bytes,
    () => {
      part = { lat: [], lng: [] };
      parts.push(part);
    },
    (lat, lng) => {
      part.lat.push(lat);
      part.lng.push(lng);
    },
  );
  return parts;
}

/** A box in a picture, without a margin. */
export interface Box {
  width: number;
  height: number;
}

const tenth = (number: number) => Math.round(number * 10) / 10;

const edgesOf = (all: readonly number[]): readonly [least: number, most: number] =>
  all.reduce<readonly [number, number]>(
    ([least, most], each) => [Math.min(least, each), Math.max(most, each)],
    [Infinity, -Infinity],
  );

/** Parts of a track as the path of a picture, as large as it fits, north up. */
export function pathOf(parts: readonly Track[], { width, height }: Box): string {
  const lats = parts.flatMap(({ lat }) => lat);
  const lngs = parts.flatMap(({ lng }) => lng);
  if (lats.length === 0) return '';
  const [south, north] = edgesOf(lats);
  const [west, east] = edgesOf(lngs);
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const [w, h] = [Math.max((east - west) * narrow, 1e-6), Math.max(north - south, 1e-6)];
  const scale = Math.min(width / w, height / h);
  const [left, top] = [(width - w * scale) / 2, (height - h * scale) / 2];
  const x = (lng: number) => tenth(left + (lng - west) * narrow * scale);
  const y = (lat: number) => tenth(top + (north - lat) * scale);
  return parts
    .map(({ lat, lng }) => `M${lat.map((each, i) => `${x(lng[i] ?? west)} ${y(each)}`).join('L')}`)
    .join('');
}
