import { useI18n } from 'vue-i18n';
import { useNow } from '@/ui/now';
import type { Saying } from '@/ui/time';
import { sayWhen } from '@/ui/time';
import type zh from './zh-CN/words';

type Words = (typeof zh)['words'];
type Group = keyof Words;

/** How things are called here and now: choices, localized texts, times. */
export function useWords() {
  const { t, te, locale } = useI18n();
  const now = useNow();

  /** The word for a choice; one that only a newer server knows is "other". */
  function word(group: Group, choice: string | null | undefined): string {
    const key = `words.${group}.${choice ?? 'other'}`;
    return te(key) ? t(key) : t(`words.${group}.other`);
  }

  function say(saying: Saying | null | undefined): string {
    return saying ? t(saying.key, saying.named) : '';
  }

  function when(at: string | null | undefined): string {
    return at ? say(sayWhen(new Date(at), now.value)) : '';
  }

  /** A text that came in both languages, in the one that is read. */
  function text(localized: { 'zh-CN': string; en?: string | null } | null | undefined): string {
    if (!localized) return '';
    return (locale.value === 'en' && localized.en) || localized['zh-CN'];
  }

  return { t, te, word, say, when, text, locale };
}
