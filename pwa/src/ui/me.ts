import { computed } from 'vue';
import { useSession } from '@/session';
import { attaches, leads, readsOnline, walks, writes } from './roles';

/** Who is looking: the assignment in use, all of mine, and what the screens offer to the role. */
export function useMe() {
  const { user, assignment, assignments } = useSession();
  const role = computed(() => assignment.value?.role);
  return {
    user,
    assignment,
    assignments,
    role,
    mine: computed(() => new Set(assignments.value.map((one) => one.id))),
    leads: computed(() => leads(role.value)),
    walks: computed(() => walks(role.value)),
    attaches: computed(() => attaches(role.value)),
    online: computed(() => readsOnline(role.value)),
    writes: computed(() => writes(role.value)),
  };
}
