import { watch } from 'vue';
import { createI18n } from 'vue-i18n';
import { currentLook, type Language } from '@/ui/preferences';
import zh, { type Messages } from './zh-CN';

/** Chinese is part of the app; English comes when somebody asks for it, and is kept by the service worker. */
export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh } as Record<string, Messages>,
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
});

export async function useLanguage(language: Language): Promise<void> {
  if (language === 'en' && !i18n.global.availableLocales.includes('en')) {
    const { default: en } = await import('./en');
    i18n.global.setLocaleMessage('en', en);
  }
  i18n.global.locale.value = language;
}

/** Follows the choice on "me", from now on. The first language is there before the first screen shows. */
export async function followLanguage(): Promise<void> {
  watch(() => currentLook.language, useLanguage);
  await useLanguage(currentLook.language);
}
