import { Trouble } from './api.ts';
import { el, lead, show } from './dom.ts';
import { fill, otherLanguage, words } from './words/index.ts';

/** The page anew: its title, the language's button, and what is on it. */
export function frame(title: string, redraw: () => void, ...children: Parameters<typeof show>): void {
  document.title = title;
  const turn = () => {
    otherLanguage();
    redraw();
  };
  const switcher = el('button', { type: 'button', class: 'plain', 'data-testid': 'language', onclick: turn });
  switcher.append(words().language);
  switcher.lang = words().language === 'English' ? 'en' : 'zh-CN';
  show(el('header', {}, el('h1', {}, title), switcher), ...children);
}

/** A message that whoever does not see the page hears. Empty: none. */
export function message(text: string, kind: 'trouble' | 'good' = 'trouble'): HTMLElement | null {
  if (!text) return null;
  const props = { class: `message ${kind}`, role: kind === 'trouble' ? 'alert' : 'status' };
  return el('p', { ...props, 'data-testid': 'message' }, text);
}

/** After a redraw: what is wrong comes into view. */
export function leadToTrouble(): void {
  lead(document.querySelector<HTMLElement>('[aria-invalid="true"], .trouble'));
}

/** What went wrong, in words; `reading`: nothing was to be stored. */
export function troubleWords(error: unknown, reading = false): string {
  const known = words().trouble as Record<string, string>;
  if (!(error instanceof Trouble)) return words().trouble.other;
  if (reading && error.code === 'no_answer') return words().trouble.no_answer_read;
  const minutes = Math.max(1, Math.ceil(error.seconds / 60));
  return fill(known[error.code] ?? words().trouble.other, { minutes });
}

interface FieldProps {
  id: string;
  label: string;
  hint?: string;
  wrong?: string;
}

/** A labelled control with its hint and what is wrong with it, which are read out with it. */
export function field({ id, label, hint, wrong }: FieldProps, control: HTMLElement): HTMLElement {
  control.id = id;
  const told = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  if (told) control.setAttribute('aria-describedby', told);
  if (wrong) control.setAttribute('aria-invalid', 'true');
  return el(
    'div',
    { class: 'field' },
    el('label', { for: id }, label),
    hint ? el('p', { class: 'hint', id: `${id}-hint` }, hint) : null,
    wrong ? el('p', { class: 'wrong', id: `${id}-wrong`, 'data-testid': 'field-error' }, wrong) : null,
    control,
  );
}

export function button(label: string, testid: string, onclick: () => void, kind = ''): HTMLButtonElement {
  return el('button', { type: 'button', class: kind, 'data-testid': testid, onclick }, label);
}
