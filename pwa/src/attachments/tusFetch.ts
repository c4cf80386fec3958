import type { FileReader, HttpRequest, HttpResponse, HttpStack } from 'tus-js-client';
import { type Fetch, patience } from '@/sync/client.ts';

/** Lets tus-js-client speak through `fetch`: the same in the page and in the service worker, which has no XHR. */
export class FetchStack implements HttpStack {
  private readonly fetch: Fetch;
  private readonly signal: AbortSignal;

  constructor(fetch: Fetch, signal: AbortSignal) {
    this.fetch = fetch;
    this.signal = signal;
  }

  createRequest(method: string, url: string): HttpRequest {
    const headers = new Headers();
    const stop = new AbortController();
    const { fetch, signal } = this;
    return {
      getMethod: () => method,
      getURL: () => url,
      setHeader: (name, value) => headers.set(name, value),
      getHeader: (name) => headers.get(name) ?? undefined,
      setProgressHandler() {},
      async send(body: Blob | null): Promise<HttpResponse> {
        // A network may stand still without saying so. What had arrived by then is kept by the server.
        const timer = setTimeout(() => stop.abort(), patience(body?.size ?? 0));
        const onAbort = () => stop.abort();
        signal.addEventListener('abort', onAbort);
        if (signal.aborted) stop.abort();
        const init = {
          method,
          headers,
          signal: stop.signal,
          credentials: 'omit',
          redirect: 'error',
        } as const;
        try {
          const response = await fetch(url, body ? { ...init, body } : init);
          return answered(response, await response.text());
        } finally {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        }
      },
      abort: async () => stop.abort(),
      getUnderlyingObject: () => undefined,
    };
  }

  getName(): string {
    return 'fetch';
  }
}

function answered(response: Response, body: string): HttpResponse {
  return {
    getStatus: () => response.status,
    getHeader: (name) => response.headers.get(name) ?? undefined,
    getBody: () => body,
    getUnderlyingObject: () => response,
  };
}

/** Reads the bytes that IndexedDB gave us. */
export const bufferReader: FileReader = {
  async openFile(input: ArrayBuffer) {
    return {
      size: input.byteLength,
      async slice(start: number, end: number) {
        const until = Math.min(end, input.byteLength);
        return { value: new Blob([input.slice(start, until)]), done: until >= input.byteLength };
      },
      close() {},
    };
  },
};
