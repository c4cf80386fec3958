import { computed } from 'vue';
import type { Rec } from '@/sync';
import { useCollection } from '@/sync';
import { useMe } from './me';
import { shared } from './shared';

export type Area = Rec<'areas'>;

/** The grids inside an area, the area itself included, in the order of their codes. */
export function gridsInside(areas: readonly Area[], area: string | undefined): Area[] {
  const byId = new Map(areas.map((one) => [one.id, one]));
  const inside = (one: Area | undefined): boolean =>
    one !== undefined && (one.id === area || inside(one.parent ? byId.get(one.parent) : undefined));
  return areas
    .filter((one) => one.level === 'grid' && inside(one))
    .sort((a, b) => a.code.localeCompare(b.code, 'zh-CN', { numeric: true }));
}

/** Of which areas posters are printed at once: a grid, or a community with its grids, or all communities. */
export function postersOf(areas: readonly Area[], mine: string | undefined): Area[] {
  const byId = new Map(areas.map((one) => [one.id, one]));
  const inside = (one: Area | undefined): boolean =>
    one !== undefined && (one.id === mine || inside(one.parent ? byId.get(one.parent) : undefined));
  const wide = ['district', 'street'].includes(byId.get(mine ?? '')?.level ?? '');
  const levels = wide ? ['community'] : ['community', 'grid'];
  return areas
    .filter((one) => levels.includes(one.level) && inside(one))
    .sort((a, b) => a.code.localeCompare(b.code, 'zh-CN', { numeric: true }));
}

const useAllAreas = shared(() => {
  const { rows } = useCollection('areas');
  const byId = computed(() => new Map(rows.value.map((row) => [row.id, row])));
  return { rows, byId };
});

/** Areas by name, and the grids that my assignment covers. */
export function useAreas() {
  const { assignment } = useMe();
  const { rows, byId } = useAllAreas();
  const grids = computed(() => gridsInside(rows.value, assignment.value?.area));

  /** `公明社区 · 03小分格`: a grid with its community, anything else by its own name. */
  function nameOf(id: string | null | undefined): string {
    const area = byId.value.get(id ?? '');
    if (!area) return '';
    const parent = area.level === 'grid' ? byId.value.get(area.parent ?? '') : undefined;
    return parent ? `${parent.name} · ${area.name}` : area.name;
  }

  /** Where new work belongs unless somebody says otherwise: my grid, or the first one I am responsible for. */
  const homeGrid = computed(() =>
    assignment.value?.area_level === 'grid' ? assignment.value.area : grids.value[0]?.id,
  );

  return { byId, grids, nameOf, homeGrid };
}
