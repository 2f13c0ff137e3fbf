import type { Habit } from './activities.ts';
import type { AthleteDetail, WorldClub, WorldGear } from './profile-shape.ts';
import { between, createRandom, tenths } from './random.ts';
import type { Quirks } from './stats.ts';

/** What distinguishes one athlete of the world from another. */
export interface Persona {
  readonly profile: Partial<AthleteDetail> & Pick<AthleteDetail, 'firstname' | 'lastname'>;
  readonly weight: readonly [number, number];
  readonly clubs: readonly string[];
  readonly bikes: readonly string[];
  readonly shoes: readonly string[];
  readonly habit: Habit;
  readonly quirks: Quirks;
}

/** The profile of one athlete; its numbers come from the seed. */
export function createProfile(seed: number, index: number, persona: Persona): AthleteDetail {
  const random = createRandom(seed, index, -1);
  const number = (low: number, high: number) => Math.floor(between(random, [low, high]));
  const id = number(11_000_000, 160_000_000);
  return {
    ...blankProfile(id),
    weight: tenths(between(random, persona.weight)),
    follower_count: number(12, 480),
    friend_count: number(12, 480),
    clubs: persona.clubs.map((name) => makeClub(number(10_000, 1_600_000), name)),
    postable_clubs_count: persona.clubs.length,
    bikes: persona.bikes.map((name, at) => gear(`b${number(1e6, 2e7)}`, name, at, number(2e5, 2e7))),
    shoes: persona.shoes.map((name, at) => gear(`g${number(1e6, 3e7)}`, name, at, number(2e4, 9e5))),
    ...persona.profile,
  };
}

function blankProfile(id: number): Omit<AthleteDetail, 'firstname' | 'lastname'> {
  const picture = (size: string) => `https://pictures.example.net/athletes/${id}/1/${size}.jpg`;
  return {
    id,
    id_str: String(id),
    username: null,
    resource_state: 3,
    bio: null,
    city: null,
    state: null,
    country: null,
    sex: null,
    premium: true,
    summit: true,
    created_at: '2016-03-12T08:21:44Z',
    updated_at: '2026-08-30T17:05:09Z',
    badge_type_id: 1,
    weight: null,
    profile_medium: picture('medium'),
    profile: picture('large'),
    friend: null,
    follower: null,
    blocked: false,
    can_follow: true,
    follower_count: 0,
    friend_count: 0,
    mutual_friend_count: 0,
    athlete_type: 1,
    date_preference: '%m/%d/%Y',
    measurement_preference: 'meters',
    clubs: [],
    postable_clubs_count: 0,
    ftp: null,
    bikes: [],
    shoes: [],
  };
}

/** A club, as its members' profiles list it. */
export function makeClub(id: number, name: string): WorldClub {
  return {
    id,
    resource_state: 2,
    name,
    sport_type: 'running',
    activity_types: ['Run', 'VirtualRun', 'Wheelchair'],
    city: 'Brünnlitz',
    country: 'Exampleland',
    private: false,
    member_count: 0,
    cover_photo: id % 2 === 0 ? null : `https://pictures.example.net/clubs/${id}/1/large.jpg`,
    url: `club-${id}`,
    membership: 'member',
  };
}

function gear(id: string, name: string, position: number, distance: number): WorldGear {
  return {
    id,
    primary: position === 0,
    name,
    nickname: position === 0 ? name.toLowerCase() : null,
    resource_state: 2,
    retired: false,
    distance,
    converted_distance: tenths(distance / 1000),
  };
}
