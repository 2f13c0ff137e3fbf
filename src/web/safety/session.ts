import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../../secret.ts';

const DAY_MS = 86_400_000;
/** How long a browser is known after it was last seen. */
const KNOWN_MS = 30 * DAY_MS;
/** How many browsers are known at once; one more makes the one that was seen longest ago unknown. */
const MOST = 100;
const LONGEST_WAIT_S = 60;

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** How a try went: a session, or how many seconds the next one has to wait. */
export type Opened = { session: string } | { waitSeconds: number };

/** Who has said the password. All of it is in memory: a new process asks everybody again. */
export interface Sessions {
  /** @param now epoch milliseconds. While a wait is not over, nothing is compared. */
  open(password: string, now: number): Promise<Opened>;
  /** Whether a browser is known; being seen keeps it so. */
  isOpen(session: string | undefined, now: number): boolean;
  close(session: string | undefined): void;
}

/**
 * After each wrong try everybody waits twice as long, up to a minute: so many tries a day find no password.
 * @param most how many browsers are known at once.
 */
export function createSessions(password: Secret, most = MOST): Sessions {
  const salt = randomBytes(16);
  const expected = derive(password.reveal(), salt, 32);
  const seen = new Map<string, number>();
  let wrong = 0;
  let opensAt = 0;

  function begin(now: number): Opened {
    const session = randomBytes(32).toString('base64url');
    seen.set(session, now);
    for (const oldest of seen.keys()) {
      if (seen.size <= most) break;
      seen.delete(oldest);
    }
    return { session };
  }

  return {
    async open(tried, now) {
      if (now < opensAt) return { waitSeconds: Math.ceil((opensAt - now) / 1_000) };
      // Counted before it is compared: tries at the same time are tries too.
      const waitSeconds = Math.min(LONGEST_WAIT_S, 2 ** Math.min(wrong, 10));
      wrong += 1;
      opensAt = now + waitSeconds * 1_000;
      const isRight = timingSafeEqual(await derive(tried, salt, 32), await expected);
      if (!isRight) return { waitSeconds };
      [wrong, opensAt] = [0, 0];
      return begin(now);
    },
    isOpen(session, now) {
      const at = session === undefined ? undefined : seen.get(session);
      if (session === undefined || at === undefined) return false;
      seen.delete(session);
      if (now - at > KNOWN_MS) return false;
      seen.set(session, now);
      return true;
    },
    close: (session) => void seen.delete(session ?? ''),
  };
}
