import { activitiesLocal } from './activities-local.ts';
import { activityCurves } from './activity-curves.ts';
import { activityHistograms, yearlyHistograms } from './activity-histograms.ts';
import { completeness } from './completeness.ts';
import { cumulativeByDay } from './cumulative-by-day.ts';
import { paceCurve, powerCurve } from './curves.ts';
import { eddington } from './eddington.ts';
import { gearUsage } from './gear-usage.ts';
import { personalRecords } from './personal-records.ts';
import { segmentViews } from './segments.ts';
import { statsHistory } from './stats-history.ts';
import { monthlyZones, timeInZones } from './time-in-zones.ts';
import { totals } from './totals.ts';
import type { View } from './view.ts';
import { weightAndFtp } from './weight-and-ftp.ts';

/** The views over the tables of what was archived, a file a family; that of the recordings is beside their coding. */
export const VIEWS: readonly View[] = [
  activitiesLocal,
  ...totals,
  cumulativeByDay,
  personalRecords,
  eddington,
  gearUsage,
  ...segmentViews,
  weightAndFtp,
  statsHistory,
  completeness,
  activityHistograms,
  yearlyHistograms,
  activityCurves,
  powerCurve,
  paceCurve,
  timeInZones,
  monthlyZones,
];
