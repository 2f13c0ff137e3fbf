import { isIP } from 'node:net';

// Reserved for this machine and for the local network: nobody on the internet can own such a name.
const RESERVED = /(^|\.)(localhost|local)$/;

/** A host as it is compared: without port, brackets, a last dot, and in small letters; undefined where it is none. */
function nameOf(header: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header) ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '');
}

/**
 * Whether a browser that sends this `Host` can have meant this machine. A page of a stranger can let its own name point
 * here (DNS rebinding), but neither an address without a name nor a reserved name: nobody asks a name server for those.
 * @param allowed the names that the owner has given besides, and that of the machine.
 */
export function isOwnHost(header: string | undefined, allowed: readonly string[]): boolean {
  const name = header === undefined ? undefined : nameOf(header);
  if (name === undefined) return false;
  return isIP(name) !== 0 || RESERVED.test(name) || allowed.some((each) => nameOf(each) === name);
}
