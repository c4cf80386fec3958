import { computed, type Ref, watch } from 'vue';
import { useRoute } from 'vue-router';
import { useWords } from '@/i18n/words';
import { type Draft as Change, newId, settledElsewhere, useRecord, useSync } from '@/sync';
import type { Draft } from './drafts';
import { contentOf, partsOf } from './handed';
import { useNames } from './names';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What fills a form beforehand: a record that the station refused and its author puts right (`?fix=`), or one that
 * was handed over to me (`?from=`). The form asks for `key`, starts by `fill`, and saves `also` with its own work.
 */
export function useFilled(collection: string) {
  const { t, when } = useWords();
  const { nameOf } = useNames();
  const route = useRoute();
  const { lines } = useSync();
  const named = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const fix = computed(() => named(route.query.fix));
  const from = computed(() => named(route.query.from));
  const refused = computed(() =>
    lines.value
      .map((line) => line.attention)
      .find((one) => fix.value !== undefined && one?.mutation === fix.value && one.collection === collection),
  );
  const { record: handed } = useRecord('handovers', from);
  const fields = computed<Fields | undefined>(() => {
    if (refused.value || !handed.value) return refused.value?.fields;
    const content = contentOf(handed.value);
    // An entry whose case is not here becomes a case by its words.
    return handed.value.of_collection === collection ? content : pick(content, ['text', 'position']);
  });

  /** Where the form keeps what is being written: never in the place of something else that was begun. */
  const key = (plain: string) => (fix.value ? `fix ${fix.value}` : from.value ? `from ${from.value}` : plain);

  /** Once both the content and the draft are known: what was begun before goes first. */
  function fill(draft: Pick<Draft<object>, 'loaded' | 'restored'>, start: (fields: Fields) => void) {
    const ready = computed(() => draft.loaded.value && fields.value !== undefined);
    watch(
      ready,
      (now) => {
        if (now && fields.value && !draft.restored.value) start(fields.value);
      },
      { immediate: true },
    );
  }

  /** What the form has no fields for (a position, the check it came from) stays as it was. */
  function rest(covered: readonly string[]): Record<string, unknown> {
    const kept = Object.entries(fields.value ?? {}).filter(([field]) => !covered.includes(field));
    return Object.fromEntries(kept);
  }

  /** Saved together with the record that was made: what hung from it, and the word that it was taken over. */
  function also(made: string, root: string): Change[] {
    if (!handed.value) return [];
    const whole = handed.value.of_collection === 'cases' && handed.value.of_record !== made;
    const parts = partsOf(handed.value).map(
      ({ collection: its, fields: content }) =>
        ({ collection: its, id: newId(), root, fields: content }) as Change,
    );
    const taken: Change = {
      collection: 'handovers',
      id: handed.value.id,
      fields: { outcome: 'taken', made },
    };
    return [...(whole ? parts : []), taken];
  }

  async function done() {
    if (refused.value) await settledElsewhere(refused.value, 'corrected');
  }

  const note: Ref<string> = computed(() => {
    if (refused.value) return t('handover.fixing');
    return handed.value
      ? t('handover.from', { who: nameOf(handed.value.author), when: when(handed.value.made_at) })
      : '';
  });

  return {
    filled: fix.value !== undefined || from.value !== undefined,
    /** The id under which it was refused: a corrected record keeps it, and with it its photos. */
    record: computed(() => (refused.value?.base ? undefined : refused.value?.record)),
    fields,
    key,
    fill,
    rest,
    also,
    done,
    note,
  };
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
