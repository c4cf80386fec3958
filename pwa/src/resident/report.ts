import { type Reported, reportMatter, Trouble } from './api.ts';
import { el } from './dom.ts';
import { keepDraft, type Missing, missing, openDraft, reportOf } from './draft.ts';
import { button, field, frame, leadToTrouble, message, troubleWords } from './frame.ts';
import { keep, kept, whileOpen } from './kept.ts';
import { Photos } from './photos.ts';
import { PlaceField } from './place.ts';
import { type Sent, sentPart } from './sent.ts';
import { beginLanguage, words } from './words/index.ts';

const at = new URLSearchParams(location.search).get('at') ?? '';
const draft = openDraft(at);
const hadDraft = Boolean(draft.text);
const photos = new Photos(redraw);
const place = new PlaceField(draft.place, () => {
  save();
  redraw();
});
let wrong: Missing[] = [];
let trouble = '';
let sending = false;
let sent = kept<Sent>('sent', whileOpen);

beginLanguage();
redraw();
if (!sent) void place.begin();

function redraw(): void {
  if (sent) {
    frame(words().sentTitle, redraw, ...sentPart(sent, photos, anew));
    return;
  }
  const focused = document.activeElement?.id;
  frame(words().reportTitle, redraw, form());
  if (focused) document.getElementById(focused)?.focus();
}

function form(): HTMLElement {
  const locked = sending || draft.pending !== null;
  const w = words();
  return el(
    'form',
    { novalidate: true, onsubmit: submit, 'data-testid': 'report' },
    el('p', { class: 'lead' }, w.reportLead),
    draft.pending && !sending && !trouble ? message(w.pendingKept) : null,
    hadDraft && !draft.pending ? message(w.draftKept, 'good') : null,
    textField(locked),
    place.field(wrong.includes('place') ? w.placeNeeded : '', locked),
    photos.field(locked),
    phoneField(locked),
    el(
      'div',
      { class: 'actions' },
      message(trouble),
      el(
        'button',
        { type: 'submit', class: 'main', 'data-testid': 'send', disabled: sending },
        sending ? w.sending : draft.pending ? w.sendAgain : w.send,
      ),
      draft.pending && !sending ? button(w.writeAnew, 'write-anew', writeAnew, 'plain') : null,
    ),
  );
}

function textField(locked: boolean): HTMLElement {
  const input = el('textarea', {
    rows: 5,
    maxlength: 4000,
    required: true,
    disabled: locked,
    'data-testid': 'report-text',
    'data-content': true,
    oninput: () => {
      draft.text = input.value;
      save();
    },
  });
  input.value = draft.text;
  const told = wrong.includes('text') ? words().needed : '';
  return field({ id: 'text', label: words().what, hint: words().whatHint, wrong: told }, input);
}

function phoneField(locked: boolean): HTMLElement {
  const input = el('input', {
    type: 'tel',
    autocomplete: 'tel',
    maxlength: 30,
    disabled: locked,
    'data-testid': 'report-phone',
    'data-content': true,
    oninput: () => {
      draft.phone = input.value;
      save();
    },
  });
  input.value = draft.phone;
  const told = wrong.includes('phone') ? words().phoneWrong : '';
  return field({ id: 'phone', label: words().phone, hint: words().phoneHint, wrong: told }, input);
}

function save(): void {
  keepDraft(draft);
}

function submit(event: Event): void {
  event.preventDefault();
  if (sending) return;
  wrong = draft.pending ? [] : missing(draft);
  if (wrong.length) {
    redraw();
    leadToTrouble();
  } else {
    void send();
  }
}

async function send(): Promise<void> {
  draft.pending = draft.pending ?? reportOf(draft);
  save();
  [sending, trouble] = [true, ''];
  redraw();
  try {
    arrived(await reportMatter(draft.pending));
  } catch (error) {
    [sending, trouble] = [false, troubleWords(error)];
    // What was told was not stored, so it may be changed; what got no answer may have arrived.
    if (error instanceof Trouble && !['no_answer', 'mutation_reused'].includes(error.code))
      draft.pending = null;
    save();
    redraw();
    leadToTrouble();
  }
}

function arrived(reported: Reported): void {
  const phone = draft.pending?.phone ?? '';
  const { code, digits, matter } = reported;
  sending = false;
  sent = { code, digits: digits ?? lastFour(phone), ofPhone: digits === null, matter };
  keep('sent', sent, whileOpen);
  keepDraft(null);
  redraw();
  window.scrollTo(0, 0);
  if (photos.all) void photos.send(sent);
}

function lastFour(phone: string): string {
  return phone.replace(/[^0-9]/g, '').slice(-4);
}

function writeAnew(): void {
  if (!window.confirm(words().sureAnew)) return;
  [draft.pending, trouble] = [null, ''];
  save();
  redraw();
}

/** Another matter: from the same poster, at the same place. */
function anew(): void {
  keep('sent', null, whileOpen);
  location.reload();
}
