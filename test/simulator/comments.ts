import type { WorldActivity } from './activities.ts';
import { badRequest, jsonAnswer } from './answers.ts';
import { isoSeconds } from './local-time.ts';
import { readPage } from './paging.ts';
import { nameOf, type PersonName } from './people.ts';
import { createRandom, type Random } from './random.ts';

/** A comment as the route writes it. */
export interface Comment {
  id: number;
  activity_id: number;
  post_id: null;
  resource_state: 2;
  text: string;
  mentions_metadata: object[] | null;
  created_at: string;
  /** Only for who asks with a `page_size`. */
  cursor: string | null;
  athlete: PersonName & { resource_state: 2 };
  reaction_count: number;
  has_reacted: boolean;
}

/** What the world knows of one. */
export interface WorldComment {
  readonly comment: Comment;
  /** Taken back by who wrote it, or by the athlete; it may come back. */
  isRemoved: boolean;
  /** It is counted, and nobody is shown it. */
  readonly isHidden: boolean;
}

/** What a new comment is to be, where it differs from one made up. */
export interface NewComment {
  readonly text?: string;
  readonly hidden?: boolean;
}

const TEXTS = [
  'Nice one!',
  'Well done, see you next week 👏',
  'كل التقدير',
  '"Easy", he said.\r\n\r\nHe lied. 😅',
  '',
];

/** How many comments an activity has at first; draws twice at most. */
export function firstCount(random: Random): number {
  return random() < 0.8 ? 0 : 1 + Math.floor(random() * 5);
}

/** The comments that an activity has at first: some minutes after each other. */
export function firstComments(activityId: number, startedAt: number): WorldComment[] {
  const count = firstCount(createRandom(activityId, 4));
  return Array.from({ length: count }, (_, n) => made(activityId, n, startedAt + (40 + n * 13) * 60_000));
}

function made(activityId: number, n: number, at: number, wanted: NewComment = {}): WorldComment {
  const random = createRandom(activityId, 41, n);
  const { hidden = false, text = TEXTS[Math.floor(random() * TEXTS.length)] ?? '' } = wanted;
  const comment: Comment = {
    // In no order, as Strava's.
    id: 2_200_000_000 + (activityId % 1_000_000_000) * 1_000 + ((n * 617) % 1_000),
    activity_id: activityId,
    post_id: null,
    resource_state: 2,
    text,
    mentions_metadata: random() < 0.9 ? null : [{ type: 'athlete', offset: 0, length: 4 }],
    created_at: isoSeconds(at),
    cursor: null,
    athlete: { resource_state: 2, ...nameOf(random) },
    reaction_count: random() < 0.7 ? 0 : 1 + Math.floor(random() * 4),
    has_reacted: random() < 0.1,
  };
  return { comment, isRemoved: false, isHidden: hidden };
}

/** What list and detail count. */
export const commentCount = ({ comments }: Pick<WorldActivity, 'comments'>): number =>
  comments.filter(({ isRemoved }) => !isRemoved).length;

interface Place {
  readonly id: number;
  readonly createdAt: number;
}

const placeOf = ({ id, created_at }: Comment): Place => ({ id, createdAt: Date.parse(created_at) });
const inOrder = (one: Place, other: Place) => one.createdAt - other.createdAt || one.id - other.id;

/** What the route gives, the oldest first. */
export function commentsOf({ comments }: WorldActivity): Comment[] {
  const shown = comments.filter(({ isRemoved, isHidden }) => !isRemoved && !isHidden);
  return shown.map(({ comment }) => comment).sort((a, b) => inOrder(placeOf(a), placeOf(b)));
}

/** Adds a comment of now (epoch ms). @returns its id. */
export function addComment({ id, comments }: WorldActivity, now: number, wanted: NewComment = {}): number {
  const added = made(id, comments.length, now, wanted);
  comments.push(added);
  return added.comment.id;
}

/** Takes a comment back, or lets it come back. */
export function setRemoved({ id, comments }: WorldActivity, commentId: number, isRemoved: boolean): void {
  const found = comments.find(({ comment }) => comment.id === commentId);
  if (!found) throw new Error(`The simulated activity ${id} has no comment ${commentId}.`);
  found.isRemoved = isRemoved;
}

/** Encoded for an address already, as recorded. */
const cursorOf = (comment: Comment): string =>
  encodeURIComponent(Buffer.from(JSON.stringify(placeOf(comment))).toString('base64'));

/** The place that a cursor names, whether there is a comment still or not; undefined for what is none. */
function placeIn(cursor: string): Place | undefined {
  if (!/^(?:\w|%2B|%2F)+(?:%3D){0,2}$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(decodeURIComponent(cursor), 'base64').toString());
  } catch {
    return undefined;
  }
}

/** `GET /activities/{id}/comments`. */
export function listComments(activity: WorldActivity, query: Readonly<Record<string, string>>): Response {
  const { size } = readPage(query, 'page_size');
  if (size === undefined) return badRequest('Comment', 'page_size', 'invalid');
  const after = query.after_cursor === undefined ? { id: 0, createdAt: 0 } : placeIn(query.after_cursor);
  if (!after) return badRequest('Comment', 'after_cursor', 'invalid');
  const behind = commentsOf(activity).filter((comment) => inOrder(placeOf(comment), after) > 0);
  const page = behind.slice(0, size);
  return jsonAnswer(
    query.page_size === undefined ? page : page.map((each) => ({ ...each, cursor: cursorOf(each) })),
  );
}
