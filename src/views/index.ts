import { activitiesLocal } from './activities-local.ts';
import { activityHistograms } from './activity-histograms.ts';
import type { View } from './view.ts';

/** The views over the tables of what was archived, a file a family; that of the recordings is beside their coding. */
export const VIEWS: readonly View[] = [activitiesLocal, activityHistograms];
