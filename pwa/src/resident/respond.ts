import { type Held, type Matter, sayOf } from './api.ts';
import { el } from './dom.ts';
import { button, field, leadToTrouble, message, troubleWords } from './frame.ts';
import { newId } from './ids.ts';
import { Photos } from './photos.ts';
import { photosPart } from './sent.ts';
import { day } from './when.ts';
import { fill, words } from './words/index.ts';

type Kind = 'addition' | 'rating' | 'not_solved';

/** What a resident says of their matter: more words and photos, a mark, "not solved". */
export class Respond {
  private readonly redraw: () => void;
  private readonly changed: (matter: Matter) => void;
  private open: Kind | null = null;
  private text = '';
  private sending = false;
  private trouble = '';
  private done = '';
  /** A try that got no answer goes again word for word. */
  private pending: { id: string; kind: Kind; text?: string; mark?: number } | null = null;
  private addition = '';
  private photos: Photos;

  constructor(redraw: () => void, changed: (matter: Matter) => void) {
    this.redraw = redraw;
    this.changed = changed;
    this.photos = new Photos(redraw);
  }

  begin(): void {
    this.open = null;
    [this.text, this.trouble, this.done, this.addition] = ['', '', '', ''];
    this.pending = null;
    this.photos.clear();
  }

  parts(matter: Matter, held: Held): (HTMLElement | null)[] {
    if (matter.state === 'withdrawn') return [];
    const photos = this.addition ? photosPart(held, this.photos, this.addition) : null;
    if (this.open === 'addition') return [this.wordsForm(held, 'addition')];
    if (this.open === 'not_solved') return [this.wordsForm(held, 'not_solved')];
    return [
      message(this.done, 'good'),
      photos,
      this.open === null ? message(this.trouble) : null,
      matter.state === 'answered' ? this.judgePart(matter, held) : null,
      button(words().add, 'add', () => this.show('addition'), 'second'),
    ];
  }

  private judgePart(matter: Matter, held: Held): HTMLElement {
    const w = words();
    const until = matter.not_solved_until;
    const hint = until ? fill(w.notSolvedHint, { day: day(until, matter.server_time, w) }) : w.notSolvedOver;
    return el(
      'section',
      { class: 'card' },
      el('h2', {}, w.rate),
      matter.mark === null ? this.marks(held) : el('p', { 'data-testid': 'marked' }, marked(matter.mark)),
      el('p', { class: 'hint' }, hint),
      until ? button(w.notSolved, 'not-solved', () => this.show('not_solved'), 'warn') : null,
    );
  }

  private marks(held: Held): HTMLElement {
    const list = words().marks.map((word, at) => {
      const made = button('', 'mark', () => void this.send(held, { kind: 'rating', mark: at + 1 }), 'mark');
      made.append(el('b', {}, String(at + 1)), word);
      made.disabled = this.sending;
      return made;
    });
    return el('div', { class: 'marks' }, ...list);
  }

  private wordsForm(held: Held, kind: 'addition' | 'not_solved'): HTMLElement {
    const w = words();
    const adding = kind === 'addition';
    const locked = this.sending || this.pending !== null;
    const input = el('textarea', {
      rows: 4,
      maxlength: 4000,
      disabled: locked,
      'data-testid': 'say-text',
      'data-content': true,
      oninput: () => {
        this.text = input.value;
      },
    });
    input.value = this.text;
    const label = adding ? w.add : w.notSolvedWhy;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.sendWords(held, kind);
    };
    const send = this.pending ? w.sendAgain : adding ? w.send : w.notSolvedSend;
    return el(
      'form',
      { class: 'card', novalidate: true, onsubmit: submit },
      field({ id: 'say', label, hint: adding ? w.addHint : undefined }, input),
      adding ? this.photos.field(locked) : null,
      message(this.trouble),
      el(
        'button',
        { type: 'submit', class: adding ? 'main' : 'warn', 'data-testid': 'say', disabled: this.sending },
        this.sending ? w.sending : send,
      ),
      this.sending ? null : button(w.cancel, 'cancel', () => this.show(null), 'plain'),
    );
  }

  private async sendWords(held: Held, kind: 'addition' | 'not_solved'): Promise<void> {
    const text = this.text.trim();
    if (kind === 'addition' && !text && !this.pending) {
      this.trouble = words().needed;
      this.redraw();
      leadToTrouble();
      return;
    }
    await this.send(held, text ? { kind, text } : { kind });
  }

  private async send(held: Held, said: { kind: Kind; text?: string; mark?: number }): Promise<void> {
    if (this.sending) return;
    const body = this.pending ?? { id: newId(), ...said };
    this.pending = body;
    [this.sending, this.trouble, this.done] = [true, '', ''];
    this.redraw();
    try {
      this.changed(await sayOf(held, body));
      this.arrived(held, body.kind, body.id);
    } catch (error) {
      this.trouble = troubleWords(error);
      if ((error as { code?: string }).code !== 'no_answer') this.pending = null;
    }
    this.sending = false;
    this.redraw();
    if (this.trouble) leadToTrouble();
  }

  private arrived(held: Held, kind: Kind, id: string): void {
    const w = words();
    this.done = { addition: w.added, rating: w.rated, not_solved: w.reopened }[kind];
    [this.text, this.open, this.pending] = ['', null, null];
    if (kind === 'addition' && this.photos.all) {
      this.addition = id;
      void this.photos.send(held, id);
    }
  }

  private show(kind: Kind | null): void {
    [this.open, this.trouble, this.done, this.pending] = [kind, '', '', null];
    if (kind === 'addition' && this.addition && !this.photos.busy) {
      this.photos.clear();
      this.addition = '';
    }
    this.redraw();
    document.getElementById('say')?.focus();
  }
}

function marked(mark: number): string {
  return fill(words().marked, { mark, word: words().marks[mark - 1] ?? '' });
}
