import { computed } from 'vue';
import { useWords } from '@/i18n/words';
import { type SyncLine, useCollection } from '@/sync';

type About = Pick<SyncLine, 'record' | 'root' | 'collection' | 'attention'>;

/** What a line of the panel is about where its own words do not say it: a check's place, and what a photo shows. */
export function useAbout() {
  const { t, word } = useWords();
  const { rows: inspections } = useCollection('inspections');
  const { rows: cases } = useCollection('cases');
  const { rows: places } = useCollection('places');
  const { rows: attachments } = useCollection('attachments');
  const names = computed(() => new Map(places.value.map((place) => [place.id, place.name])));
  const texts = computed(() => new Map(cases.value.map((item) => [item.id, item.text])));
  const checked = computed(
    () =>
      new Map(
        inspections.value.map(({ id, place, result }) => {
          const name = names.value.get(place);
          return [id, `${name ? name + t('common.colon') : ''}${word('result', result)}`];
        }),
      ),
  );
  const parents = computed(() => new Map(attachments.value.map((photo) => [photo.id, photo.parent])));
  /** The photos of each record in the order of taking: their ids rise. */
  const siblings = computed(() => {
    const found = new Map<string, string[]>();
    for (const { id, parent, void: gone } of attachments.value) {
      if (!gone) found.set(parent, [...(found.get(parent) ?? []), id]);
    }
    for (const ids of found.values()) ids.sort();
    return found;
  });

  function parentOf({ record, attention }: About): string | undefined {
    const written = attention?.fields?.parent;
    return parents.value.get(record) ?? (typeof written === 'string' ? written : undefined);
  }

  /** The place that was checked, or the case that the photo belongs to. */
  function about(line: About): string {
    const parent = line.collection === 'attachments' ? parentOf(line) : line.record;
    const place = checked.value.get(parent ?? '');
    if (place !== undefined || line.collection !== 'attachments') return place ?? '';
    return texts.value.get(parent ?? '') ?? texts.value.get(line.root) ?? '';
  }

  /** Which one of how many a photo is; nothing where it is the only one. */
  function which(line: About): string {
    const all = siblings.value.get(parentOf(line) ?? '') ?? [];
    const n = all.indexOf(line.record) + 1;
    return n > 0 && all.length > 1 ? t('sync.whichPhoto', { n, total: all.length }) : '';
  }

  return { about, which };
}
