import { reactive, readonly, watch } from 'vue';

/** What a person chose for their eyes on this phone. It is no record and stays on the phone (see public/boot.js). */
export interface Look {
  language: Language;
  text: 'normal' | 'large';
  theme: 'light' | 'dark' | 'sun';
}

export type Language = 'zh-CN' | 'en';

const KEY = 'gridwalk-look';
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
export const TEXTS = ['normal', 'large'] as const;
export const THEMES = ['light', 'dark', 'sun'] as const;

/** Anything unreadable or unknown falls back to the first look: Chinese, normal type, light. */
export function readLook(stored: string | null): Look {
  const look: Look = { language: 'zh-CN', text: 'normal', theme: 'light' };
  try {
    const found = JSON.parse(stored ?? '{}') as Partial<Look>;
    if (LANGUAGES.includes(found.language as Language)) look.language = found.language as Language;
    if (TEXTS.includes(found.text as Look['text'])) look.text = found.text as Look['text'];
    if (THEMES.includes(found.theme as Look['theme'])) look.theme = found.theme as Look['theme'];
  } catch {
    // A broken entry is as good as none.
  }
  return look;
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const look = reactive<Look>(readLook(stored()));

export const currentLook: Readonly<Look> = readonly(look);

export function choose(change: Partial<Look>): void {
  Object.assign(look, change);
}

/** Keeps the document and the store in step with what was chosen, from now on. */
export function applyLook(): void {
  watch(
    look,
    ({ language, text, theme }) => {
      const root = document.documentElement;
      root.lang = language;
      root.dataset.text = text;
      root.dataset.theme = theme;
      try {
        localStorage.setItem(KEY, JSON.stringify({ language, text, theme }));
      } catch {
        // A full phone keeps the look until the app closes.
      }
    },
    { immediate: true, deep: true },
  );
}
