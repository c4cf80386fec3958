import { keep, kept } from '../kept.ts';
import { en } from './en.ts';
import { type Words, zh } from './zh.ts';

export type { Words };
export type Language = 'zh-CN' | 'en';

const all: Record<Language, Words> = { 'zh-CN': zh, en };
let language: Language = 'zh-CN';

/** The one chosen here before, else the browser's where it is English, else Chinese. */
export function beginLanguage(): void {
  setLanguage(kept<Language>('resident-language') ?? (/^en/i.test(navigator.language) ? 'en' : 'zh-CN'));
}

export function otherLanguage(): void {
  setLanguage(language === 'en' ? 'zh-CN' : 'en');
  keep('resident-language', language);
}

export function words(): Words {
  return all[language];
}

/** `{name}` in a sentence becomes the value of that name. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

function setLanguage(to: Language): void {
  language = all[to] ? to : 'zh-CN';
  document.documentElement.lang = language;
}
