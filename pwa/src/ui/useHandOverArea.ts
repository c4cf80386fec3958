import { computed } from 'vue';
import { type Attention, useCollection } from '@/sync';
import { useAreas } from './areas';

/** Whose leaders get it: those of the grid it was written for, as far as this phone still knows it, else of mine. */
export function useHandOverArea() {
  const { byId, homeGrid } = useAreas();
  const { rows: cases } = useCollection('cases');
  const { rows: patrols } = useCollection('patrols');
  const roots = computed(() => new Map([...cases.value, ...patrols.value].map((row) => [row.id, row.area])));

  /** A unit's grid, and a grid itself. */
  function gridOf(area: unknown): string | undefined {
    if (typeof area !== 'string') return undefined;
    const known = byId.value.get(area);
    return known?.level === 'unit' ? gridOf(known.parent) : known?.level === 'grid' ? area : undefined;
  }

  function areaOf({ root, fields }: Attention): string {
    return gridOf(fields?.area) ?? gridOf(roots.value.get(root)) ?? homeGrid.value ?? '';
  }

  return { areaOf };
}
