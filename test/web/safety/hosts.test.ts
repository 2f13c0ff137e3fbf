import { expect, test } from 'vitest';
import { isOwnHost } from '../../../src/web/safety/hosts.ts';

const ALLOWED = ['tower', 'Archive.Example.org'];

test.each([
  '127.0.0.1:8788',
  '127.0.0.1',
  '192.168.1.20:8788',
  '[::1]:8788',
  '[fe80::1]',
  'localhost',
  'LOCALHOST.:8788',
  'archive.localhost:8788',
  'tower.local:8788',
  'tower:8788',
  'archive.example.org',
])('%s is this machine', (host) => {
  expect(isOwnHost(host, ALLOWED)).toBe(true);
});

test.each([
  undefined,
  '',
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'evillocalhost',
  'evil.example#.local',
  'user@127.0.0.1',
  '127.0.0.1:8788:1',
  '127.0.0.1, evil.example',
  '[::1',
  '[evil]',
  '::1',
  'tower.evil.example',
  'fritz.box',
  'http://127.0.0.1',
  '127.0.0.1/x',
])('%s is not', (host) => {
  expect(isOwnHost(host, ALLOWED)).toBe(false);
});
