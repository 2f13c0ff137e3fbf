import { curves } from './curves.ts';
import type { Derivation } from './derivation.ts';
import { histograms } from './histograms.ts';
import { tiles } from './tiles.ts';
import { tracks } from './tracks.ts';

/** Everything that is condensed from points. */
export const DERIVATIONS: readonly Derivation[] = [curves, histograms, tracks, tiles];
