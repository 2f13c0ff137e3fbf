import { Failure } from '../errors.ts';
import { resources } from './index.ts';
import type { AnyResource } from './resource.ts';

/**
 * What the owner wants archived: the resources that `ARCHIVE` names, or all but those named with a minus
 * and those that have to be named.
 * @param words of `ARCHIVE`. @throws {Failure} `configuration` for a name that does not exist.
 */
export function chosenResources(words: readonly string[]): readonly AnyResource[] {
  const names = words.map((word) => word.replace(/^-/, ''));
  const known = resources.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Failure(
      'configuration',
      `ARCHIVE names ${unknown.join(', ')}, which athlete-archive does not know.`,
      `Choose from ${known.join(', ')}, or put a minus before what to leave out.`,
    );
  }
  const leftOut = words.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
  const usual = resources.filter(({ optional }) => !optional).map(({ name }) => name);
  const wanted = leftOut.length === words.length ? usual : names;
  return resources.filter(({ name }) => wanted.includes(name) && !leftOut.includes(name));
}

/** Those resources that these granted scopes allow. */
export function permittedResources(
  chosen: readonly AnyResource[],
  granted: readonly string[],
): readonly AnyResource[] {
  return chosen.filter(({ scopes }) => !scopes || scopes.some((scope) => granted.includes(scope)));
}
