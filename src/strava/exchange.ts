import { exchange, type HttpAnswer, type HttpRequest } from '../http/exchange.ts';
import { NoAnswer } from '../http/fault.ts';
import { type Asked, StravaFault } from './fault.ts';

/**
 * One request to Strava and its whole answer, whatever its status.
 * @throws {StravaFault} `network` or `timeout`; the signal's reason when it aborts.
 */
export async function exchangeWithStrava(request: HttpRequest, of: Asked = 'api'): Promise<HttpAnswer> {
  try {
    return await exchange(request);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { fault, detail, cause } = error;
    throw new StravaFault(fault, request.what, { ...(detail ? { detail } : {}), cause, of });
  }
}
