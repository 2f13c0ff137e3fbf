/** What the map is told besides its tracks. Here, since both the archive and the browser read it. */

/** An activity of the list beside the map. */
export interface Here {
  id: string;
  name: string;
  /** As the athlete writes it. */
  day: string;
  /** A group of sports. */
  group: string;
}

/** The explorer's tiles. */
export interface TilesAnswer {
  /** Of each tile three numbers: x, y, and by how many activities it was visited. */
  tiles: readonly number[];
  /** The largest square: its north-western tile, and how many tiles each side has. */
  square: { x: number; y: number; size: number };
  /** The largest cluster, as places of tiles. */
  cluster: readonly number[];
}

/** A place that has a name. */
export interface Place {
  name: string;
  lat: number;
  lng: number;
}
