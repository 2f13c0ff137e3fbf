import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Changes, changesOf } from './changes.ts';
import { type ListChanges, listChangesOf } from './list-changes.ts';
import { isWithin, type RecordedRequest } from './requests.ts';
import { createHandler } from './server.ts';
import { createState, type SimulatorOptions, type SimulatorState } from './state.ts';
import { type Truth, truthOf } from './truth.ts';

export type { ActivityDetail, ActivitySummary } from './activity-shape.ts';
export { EVERY_FAULT, EVERY_STORM, type FaultKind } from './faults.ts';
export { ORDINARY_DAY } from './state.ts';
export type { StreamSet } from './stream-shape.ts';
export type { Truth } from './truth.ts';

/** What an application has in hand after it was connected. */
interface IssuedGrant {
  readonly athleteId: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly scopes: readonly string[];
}

/** What a grant is to be, where it differs from the usual. */
interface GrantOptions {
  readonly athleteId?: number;
  readonly scopes?: readonly string[];
  readonly expiresInSeconds?: number;
}

/** A simulated Strava that listens on this machine. */
export interface Simulator extends SimulatorState, Changes, ListChanges, AsyncDisposable {
  /** For `STRAVA_API_URL`. */
  readonly apiUrl: string;
  /** For `STRAVA_OAUTH_URL`. */
  readonly oauthUrl: string;
  /** The requests to a path and what lies below it: `/oauth` has `/oauth/token` below it. */
  requestsTo(path: string): RecordedRequest[];
  /** Connects an athlete, as if the authorization had been gone through. */
  grant(options?: GrantOptions): IssuedGrant;
  /** Disconnects an athlete, as if they had removed the application on the website. */
  revoke(athleteId: number): void;
  /** What Strava knows of an athlete; of the one who consents unless told. */
  truth(athleteId?: number): Truth;
  /**
   * Everything that must never be seen in a log: all tokens and codes ever issued, those for embedding,
   * and the client secret.
   */
  issuedSecrets(): string[];
  /** The refresh tokens that would be accepted now. */
  validRefreshTokens(): string[];
  /** Stops at once, with all connections, hanging ones too. */
  close(): Promise<void>;
}

const ARCHIVE_SCOPES = ['read', 'read_all', 'profile:read_all', 'activity:read_all'];

/** Starts a simulated Strava on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = createState(options);
  const handle = createHandler(state);
  // The types allow for HTTP/2, which a server of node:http never speaks.
  const server = createServer(getRequestListener((request, env) => handle(request, env as HttpBindings)));
  const port = await listen(server, options.port ?? 0);
  const changes = { ...changesOf(state), ...listChangesOf(state) };
  return Object.assign(state, addressesOf(port), helpersOf(state), changes, closerOf(server));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function addressesOf(port: number) {
  const origin = `http://127.0.0.1:${port}`;
  return { origin, apiUrl: `${origin}/api/v3`, oauthUrl: `${origin}/oauth` };
}

function helpersOf(state: SimulatorState) {
  const { grants, requests, clientSecret } = state;
  return {
    requestsTo: (path: string) => requests.filter((request) => isWithin(request.path, path)),
    grant: (options: GrantOptions = {}) => connect(state, options),
    revoke: (athleteId: number) => grants.revokeAthlete(athleteId),
    truth: (athleteId = state.consent.athleteId) =>
      truthOf(state.world.athleteOf(athleteId), () => state.clock.now(), state.origin),
    issuedSecrets: () => [...grants.issued, ...state.embedTokens, clientSecret],
    validRefreshTokens: () => grants.validRefreshTokens(),
  };
}

function connect({ grants, consent }: SimulatorState, options: GrantOptions): IssuedGrant {
  const { athleteId = consent.athleteId, scopes = ARCHIVE_SCOPES, expiresInSeconds } = options;
  const { accessToken, refreshToken } = grants.open(athleteId, scopes, expiresInSeconds);
  return {
    athleteId,
    accessToken: accessToken.token,
    refreshToken,
    expiresAt: accessToken.expiresAt,
    scopes,
  };
}

function closerOf(server: Server) {
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { close, [Symbol.asyncDispose]: close };
}
