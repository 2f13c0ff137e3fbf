import type { AthleteDetail, WorldGear } from './profile-shape.ts';
import { tenths } from './random.ts';

/** Gear that was used once: only activities and `GET /gear/{id}` still know it. */
export interface RetiredGear extends Omit<WorldGear, 'retired'> {
  retired: true;
}

/** A bike or a pair of shoes, in use or not. */
export type Gear = WorldGear | RetiredGear;

/** What `GET /gear/{id}` answers. */
export interface GearDetail extends Omit<Gear, 'resource_state' | 'retired'> {
  resource_state: 3;
  retired: boolean;
  brand_name: string;
  model_name: string;
  description: string | null;
  frame_type?: number;
  weight?: number;
  notification_distance?: number;
}

/** An athlete who has gear. */
export interface Owner {
  readonly detail: Pick<AthleteDetail, 'bikes' | 'shoes'>;
  readonly retiredGear: readonly RetiredGear[];
}

/** What an activity says of its gear. */
interface GearUse {
  readonly gear_id: string | null;
  readonly distance: number;
}

/** Retired gear, one bike or pair of shoes for each that is in use (at most two). */
export function retiredGearFor({ bikes, shoes }: Owner['detail']): RetiredGear[] {
  return [...bikes.slice(0, 1), ...shoes.slice(0, 1)].map((successor) => ({
    ...successor,
    id: `${successor.id.slice(0, 1)}${Number(successor.id.slice(1)) - 604_171}`,
    primary: false,
    name: `${successor.name} (old)`,
    nickname: '',
    retired: true,
    distance: 966_000,
    converted_distance: 966,
  }));
}

/** All that an athlete has or had. */
export function gearOf({ detail, retiredGear }: Owner): Gear[] {
  return [...detail.bikes, ...detail.shoes, ...retiredGear];
}

/** Gear in full. */
export function gearDetail(gear: Gear): GearDetail {
  const [brand_name = '', ...model] = gear.name.split(' ');
  return {
    ...gear,
    nickname: gear.nickname ?? '',
    resource_state: 3,
    brand_name,
    model_name: model.join(' '),
    description: gear.primary ? 'Bought second-hand.\r\nSqueaks.' : null,
    ...(gear.id.startsWith('b') ? { frame_type: 3, weight: 9 } : { notification_distance: 800_000 }),
  };
}

/** Adds the metres of a use to gear, or takes them away again. */
export function useGear(owner: Owner, use: GearUse, sign: 1 | -1): void {
  const gear = gearOf(owner).find(({ id }) => id === use.gear_id);
  if (gear === undefined) return;
  gear.distance = Math.max(0, gear.distance + sign * Math.round(use.distance));
  gear.converted_distance = tenths(gear.distance / 1000);
}
