import type { Page, Part } from '../page.ts';
import { activities } from './activities.tsx';
import { activitiesFiles } from './activities-files.ts';
import { downloads } from './activity/downloads.ts';
import { activity } from './activity/index.tsx';
import { photo } from './activity/photos.tsx';
import { raw } from './activity/raw.tsx';
import { series } from './activity/series.ts';
import { versions } from './activity/versions.tsx';
import { changes } from './archive/changes.tsx';
import { archive } from './archive/index.tsx';
import { missing } from './archive/missing.tsx';
import { gear } from './gear/index.tsx';
import { gearItem } from './gear/one.tsx';
import { here } from './map/here.ts';
import { map } from './map/index.tsx';
import { picture } from './map/picture.tsx';
import { places } from './map/places.ts';
import { tiles } from './map/tiles.ts';
import { tracksFile } from './map/tracks.ts';
import { overview } from './overview.tsx';
import { records } from './records/index.tsx';
import { record } from './records/one.tsx';
import { segments } from './segments/index.tsx';
import { segment } from './segments/one.tsx';
import { sqlFiles } from './sql/files.ts';
import { savedSql, sql } from './sql/index.tsx';
import { trends } from './trends/index.tsx';
import { year } from './trends/year.tsx';

/** Every page; one more is a file, and a line here. */
export const PAGES: readonly Page[] = [
  ...[overview, activities, map, activity, versions, raw, records, record, segments, segment, gear, gearItem],
  ...[trends, year, archive, missing, changes, sql, savedSql],
];

/** What pages load, and what is taken away as a file. */
export const PARTS: readonly Part[] = [
  tracksFile,
  here,
  tiles,
  places,
  picture,
  series,
  ...activitiesFiles,
  ...downloads,
  photo,
  ...sqlFiles,
];
