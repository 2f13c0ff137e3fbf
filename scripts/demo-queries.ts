/** What the demo shows of the archive: each a question and the SQL that answers it. */
export const QUERIES = [
  {
    title: 'Who is archived, and how much',
    sql: `SELECT firstname || ' ' || lastname AS athlete, weight AS kg, ftp AS watts,
       (SELECT count(*) FROM activities) AS activities,
       (SELECT substr(min(start_date_local), 1, 10) FROM activities) AS since,
       (SELECT sum(points) FROM activity_streams) AS points
FROM athletes`,
  },
  {
    title: 'The totals of the athlete by period and sport, as Strava counts them: a row of these every day',
    sql: `SELECT period, sport, count AS activities, round(distance / 1000, 1) AS km,
       round(moving_time / 3600.0, 1) AS hours, round(elevation_gain) AS metres_up, captured_on
FROM stats_totals
WHERE captured_on = (SELECT max(captured_on) FROM stats_totals) ORDER BY period, count DESC`,
  },
  {
    title: 'The last 8 weeks',
    sql: `SELECT date(start_date_local, 'weekday 0', '-6 days') AS monday, count(*) AS activities,
       round(sum(distance) / 1000, 1) AS km, time(sum(moving_time), 'unixepoch') AS moving,
       round(sum(total_elevation_gain)) AS metres_up
FROM activities GROUP BY monday ORDER BY monday DESC LIMIT 8`,
  },
  {
    title: 'Best efforts of three years',
    sql: `SELECT b.name AS effort, time(min(b.elapsed_time), 'unixepoch') AS best,
       substr(b.start_date_local, 1, 10) AS day, a.name AS activity
FROM best_efforts b JOIN activities a ON a.id = b.activity_id
GROUP BY b.name ORDER BY b.distance`,
  },
  {
    title: 'Gear: the odometer as Strava has it, and what the archived activities add up to',
    sql: `SELECT g.name AS gear, round(g.distance / 1000) AS odometer_km, count(a.id) AS activities,
       round(sum(a.distance) / 1000) AS archived_km, iif(g.retired, 'retired', '') AS state
FROM gear g LEFT JOIN activities a ON a.gear_id = g.id GROUP BY g.id ORDER BY g.distance DESC`,
  },
  {
    title: 'The last outdoor activity with heart rate, a point every ten minutes of its recording',
    sql: `SELECT point, time, distance, lat, lng, altitude, heartrate, cadence
FROM stream_points
WHERE activity_id = (SELECT id FROM activities WHERE has_heartrate AND start_lat IS NOT NULL
                     ORDER BY start_date DESC LIMIT 1) AND point % 600 = 0`,
  },
  {
    title: 'How complete the archive is; what is missing, and why',
    sql: `SELECT resource, status, count(*) AS items, coalesce(reason, '') AS why
FROM coverage GROUP BY resource, status, reason`,
  },
];
