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
const failed = (...errors: unknown[]) =>
  errors.map((error, i) => ({ resource: `item${i}`, isSingle: true, error }));
const report = (outcome: AthleteReport['outcome'], error?: unknown): AthleteReport => ({
  athleteId: 1,
  outcome,
  stored: [],
  items: 0,
  failed: 0,
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

  test.each<[FaultClass, boolean]>([
    ['server', false],
    ['forbidden', false],
    ['page', false],
    ['network', true],
  ])('%s that meets everything ends a pass, that of the others too: %s', (kind, ofApp) => {
    const storm = fault(kind).judged(true);
    expect([isOfItem(storm), isOfApp(storm)]).toEqual([false, ofApp]);
    expect(isOfItem(fault(kind).judged(false))).toBe(true);
  });

  test('of the token endpoint is of no item, and of the app only if that is refused itself', () => {
    const token = (fault: FaultClass) => new StravaFault(fault, 'POST /oauth/token', { of: 'token' });
    const kinds = (error: unknown) => [isOfItem(error), isOfApp(error)];
    expect(kinds(token('server'))).toEqual([false, false]);
    expect(kinds(token('invalid_grant'))).toEqual([false, false]);
    expect(kinds(token('invalid_client'))).toEqual([false, true]);
  });

  test('that nobody foresaw is of one athlete', () => {
    const bug = new Error('bug');
    expect([isOfItem(bug), isOfApp(bug)]).toEqual([false, false]);
  });

  test('of another kind is of more than one item', () => {
    for (const error of [new Stopped(), new BudgetSpent(0), new Failure('archive', 'a', 'b')])
      expect([isOfItem(error), isOfApp(error)]).toEqual([false, true]);
  });
});

describe('the outcome', () => {
  test.each<[string, unknown, string, string]>([
    ['a fault of its last item', fault('server'), 'partial', 'failed'],
    ['no network', fault('network'), 'partial', 'failed'],
    ['an error of ours', new Error('bug'), 'partial', 'failed'],
    ['a full disk', new Failure('archive', 'a', 'b'), 'partial', 'failed'],
    ['a missing scope', fault('missing_scope'), 'unauthorized', 'unauthorized'],
    ['a lost authorization', fault('invalid_grant'), 'unauthorized', 'unauthorized'],
    ['no connection', new Failure('not_connected', 'a', 'b'), 'unauthorized', 'unauthorized'],
    ['an inactive application', fault('inactive'), 'inactive', 'inactive'],
    ['a wrong secret', fault('invalid_client'), 'misconfigured', 'misconfigured'],
    ['a spent budget', new BudgetSpent(7), 'budget', 'budget'],
    ['a stop', new Stopped(), 'stopped', 'stopped'],
  ])('of a pass that was ended by %s', (_case, error, withRows, without) => {
    const failures = failed(fault('server'), error);
    expect(judge(['one'], failures, error)).toMatchObject({ outcome: withRows, error });
    expect(judge([], failures, error)).toMatchObject({ outcome: without, error });
  });

  test('is good without failures, and whatever single items failed', () => {
    expect(judge(['one'], [])).toEqual({ outcome: 'ok' });
    expect(judge(['one'], failed(fault('server'), fault('missing_scope')))).toEqual({ outcome: 'ok' });
  });

  test('is not good when a snapshot or the list failed', () => {
    const [single, list] = failed(fault('server'), fault('wrong_shape'));
    if (!single || !list) throw new Error('Both are there.');
    const failures = [single, { ...list, isSingle: false }];
    expect(judge(['one'], failures)).toEqual({ outcome: 'partial', error: list.error });
    expect(judge([], failures).outcome).toBe('failed');
  });

  test('of a spent budget has the time when it can go on', () => {
    const spent = new BudgetSpent(7_000);
    expect(judge([], failed(spent), spent)).toMatchObject({ outcome: 'budget', resumeAt: spent.resumeAt });
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
