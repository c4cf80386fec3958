/** The browser's Cache Storage in memory, as far as a service worker that knows its files uses it. */
export class Caches {
  private readonly all = new Map<string, Shelf>();

  async open(name: string): Promise<Shelf> {
    const shelf = this.all.get(name) ?? new Shelf();
    this.all.set(name, shelf);
    return shelf;
  }

  async keys(): Promise<string[]> {
    return [...this.all.keys()];
  }

  async delete(name: string): Promise<boolean> {
    return this.all.delete(name);
  }

  async match(url: string): Promise<Response | undefined> {
    for (const shelf of this.all.values()) {
      const found = await shelf.match(url);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

class Shelf {
  private readonly kept = new Map<string, Response>();

  async match(url: string): Promise<Response | undefined> {
    return this.kept.get(url)?.clone();
  }

  async put(url: string, response: Response): Promise<void> {
    this.kept.set(url, response);
  }
}
