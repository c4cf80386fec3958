import { useI18n } from 'vue-i18n';
import { useNow } from '@/ui/now';
import type { Saying } from '@/ui/time';
import { partsOf, sayWhen } from '@/ui/time';
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
    if (!saying) return '';
    const { month, weekday, ...named } = saying.named;
    return t(saying.key, {
      ...named,
      ...(month === undefined ? {} : { month: t(`time.months.${month}`) }),
      ...(weekday === undefined ? {} : { weekday: t(`time.weekday.${weekday}`) }),
    });
  }

  function when(at: string | null | undefined): string {
    return at ? say(sayWhen(new Date(at), now.value)) : '';
  }

  /** `2026-11-27` as a day without its time. */
  function day(date: string): string {
    const { month, day } = partsOf(new Date(`${date}T12:00:00+08:00`));
    return say({ key: 'time.day', named: { month, day } });
  }

  /** A text that came in both languages, in the one that is read. */
  function text(localized: { 'zh-CN': string; en?: string | null } | null | undefined): string {
    if (!localized) return '';
    return (locale.value === 'en' && localized.en) || localized['zh-CN'];
  }

  return { t, te, word, say, when, day, text, locale };
}
