/** What the screens offer to a role. The server's policy decides; this only keeps a screen from offering in vain. */
const LEADS = new Set(['grid_leader', 'community_secretary']);
const WALKS = new Set(['patroller', ...LEADS]);
const ATTACHES = new Set(['mediator', ...WALKS]);
const WRITES = new Set(['street_secretary', 'street_deputy', ...ATTACHES]);

/** Assigns, answers, closes, reopens. */
export const leads = (role: string | undefined): boolean => LEADS.has(role ?? '');

/** Starts rounds, checks places, opens and changes cases. */
export const walks = (role: string | undefined): boolean => WALKS.has(role ?? '');

/** Adds photos and the names of people to cases of the area. */
export const attaches = (role: string | undefined): boolean => ATTACHES.has(role ?? '');

/** Adds entries to cases of the area; these are also the roles whose phones hold the area's records. */
export const writes = (role: string | undefined): boolean => WRITES.has(role ?? '');

/** Reads the whole district over the network; the phone holds none of it. */
export const readsOnline = (role: string | undefined): boolean =>
  role === 'district_officer' || role === 'joint_office';

interface Answerable {
  author?: string | null;
  assignee?: string | null;
}

/** Who may answer and so close a case: who leads; whoever was given it; a patroller also what they opened. */
export function answers(role: string | undefined, item: Answerable, mine: ReadonlySet<string>): boolean {
  if (leads(role)) return true;
  if (!ATTACHES.has(role ?? '')) return false;
  if (mine.has(item.assignee ?? '')) return true;
  return role === 'patroller' && mine.has(item.author ?? '');
}
