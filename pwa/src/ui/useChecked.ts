import { computed } from 'vue';
import { useWords } from '@/i18n/words';
import { useCollection } from '@/sync';

/** What each check was about, for lists that show it among other things: the place, and what it came to. */
export function useChecked() {
  const { t, word } = useWords();
  const { rows: inspections } = useCollection('inspections');
  const { rows: places } = useCollection('places');
  const names = computed(() => new Map(places.value.map((place) => [place.id, place.name])));
  const checked = computed(
    () =>
      new Map(
        inspections.value.map(({ id, place, result }) => {
          const name = names.value.get(place);
          return [id, `${name ? name + t('common.colon') : ''}${word('result', result)}`];
        }),
      ),
  );
  return { checked };
}
