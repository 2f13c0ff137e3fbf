import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withValues } from '../../src/terminal/ask-for-app.ts';

const VALUES = { STRAVA_CLIENT_ID: '12345', STRAVA_CLIENT_SECRET: 'f00dfeedf00dfeed' };

describe('the .env file with new values', () => {
  test('is made of them alone when there was none', () => {
    expect(withValues('', VALUES)).toBe('STRAVA_CLIENT_ID=12345\nSTRAVA_CLIENT_SECRET=f00dfeedf00dfeed\n');
  });

  test('keeps every other line as it was, in its order', () => {
    const before =
      '# mine\nTZ=Europe/Berlin\n\nSTRAVA_CLIENT_ID=old\n  STRAVA_CLIENT_SECRET = "older"\nDATA_DIR=./x # here\n\n\n';
    expect(withValues(before, VALUES)).toBe(
      '# mine\nTZ=Europe/Berlin\n\nDATA_DIR=./x # here\nSTRAVA_CLIENT_ID=12345\nSTRAVA_CLIENT_SECRET=f00dfeedf00dfeed\n',
    );
  });

  test('keeps explanations and longer names that begin alike', () => {
    const before = '# STRAVA_CLIENT_ID=1234\nSTRAVA_CLIENT_ID_OLD=7\nMY_STRAVA_CLIENT_ID=8\n';
    expect(withValues(before, VALUES).startsWith(before)).toBe(true);
  });

  test('is the same when it is written again', () => {
    const once = withValues('TZ=UTC\n', VALUES);
    expect(withValues(once, VALUES)).toBe(once);
  });

  test('is read back as the values and everything that was there before', () => {
    const names = fc.constantFrom('TZ', 'DATA_DIR', 'SYNC_CRON', 'STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET');
    const line = fc.oneof(
      fc.tuple(names, fc.stringMatching(/^[\w/.:*]{0,12}$/)).map((pair) => pair.join('=')),
      fc.stringMatching(/^# [\w =]{0,20}$/),
      fc.constant(''),
    );
    const id = fc.stringMatching(/^\d{1,9}$/);
    const secret = fc.stringMatching(/^[0-9a-f]{40}$/);
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        id,
        secret,
        (lines, end, clientId, clientSecret) => {
          const values = { STRAVA_CLIENT_ID: clientId, STRAVA_CLIENT_SECRET: clientSecret };
          const before = lines.join(end);
          expect(parse(withValues(before, values))).toEqual({ ...parse(before), ...values });
        },
      ),
    );
  });
});
