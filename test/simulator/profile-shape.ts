/** A bike or a pair of shoes, as a profile lists it. */
export interface WorldGear {
  id: string;
  primary: boolean;
  name: string;
  nickname: string | null;
  resource_state: 2;
  retired: false;
  distance: number;
  converted_distance: number;
}

/** A club, as a profile lists it: `member_count` is always 0 there. */
export interface WorldClub {
  id: number;
  resource_state: 2;
  name: string;
  sport_type: string;
  activity_types: string[];
  city: string;
  country: string;
  private: boolean;
  member_count: 0;
  cover_photo: string | null;
  url: string;
  membership: 'member';
}

/** The part of a profile that every token may read (resource_state 2). */
export interface AthleteSummary {
  id: number;
  id_str: string;
  username: string | null;
  resource_state: number;
  firstname: string;
  lastname: string;
  bio: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
  sex: 'F' | 'M' | null;
  premium: boolean;
  summit: boolean;
  created_at: string;
  updated_at: string;
  badge_type_id: number;
  weight: number | null;
  profile_medium: string;
  profile: string;
  friend: null;
  follower: null;
}

/** The whole profile (resource_state 3), for tokens with `profile:read_all`. */
export interface AthleteDetail extends AthleteSummary {
  blocked: boolean;
  can_follow: boolean;
  follower_count: number;
  friend_count: number;
  mutual_friend_count: number;
  athlete_type: number;
  date_preference: string;
  measurement_preference: 'feet' | 'meters';
  clubs: WorldClub[];
  postable_clubs_count: number;
  ftp: number | null;
  bikes: WorldGear[];
  shoes: WorldGear[];
}

/** What of a profile stands in token answers and in those to tokens without `profile:read_all`. */
export function summaryOf(detail: AthleteDetail): AthleteSummary {
  const {
    blocked,
    can_follow,
    follower_count,
    friend_count,
    mutual_friend_count,
    athlete_type,
    date_preference,
    measurement_preference,
    clubs,
    postable_clubs_count,
    ftp,
    bikes,
    shoes,
    ...summary
  } = detail;
  return { ...summary, resource_state: 2 };
}
