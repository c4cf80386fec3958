import { computed, type Ref, ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';

/** What a form still lacks: said under the field itself, which gets the cursor, until somebody writes in it. */
export function useLacking(written: () => unknown, field: Readonly<Ref<{ focus(): void } | null>>) {
  const { t } = useI18n();
  const code = ref('');
  watch(written, () => {
    code.value = '';
  });
  return {
    lack(missing: string) {
      code.value = missing;
      field.value?.focus();
    },
    code,
    words: computed(() => (code.value ? t(`message.${code.value}`) : '')),
  };
}
