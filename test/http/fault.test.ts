import { expect, test } from 'vitest';
import { networkDetail } from '../../src/http/fault.ts';

test('a certificate out of its time asks for the clock, other codes stand for themselves', () => {
  for (const code of ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])
    expect(networkDetail(code)).toBe(`${code}: is the clock of this machine right?`);
  expect(networkDetail('ECONNRESET')).toBe('ECONNRESET');
});
