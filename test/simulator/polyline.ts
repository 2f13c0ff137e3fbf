/** Degrees. */
export type LatLng = readonly [lat: number, lng: number];

/** Google's encoded polyline with five decimals, which is what Strava sends. */
export function encodePolyline(points: readonly LatLng[]): string {
  let [lat, lng] = [0, 0];
  const parts = points.map((point) => {
    const [nextLat, nextLng] = [Math.round(point[0] * 1e5), Math.round(point[1] * 1e5)];
    const part = encode(nextLat - lat) + encode(nextLng - lng);
    [lat, lng] = [nextLat, nextLng];
    return part;
  });
  return parts.join('');
}

function encode(difference: number): string {
  let rest = difference < 0 ? ~(difference << 1) : difference << 1;
  let text = '';
  while (rest >= 0x20) {
    text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63);
    rest >>= 5;
  }
  return text + String.fromCharCode(rest + 63);
}
