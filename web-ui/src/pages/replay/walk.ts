import { api } from '../../api/client';
import { another } from '../../model/notes';
import { walkOf } from '../../model/reviews';

/** Where the part of the queue that is walked through is kept, as long as the tab is open. */
export const WALK_KEPT = 'postern-review-walk';

/** The next session of the walk behind this one, or from its beginning; null if no other waits. */
export async function nextOfWalk(session: string): Promise<string | null> {
  const walk = walkOf(sessionStorage.getItem(WALK_KEPT));
  const behind = await api.reviews({ ...walk, after: session, limit: 2 });
  return another(behind.items, session) ?? another((await api.reviews({ ...walk, limit: 2 })).items, session);
}
