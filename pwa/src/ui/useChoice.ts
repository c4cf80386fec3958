import { computed, type Ref, type WritableComputedRef } from 'vue';

/** Lets chips, which speak in lists, stand for one value. */
export function useChoice<T extends string>(value: Ref<T>): WritableComputedRef<T[]> {
  return computed({
    get: () => [value.value],
    set: ([first]) => {
      if (first !== undefined) value.value = first;
    },
  });
}
