/** The house from the roof down: a floor imports from itself and from those below it, and never upwards. */
export const FLOORS = [
  ['main'],
  ['commands'],
  ['terminal'],
  ['app'],
  ['worker'],
  ['sync'],
  ['resources'],
  ['auth'],
  ['strava'],
  ['archive'],
  ['streams'],
  ['http'],
  ['sqlite'],
  ['clock', 'config', 'errors', 'json', 'log', 'package', 'places', 'secret', 'settings-file', 'stop'],
];
