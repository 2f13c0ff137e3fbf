import type { Page, Part } from '../page.ts';
import { activities } from './activities.tsx';
import { activity } from './activity/index.tsx';
import { changes } from './archive/changes.tsx';
import { archive } from './archive/index.tsx';
import { missing } from './archive/missing.tsx';
import { gear } from './gear/index.tsx';
import { gearItem } from './gear/one.tsx';
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
  ...[overview, activities, activity, records, record, segments, segment, gear, gearItem],
  ...[trends, year, archive, missing, changes, sql, savedSql],
];

/** What pages load, and what is taken away as a file. */
export const PARTS: readonly Part[] = [...sqlFiles];
