import { type Held, sendPhoto, Trouble } from './api.ts';
import { el } from './dom.ts';
import { button } from './frame.ts';
import { newId } from './ids.ts';
import { shrink } from './shrink.ts';
import { fill, words } from './words/index.ts';

/** How many go with one report or one addition. */
const MOST = 6;

interface Photo {
  id: string;
  blob: Blob;
  url: string;
  /** Refused for good: it is not tried again. */
  state: 'waiting' | 'sent' | 'refused';
}

/** The photos of one form: chosen, shown, and sent one after the other once what they belong to has arrived. */
export class Photos {
  private readonly redraw: () => void;
  private list: Photo[] = [];
  /** While they are being sent, or after that where some did not arrive. */
  busy = false;

  constructor(redraw: () => void) {
    this.redraw = redraw;
  }

  get all(): number {
    return this.list.length;
  }

  get sent(): number {
    return this.list.filter((photo) => photo.state === 'sent').length;
  }

  get waiting(): number {
    return this.list.filter((photo) => photo.state === 'waiting').length;
  }

  clear(): void {
    for (const photo of this.list) URL.revokeObjectURL(photo.url);
    this.list = [];
  }

  /** Each photo has its own name from the beginning: sent twice it is one. */
  async send(held: Held, of?: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.redraw();
    for (const photo of this.list) {
      if (photo.state === 'waiting') photo.state = await this.sendOne(photo, held, of);
      this.redraw();
    }
    this.busy = false;
    this.redraw();
  }

  /** Chosen ones with a way to drop them, and a way to add some; `fixed` while they go out. */
  field(fixed = false): HTMLElement {
    return el(
      'div',
      { class: 'field' },
      el('p', { class: 'label' }, words().photos),
      el(
        'div',
        { class: 'photos' },
        ...this.list.map((photo, at) => this.shown(photo, at, fixed)),
        fixed || this.list.length >= MOST ? null : this.adding(),
      ),
    );
  }

  private adding(): HTMLElement {
    const input = el('input', {
      type: 'file',
      accept: 'image/*',
      multiple: true,
      class: 'unseen',
      'data-testid': 'add-photo',
      onchange: () => void this.take(input),
    });
    return el('label', { class: 'add-photo' }, words().addPhoto, input);
  }

  private shown(photo: Photo, at: number, fixed: boolean): HTMLElement {
    const alt = fill(words().photoOf, { number: at + 1 });
    const drop = button('×', 'drop-photo', () => {
      URL.revokeObjectURL(photo.url);
      this.list.splice(at, 1);
      this.redraw();
    });
    drop.setAttribute('aria-label', `${words().remove} ${alt}`);
    const image = el('img', { src: photo.url, alt, 'data-testid': 'photo', 'data-state': photo.state });
    return el('figure', {}, image, fixed ? null : drop);
  }

  private async take(input: HTMLInputElement): Promise<void> {
    const files = Array.from(input.files ?? []).slice(0, MOST - this.list.length);
    for (const file of files) {
      const blob = await shrink(file);
      this.list.push({ id: newId(), blob, url: URL.createObjectURL(blob), state: 'waiting' });
    }
    this.redraw();
  }

  private async sendOne(photo: Photo, held: Held, of?: string): Promise<Photo['state']> {
    try {
      await sendPhoto(held, photo.id, photo.blob, of);
      return 'sent';
    } catch (error) {
      const code = error instanceof Trouble ? error.code : '';
      return ['bad_image', 'too_large', 'too_many_attachments'].includes(code) ? 'refused' : 'waiting';
    }
  }
}
