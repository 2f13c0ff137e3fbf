import type { Persona } from './profile.ts';

/** A household: one who does everything, one who only runs and swims, one who has just signed up. */
export const PERSONAS: readonly Persona[] = [
  {
    profile: {
      firstname: 'Jördis',
      lastname: 'Ångström-Vale',
      username: 'joerdis_outside',
      bio: 'Up hills 🏔️, down hills 🚵🏽‍♀️ & everything "in between".\nÜber 40, 日本語も少し',
      city: 'Brünnlitz',
      state: 'North Shire',
      country: 'Exampleland',
      sex: 'F',
      ftp: 243,
    },
    weight: [58, 72],
    clubs: ["Early Birds' Running Club 🐦", 'Vélo Club des Deux Vallées'],
    bikes: ['Gravel Grinder', 'Old Steel'],
    shoes: ['Fell Fox 3', 'Tempo Light', 'Mud Claw'],
    habit: {
      chancePerDay: 0.74,
      sports: ['Run', 'Run', 'Ride', 'Ride', 'VirtualRide', 'TrailRun', 'Swim', 'Yoga'],
    },
    quirks: { noRide: 'null', noClimb: 'null', flatSwim: 0 },
  },
  {
    profile: {
      firstname: 'Tomás',
      lastname: 'Vale',
      bio: '',
      city: 'Brünnlitz',
      country: '',
      sex: 'M',
      created_at: '2021-01-03T19:40:02Z',
    },
    weight: [74, 93],
    clubs: [],
    bikes: [],
    shoes: ['Daily Plod'],
    habit: { chancePerDay: 0.31, sports: ['Run', 'Run', 'Swim', 'Yoga'] },
    quirks: { noRide: 'null', noClimb: 'absent', flatSwim: -0 },
  },
  {
    profile: { firstname: 'Io', lastname: 'V.', premium: false, summit: false, weight: null },
    weight: [50, 60],
    clubs: [],
    bikes: [],
    shoes: [],
    habit: { chancePerDay: 0, sports: [] },
    quirks: { noRide: 'absent', noClimb: 'absent', flatSwim: 0 },
  },
];
