import { createHash } from 'node:crypto';

/** What one athlete has allowed the application, with the tokens for it. */
export interface Grant {
  readonly athleteId: number;
  readonly scopes: readonly string[];
  /** The newest access token; older ones may still be valid. */
  accessToken: AccessToken;
  refreshToken: string;
  revoked: boolean;
}

interface AccessToken {
  readonly token: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

interface Code {
  readonly athleteId: number;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  used: boolean;
}

/** Whether a refresh that issues a new access token also replaces the refresh token. */
export type Rotation = 'always' | 'never';

const ACCESS_TOKEN_SECONDS = 21_600;
/** With more than this left, a refresh answers the access token that exists. */
const RENEWAL_SECONDS = 3600;

/** The grants, codes and tokens of the application. */
export class GrantStore {
  /** Every access token, refresh token and code ever issued. */
  readonly issued: string[] = [];
  readonly #seed: number;
  readonly #now: () => number;
  readonly #grants: Grant[] = [];
  readonly #codes = new Map<string, Code>();
  readonly #accessTokens = new Map<string, { grant: Grant; expiresAt: number }>();

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
  }

  /** A code for the callback. */
  issueCode(athleteId: number, scopes: readonly string[]): string {
    const code = this.#issue();
    this.#codes.set(code, { athleteId, scopes, issuedAt: this.#now(), used: false });
    return code;
  }

  /** Turns a code into a grant, once and only while it lives. */
  redeem(code: string, lifetimeSeconds: number): Grant | 'invalid' | 'expired' {
    const entry = this.#codes.get(code);
    if (entry === undefined || entry.used) return 'invalid';
    if (this.#now() >= entry.issuedAt + lifetimeSeconds * 1000) return 'expired';
    entry.used = true;
    return this.open(entry.athleteId, entry.scopes);
  }

  /** A grant with a new pair of tokens. */
  open(athleteId: number, scopes: readonly string[], seconds = ACCESS_TOKEN_SECONDS): Grant {
    const accessToken = this.#accessToken(seconds);
    const grant: Grant = { athleteId, scopes, accessToken, refreshToken: this.#issue(), revoked: false };
    this.#grants.push(grant);
    this.#accept(grant);
    return grant;
  }

  /** What a refresh does; `undefined` when the refresh token is not (or no longer) valid. */
  refresh(refreshToken: string, rotation: Rotation): Grant | undefined {
    const grant = this.#living().find((candidate) => candidate.refreshToken === refreshToken);
    if (grant === undefined || this.secondsLeft(grant) > RENEWAL_SECONDS) return grant;
    grant.accessToken = this.#accessToken(ACCESS_TOKEN_SECONDS);
    if (rotation === 'always') grant.refreshToken = this.#issue();
    this.#accept(grant);
    return grant;
  }

  /** The grant that an access token stands for, while it is valid. */
  byAccessToken(token: string | undefined): Grant | undefined {
    const entry = token === undefined ? undefined : this.#accessTokens.get(token);
    if (entry === undefined || entry.grant.revoked || this.#now() >= entry.expiresAt * 1000) return undefined;
    return entry.grant;
  }

  /** For how long the newest access token is valid; never negative. */
  secondsLeft({ accessToken }: Grant): number {
    return Math.max(0, accessToken.expiresAt - Math.floor(this.#now() / 1000));
  }

  /** Ends the grant of an access or refresh token: both die. An unknown token is nothing wrong. */
  revokeToken(token: string): void {
    const owner = this.#grants.find(({ refreshToken }) => refreshToken === token);
    const grant = owner ?? this.#accessTokens.get(token)?.grant;
    if (grant) grant.revoked = true;
  }

  /** Ends all grants of an athlete, as removing the application on the website does. */
  revokeAthlete(athleteId: number): void {
    for (const grant of this.#grants) if (grant.athleteId === athleteId) grant.revoked = true;
  }

  /** The refresh tokens that would be accepted now. */
  validRefreshTokens(): string[] {
    return this.#living().map(({ refreshToken }) => refreshToken);
  }

  /** The athletes who are connected now. */
  connectedAthletes(): ReadonlySet<number> {
    return new Set(this.#living().map(({ athleteId }) => athleteId));
  }

  #living(): Grant[] {
    return this.#grants.filter(({ revoked }) => !revoked);
  }

  #accessToken(seconds: number): AccessToken {
    return { token: this.#issue(), expiresAt: Math.floor(this.#now() / 1000) + seconds };
  }

  #accept(grant: Grant): void {
    this.#accessTokens.set(grant.accessToken.token, { grant, expiresAt: grant.accessToken.expiresAt });
  }

  #issue(): string {
    const secret = hexOf(`${this.#seed}/${this.issued.length}`);
    this.issued.push(secret);
    return secret;
  }
}

/** 40 hexadecimal characters, the same for the same text. */
export function hexOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
