import { describe, expect, test } from 'vitest';
import { Failure, Stopped } from '../../src/errors.ts';
import { type FaultClass, StravaFault } from '../../src/strava/fault.ts';
import { BudgetSpent } from '../../src/strava/gate.ts';
import {
  type AthleteReport,
  describeFailures,
  exitCodeOf,
  isOfApp,
  isOfItem,
  judge,
} from '../../src/sync/outcome.ts';

const fault = (kind: FaultClass) => new StravaFault(kind, 'GET /x');
const failed = (...errors: unknown[]) => errors.map((error, i) => ({ resource: `item${i}`, error }));
const report = (outcome: AthleteReport['outcome'], error?: unknown): AthleteReport => ({
  athleteId: 1,
  outcome,
  stored: [],
  items: 0,
  requests: 0,
  retries: 0,
  error,
});

describe('a fault', () => {
  test.each<[FaultClass, boolean, boolean]>([
    ['network', false, true],
    ['timeout', true, true],
    ['server', true, true],
    ['malformed', true, true],
    ['wrong_shape', true, true],
    ['invalid_client', false, true],
    ['invalid_grant', false, false],
    ['unauthorized', false, false],
    ['missing_scope', true, false],
    ['inactive', false, true],
    ['payment_required', true, true],
    ['forbidden', true, true],
    ['not_found', true, true],
    ['rate_limited', false, true],
    ['rejected', true, true],
  ])('%s is of one item: %s; of the whole application: %s', (kind, ofItem, ofApp) => {
    expect([isOfItem(fault(kind)), isOfApp(fault(kind))]).toEqual([ofItem, ofApp]);
  });

  test('of another kind is of more than one item', () => {
    for (const error of [
      new Stopped(),
      new BudgetSpent(0),
      new Failure('archive', 'a', 'b'),
      new Error('bug'),
    ])
      expect([isOfItem(error), isOfApp(error)]).toEqual([false, true]);
  });
});

describe('the outcome', () => {
  test.each<[string, unknown[], string, string]>([
    ['without failures', [], 'ok', 'ok'],
    ['with a fault of an item', [fault('server')], 'partial', 'failed'],
    ['with a scope missing for an item', [fault('missing_scope')], 'partial', 'unauthorized'],
    ['without a network', [fault('network')], 'partial', 'failed'],
    ['with an error of ours', [new Error('bug')], 'partial', 'failed'],
    ['with a full disk', [new Failure('archive', 'a', 'b')], 'partial', 'failed'],
    ['with a lost authorization', [fault('invalid_grant')], 'unauthorized', 'unauthorized'],
    ['without a connection', [new Failure('not_connected', 'a', 'b')], 'unauthorized', 'unauthorized'],
    ['with an inactive application', [fault('inactive')], 'inactive', 'inactive'],
    ['with a wrong secret', [fault('invalid_client')], 'misconfigured', 'misconfigured'],
    ['with a spent budget', [new BudgetSpent(7)], 'budget', 'budget'],
    ['when stopped', [new Stopped()], 'stopped', 'stopped'],
    ['is that of the fault that ended it', [fault('server'), fault('inactive')], 'inactive', 'inactive'],
  ])('%s', (_case, errors, withRows, without) => {
    expect(judge(['one'], failed(...errors)).outcome).toBe(withRows);
    if (errors.length > 0) expect(judge([], failed(...errors)).outcome).toBe(without);
  });

  test('of a spent budget has the time when it can go on', () => {
    const { resumeAt } = new BudgetSpent(7_000);
    expect(judge([], failed(new BudgetSpent(7_000)))).toMatchObject({ outcome: 'budget', resumeAt });
  });
});

describe('the exit code', () => {
  test.each<[number, AthleteReport[]]>([
    [0, []],
    [0, [report('ok'), report('ok')]],
    [0, [report('budget', new BudgetSpent(1))]],
    [0, [report('stopped', new Stopped())]],
    [3, [report('ok'), report('unauthorized', fault('invalid_grant'))]],
    [4, [report('inactive', fault('inactive'))]],
    [2, [report('misconfigured', fault('invalid_client'))]],
    [6, [report('partial', fault('wrong_shape')), report('unauthorized', fault('unauthorized'))]],
    [5, [report('failed', new Failure('archive', 'a', 'b'))]],
    [1, [report('failed', new TypeError('bug'))]],
  ])('is %i', (code, reports) => {
    expect(exitCodeOf(reports)).toBe(code);
  });
});

test('each failed item has a line with its name', () => {
  expect(describeFailures([])).toBeUndefined();
  expect(describeFailures(failed(fault('server'), new Error('bug')))).toMatch(
    /^item0: Strava .*\nitem1: bug$/,
  );
});
