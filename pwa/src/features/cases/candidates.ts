import type { Rec } from '@/sync';
import { isClosed } from '@/ui/deadlines';

export interface Candidate {
  id: string;
  name: string;
  role: string;
  /** Cases in hand, so that work is spread fairly. */
  open: number;
}

const WORKING = ['patroller', 'mediator', 'grid_leader'];

type Area = Pick<Rec<'areas'>, 'id' | 'parent'>;

/** Who can be given a case: whoever works in its grid or above it today, patrollers first, the least busy first. */
export function candidates(
  assignments: readonly Rec<'assignments'>[],
  areas: ReadonlyMap<string, Area>,
  grid: string,
  cases: readonly Rec<'cases'>[],
  day: string,
): Candidate[] {
  const above = new Set<string>();
  for (let at: string | null | undefined = grid; at && !above.has(at); at = areas.get(at)?.parent)
    above.add(at);
  return assignments
    .filter((one) => WORKING.includes(one.role) && above.has(one.area) && !one.void)
    .filter((one) => (!one.valid_from || one.valid_from <= day) && (!one.valid_to || one.valid_to >= day))
    .map((one) => ({
      id: one.id,
      name: one.person_name,
      role: one.role,
      open: cases.filter((item) => item.assignee === one.id && !isClosed(item) && !item.void).length,
    }))
    .sort(
      (a, b) =>
        WORKING.indexOf(a.role) - WORKING.indexOf(b.role) ||
        a.open - b.open ||
        a.name.localeCompare(b.name, 'zh-CN'),
    );
}
