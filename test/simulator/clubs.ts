import type { WorldClub } from './profile-shape.ts';
import { createRandom } from './random.ts';

/** A club as `GET /athlete/clubs` lists it. */
export interface Club extends Omit<WorldClub, 'member_count' | 'membership'> {
  profile_medium: string;
  profile: string;
  cover_photo_small: string | null;
  activity_types_icon: string;
  dimensions: string[];
  localized_sport_type: string;
  state: string | null;
  member_count: number;
  featured: boolean;
  verified: boolean;
}

/** A club in full: the profile tells less of it, and no members. */
export function clubOf({ membership, ...club }: WorldClub): Club {
  const random = createRandom(club.id, 21);
  const picture = (size: string) => `https://pictures.example.net/clubs/${club.id}/1/${size}.jpg`;
  return {
    ...club,
    profile_medium: picture('medium'),
    profile: picture('large'),
    cover_photo_small: club.cover_photo && picture('small'),
    activity_types_icon: 'sports_run_normal',
    dimensions: ['distance', 'num_activities', 'elev_gain', 'moving_time', 'velocity'],
    localized_sport_type: 'Running',
    state: random() < 0.3 ? null : 'North Shire',
    member_count: Math.floor(random() ** 4 * 300_000) + 2,
    featured: false,
    verified: random() < 0.3,
  };
}
