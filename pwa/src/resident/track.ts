import { type Held, type Matter, readMatter, Trouble } from './api.ts';
import { inFours, isCode, plain } from './code.ts';
import { coursePart, standsPart } from './course.ts';
import { el } from './dom.ts';
import { button, field, frame, leadToTrouble, message, troubleWords } from './frame.ts';
import { keep, kept, whileOpen } from './kept.ts';
import { Respond } from './respond.ts';
import { beginLanguage, words } from './words/index.ts';

let held = kept<Held>('held', whileOpen) ?? kept<Held>('sent', whileOpen);
let matter: Matter | null = null;
let looking = false;
let trouble = '';
let [typed, digits] = ['', ''];
let wrong: ('code' | 'digits')[] = [];
const respond = new Respond(redraw, (fresh) => {
  matter = fresh;
});

beginLanguage();
redraw();
if (held) void look(held);

function redraw(): void {
  const focused = document.activeElement?.id;
  const parts = matter && held ? matterParts(matter, held) : held && looking ? [waiting()] : [form()];
  frame(words().trackTitle, redraw, ...parts);
  if (focused) document.getElementById(focused)?.focus();
}

function matterParts(found: Matter, by: Held): (HTMLElement | null)[] {
  const w = words();
  return [
    standsPart(found),
    message(trouble),
    button(looking ? w.looking : w.refresh, 'refresh', () => void look(by), 'second'),
    ...respond.parts(found, by),
    coursePart(found),
    button(w.another, 'another', another, 'plain'),
  ];
}

/** The matter that is remembered in this tab is on its way. */
function waiting(): HTMLElement {
  return el('p', { class: 'wait', role: 'status' }, words().looking);
}

function form(): HTMLElement {
  const w = words();
  return el(
    'form',
    { novalidate: true, onsubmit: submit, 'data-testid': 'track' },
    codeField(),
    digitsField(),
    el(
      'div',
      { class: 'actions' },
      message(trouble),
      el(
        'button',
        { type: 'submit', class: 'main', 'data-testid': 'look', disabled: looking },
        looking ? w.looking : w.look,
      ),
      el('a', { class: 'plain', href: '/report' }, w.reportTitle),
    ),
  );
}

function codeField(): HTMLElement {
  const input = el('input', {
    inputmode: 'numeric',
    autocomplete: 'off',
    class: 'digits',
    'data-testid': 'track-code',
    oninput: () => {
      typed = plain(input.value).slice(0, 16);
      // In fours while it is typed at the end; a cursor in the middle stays where it is.
      if (input.selectionStart === input.value.length) input.value = inFours(typed);
    },
  });
  input.value = inFours(typed);
  const told = wrong.includes('code') ? words().codeWrong : '';
  return field({ id: 'code', label: words().enterCode, wrong: told }, input);
}

function digitsField(): HTMLElement {
  const input = el('input', {
    inputmode: 'numeric',
    autocomplete: 'off',
    class: 'digits',
    'data-testid': 'track-digits',
    oninput: () => {
      digits = plain(input.value).slice(0, 4);
    },
  });
  input.value = digits;
  const told = wrong.includes('digits') ? words().digitsWrong : '';
  return field({ id: 'digits', label: words().enterDigits, wrong: told }, input);
}

function submit(event: Event): void {
  event.preventDefault();
  wrong = [];
  if (!isCode(typed)) wrong.push('code');
  if (digits.length !== 4) wrong.push('digits');
  if (wrong.length) {
    redraw();
    leadToTrouble();
  } else if (!looking) {
    void look({ code: typed, digits });
  }
}

async function look(by: Held): Promise<void> {
  [looking, trouble] = [true, ''];
  redraw();
  try {
    matter = await readMatter(by);
    held = { code: by.code, digits: by.digits };
    keep('held', held, whileOpen);
  } catch (error) {
    trouble = troubleWords(error, true);
    if (error instanceof Trouble && error.code === 'not_found') forget();
    [typed, digits] = [by.code, by.digits];
  }
  looking = false;
  redraw();
  if (trouble) leadToTrouble();
}

function forget(): void {
  [held, matter] = [null, null];
  keep('held', null, whileOpen);
  keep('sent', null, whileOpen);
}

function another(): void {
  forget();
  [typed, digits, trouble] = ['', '', ''];
  respond.begin();
  redraw();
}
