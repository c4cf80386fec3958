import type { Held, Matter } from './api.ts';
import { inFours } from './code.ts';
import { el } from './dom.ts';
import { button, message } from './frame.ts';
import type { Photos } from './photos.ts';
import { when } from './when.ts';
import { fill, words } from './words/index.ts';

/** A report that arrived, as long as this tab is open. */
export interface Sent extends Held {
  ofPhone: boolean;
  matter: Matter;
}

/** The code in large digits, what to do with it, and whether the photos have arrived. */
export function sentPart(sent: Sent, photos: Photos, anew: () => void): (HTMLElement | null)[] {
  const w = words();
  const { matter } = sent;
  const promise = matter.promised_by ? when(matter.promised_by, matter.server_time, w) : '';
  return [
    el('p', { class: 'lead' }, w.sentLead),
    el(
      'section',
      { class: 'card code-card' },
      el('p', { class: 'label' }, w.code),
      el('p', { class: 'code', 'data-testid': 'code', 'data-code': sent.code }, ...fours(sent.code)),
      el('p', { class: 'label' }, w.digits),
      sent.ofPhone
        ? el('p', { 'data-testid': 'digits' }, w.digitsOfPhone)
        : el(
            'p',
            { class: 'code', 'data-testid': 'digits', 'data-digits': sent.digits },
            el('span', {}, sent.digits),
          ),
      copyButton(sent),
    ),
    promise ? el('p', {}, fill(w.promise, { time: promise })) : null,
    el('p', { class: 'hint' }, `${w.number} `, el('span', { 'data-content': true }, matter.number)),
    photosPart(sent, photos),
    el(
      'div',
      { class: 'actions' },
      el('a', { class: 'main', href: '/track', 'data-testid': 'follow' }, w.follow),
      button(w.reportAnother, 'report-another', anew, 'plain'),
    ),
  ];
}

/** How far the photos of a form have come; nothing where there are none. */
export function photosPart(held: Held, photos: Photos, of?: string): HTMLElement | null {
  const { all, sent } = photos;
  if (!all) return null;
  const w = words();
  if (photos.busy) {
    const told = fill(w.photosSending, { sent, all });
    return el(
      'p',
      { role: 'status', 'data-testid': 'photos', 'data-state': 'sending' },
      `${told} ${w.keepOpen}`,
    );
  }
  const state = sent === all ? 'sent' : 'failed';
  const told = message(
    fill(sent === all ? w.photosSent : w.photosFailed, { sent, all }),
    sent === all ? 'good' : 'trouble',
  );
  const again = button(w.sendAgain, 'photos-again', () => void photos.send(held, of), 'second');
  return el('div', { 'data-testid': 'photos', 'data-state': state }, told, photos.waiting ? again : null);
}

function fours(code: string): HTMLElement[] {
  return inFours(code)
    .split(' ')
    .map((part) => el('span', {}, part));
}

function copyButton(sent: Sent): HTMLElement {
  const made = button(words().copy, 'copy', () => void copy(), 'second');
  const copy = async () => {
    const w = words();
    const digits = sent.ofPhone ? w.digitsOfPhone : sent.digits;
    const text = `${w.code} ${inFours(sent.code)}\n${w.digits} ${digits}\n${location.origin}/track`;
    if (await copied(text)) made.textContent = w.copied;
  };
  return made;
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el('textarea', { readonly: true, class: 'unseen' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
