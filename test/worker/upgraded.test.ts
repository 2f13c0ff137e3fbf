import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package.ts';
import { describeUpgrade } from '../../src/worker/upgraded.ts';

const CHANGELOG = `# Changelog

Words about all of it.

## [Unreleased]

### Added

- Not yet.

## [0.10.0] - 2027-01-02

It does more,
and better.

### Added

- This.

## [0.9.1] - 2027-01-01

### Fixed

- That.

## [0.9.0] - 2026-12-31

It began.
`;

describe('what is told of an upgrade', () => {
  test('is what the versions since then say of themselves', () => {
    expect(describeUpgrade('0.9.0', '0.10.0', () => CHANGELOG)).toEqual([
      'The worker before was athlete-archive 0.9.0; this is 0.10.0.',
      'What is new (the CHANGELOG has all of it):',
      '  0.10.0: It does more, and better.',
      '  0.9.1: ',
    ]);
  });

  test('is nothing where nothing changed, or nobody knows', () => {
    expect(describeUpgrade('0.10.0', '0.10.0', () => CHANGELOG)).toEqual([]);
    expect(describeUpgrade(undefined, '0.10.0', () => CHANGELOG)).toEqual([]);
  });

  test('of an earlier version is that alone', () => {
    expect(describeUpgrade('0.10.0', '0.9.0', () => CHANGELOG)).toEqual([
      'The worker before was athlete-archive 0.10.0; this is 0.9.0, an earlier version.',
    ]);
  });

  test('of this program is in words', () => {
    const own = readFileSync(join(packageRoot, 'CHANGELOG.md'), 'utf8');
    for (const line of describeUpgrade('0.1.0', '0.4.0', () => own).slice(2))
      expect(line).toMatch(/^ {2}0\.\d+\.\d+: [A-Z].+\.$/);
  });
});
