import { expect } from 'vitest';
import { NoAnswer } from '../../src/http/fault.ts';
import { StravaFault } from '../../src/strava/fault.ts';

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to reject.');
}

/** The fault that a promise rejects with. */
export async function faultFrom(promise: Promise<unknown>): Promise<StravaFault> {
  const error = await rejectionOf(promise);
  expect(error).toBeInstanceOf(StravaFault);
  return error as StravaFault;
}

/** The missing answer that a promise rejects with. */
export async function silenceFrom(promise: Promise<unknown>): Promise<NoAnswer> {
  const error = await rejectionOf(promise);
  expect(error).toBeInstanceOf(NoAnswer);
  return error as NoAnswer;
}

/** Expects what a person can use: whole sentences that say what happened and what to do. */
export function expectHelpful({ message, advice }: { message: string; advice: string }): void {
  expect(message).toMatch(/^[A-Z].{20,300}\.$/);
  expect(advice).toMatch(/^[A-Z].{10,300}\.$/);
  expect(message + advice).not.toMatch(/undefined|null|\[object|\n/);
}

/** Expects that nothing the simulator ever issued stands in a text. */
export function expectNoSecrets({ issuedSecrets }: { issuedSecrets(): string[] }, ...texts: string[]): void {
  const found = issuedSecrets().filter((secret) => texts.some((text) => text.includes(secret)));
  expect(found).toEqual([]);
}
