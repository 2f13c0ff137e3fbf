/** Why a request brought no answer, whoever was asked. */
export type SilenceClass = 'network' | 'timeout';

const SAYS: Record<SilenceClass, string> = {
  network: 'could not be reached',
  timeout: 'did not answer in time',
};

/** A request that brought no answer; who was asked gives it words of its own. `detail` must not hold a token. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  readonly fault: SilenceClass;
  readonly detail: string | undefined;
  /** Whether the same request may simply be sent again. */
  readonly transient = true;

  /** @param what for messages: `ping`, never an address whose query may hold a code. */
  constructor(fault: SilenceClass, what: string, detail?: string, options?: ErrorOptions) {
    super(`${what} ${SAYS[fault]}${detail ? ` (${detail})` : ''}.`, options);
    this.fault = fault;
    this.detail = detail;
  }
}

// A certificate is good from one day to another; a clock that is years off finds none that is.
const OF_THE_CLOCK = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** What a person is told of a code of Node or the network. */
export const networkDetail = (code: string): string =>
  OF_THE_CLOCK.includes(code) ? `${code}: is the clock of this machine right?` : code;

/** A fault that knows whether another try can mend it. */
export interface RequestFault extends Error {
  readonly fault: string;
  readonly transient: boolean;
}

/** Whether another try of the very same request can mend this error. */
export const isTransient = (error: unknown): error is RequestFault =>
  error instanceof Error && 'transient' in error && error.transient === true;
