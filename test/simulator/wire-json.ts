/** Says whether the number at this path (`ytd_run_totals.moving_time`) is written with a decimal point. */
export type FloatRule = (path: string, value: number) => boolean;

/**
 * JSON text with what `JSON.stringify` cannot write but Strava sends: `0.0`, `-0.0`, `474287.0`
 * and integers beyond 2⁵³ (given as `bigint`).
 */
export function toWireJson(value: unknown, isFloat: FloatRule = () => false): string {
  return write(value, '', isFloat);
}

function write(value: unknown, path: string, isFloat: FloatRule): string {
  if (typeof value === 'number') return writeNumber(value, isFloat(path, value));
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return writeArray(value, path, isFloat);
  if (typeof value === 'object' && value !== null) return writeObject(value, path, isFloat);
  return JSON.stringify(value) ?? 'null';
}

/** In a loop, which takes less of the stack than `map` does: some are nested thousands deep. */
function writeArray(items: readonly unknown[], path: string, isFloat: FloatRule): string {
  let text = '';
  for (const item of items) text += `${text && ','}${write(item, path, isFloat)}`;
  return `[${text}]`;
}

function writeNumber(value: number, asFloat: boolean): string {
  const sign = Object.is(value, -0) ? '-' : '';
  return `${sign}${value}${asFloat && Number.isSafeInteger(value) ? '.0' : ''}`;
}

function writeObject(value: object, path: string, isFloat: FloatRule): string {
  const prefix = path === '' ? '' : `${path}.`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, prefix + key, isFloat)}`);
  return `{${members.join(',')}}`;
}
