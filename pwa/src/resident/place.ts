import { type Named, type Places, readPlaces } from './api.ts';
import { el } from './dom.ts';
import { button, field, message } from './frame.ts';
import { fill, words } from './words/index.ts';

/** Where the matter is: by a poster, by position, or by a street and a building. */
export interface Place {
  at?: string;
  position?: { lon: number; lat: number; accuracy: number };
  street?: string;
  area?: string;
}

/** As the station takes it: exactly one of the three; null where nothing is said yet. */
export function wire(place: Place): Record<string, unknown> | null {
  if (place.at) return { at: place.at };
  if (place.position) return { position: place.position };
  return place.area ? { area: place.area } : null;
}

export class PlaceField {
  private readonly place: Place;
  private readonly changed: () => void;
  private streets: Named[] | null = null;
  private communities: Record<string, NonNullable<Places['communities']>> = {};
  private poster = '';
  private state: '' | 'finding' | 'not_found' | 'failed' = '';

  constructor(place: Place, changed: () => void) {
    this.place = place;
    this.changed = changed;
  }

  /** A poster's words, or the streets; what cannot be fetched can be asked for again. */
  async begin(): Promise<void> {
    try {
      if (this.place.at && !this.poster) await this.readPoster(this.place.at);
      if (!this.place.at && !this.streets) this.streets = (await readPlaces()).streets ?? [];
      const { street } = this.place;
      if (street && !this.communities[street]) {
        this.communities[street] = (await readPlaces({ street })).communities ?? [];
      }
      this.state = this.state === 'failed' ? '' : this.state;
    } catch {
      this.state = 'failed';
    }
    this.changed();
  }

  field(wrong: string, disabled: boolean): HTMLElement {
    const part = el('fieldset', { class: 'field', disabled }, el('legend', {}, words().where));
    if (wrong) part.append(el('p', { class: 'wrong', 'data-testid': 'field-error' }, wrong));
    if (this.place.at) part.append(...this.posterPart());
    else part.append(...this.positionPart(), ...(this.place.position ? [] : this.listPart(wrong)));
    return part;
  }

  private async readPoster(at: string): Promise<void> {
    try {
      this.poster = (await readPlaces({ at })).place ?? '';
    } catch (error) {
      if ((error as { code?: string }).code !== 'not_found') throw error;
      this.place.at = undefined;
    }
  }

  private posterPart(): HTMLElement[] {
    const other = () => {
      this.place.at = undefined;
      void this.begin();
    };
    const told = fill(words().atPoster, { place: this.poster || '…' });
    const parts: HTMLElement[] = [
      el('p', { class: 'found', 'data-testid': 'poster-place', 'data-content': true }, told),
      button(words().elsewhere, 'elsewhere', other, 'plain'),
    ];
    if (this.state === 'failed' && !this.poster) parts.push(this.againPart());
    return parts;
  }

  private positionPart(): HTMLElement[] {
    const { position } = this.place;
    if (position) {
      const told = fill(words().found, { metres: Math.round(position.accuracy) });
      const other = () => {
        this.place.position = undefined;
        void this.begin();
      };
      return [
        el('p', { class: 'found', role: 'status', 'data-testid': 'position-found' }, told),
        button(words().elsewhere, 'elsewhere', other, 'plain'),
      ];
    }
    const label = this.state === 'finding' ? words().finding : words().here;
    const here = button(label, 'here', () => this.find(), 'second');
    here.disabled = this.state === 'finding';
    const parts: HTMLElement[] = [here, el('p', { class: 'hint' }, words().foundHint)];
    const failed = this.state === 'not_found' ? message(words().notFound) : null;
    return failed ? [...parts, failed] : parts;
  }

  private find(): void {
    if (!navigator.geolocation) {
      this.state = 'not_found';
      this.changed();
      return;
    }
    this.state = 'finding';
    this.changed();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.place.position = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy };
        this.state = '';
        this.changed();
      },
      () => {
        this.state = 'not_found';
        this.changed();
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }

  private listPart(wrong: string): HTMLElement[] {
    if (this.state === 'failed') return [this.againPart()];
    const { place } = this;
    const chosen = place.street ?? '';
    const street = el('select', {
      'data-testid': 'street',
      onchange: () => {
        place.street = street.value || undefined;
        place.area = undefined;
        void this.begin();
        this.changed();
      },
    });
    street.append(option('', words().pickStreet, chosen));
    for (const each of this.streets ?? []) street.append(option(each.id, each.name, chosen));
    const parts = [field({ id: 'street', label: words().street }, street)];
    if (wrong && !place.street) street.setAttribute('aria-invalid', 'true');
    if (place.street) parts.push(this.buildingPart(place.street, wrong));
    return parts;
  }

  /** The buildings of a street, by community; whoever cannot say which may say as much as they know. */
  private buildingPart(street: string, wrong: string): HTMLElement {
    const { place } = this;
    const chosen = place.area ?? '';
    const building = el('select', {
      'data-testid': 'building',
      onchange: () => {
        place.area = building.value || undefined;
        this.changed();
      },
    });
    building.append(option('', words().pickBuilding, chosen));
    for (const community of this.communities[street] ?? []) {
      const group = el('optgroup', { label: community.name });
      for (const each of community.buildings) group.append(option(each.id, each.name, chosen));
      const unsure = fill(words().unsureBuilding, { name: community.name });
      group.append(option(community.id, unsure, chosen));
      building.append(group);
    }
    building.append(option(street, words().unsureCommunity, chosen));
    if (wrong) building.setAttribute('aria-invalid', 'true');
    return field({ id: 'building', label: words().building }, building);
  }

  private againPart(): HTMLElement {
    const again = button(words().again, 'places-again', () => void this.begin(), 'second');
    return el('div', {}, message(words().placesFailed), again);
  }
}

function option(value: string, label: string, chosen: string): HTMLOptionElement {
  return el('option', { value, selected: value === chosen }, label);
}
