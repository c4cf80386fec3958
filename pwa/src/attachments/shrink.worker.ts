/// <reference lib="webworker" />
import { offscreenCanvas } from './canvases.ts';
import { shrink } from './shrink.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Takes one photo at a time and gives it back small, or the reason why it could not be read. */
self.onmessage = async (event: MessageEvent<Blob>) => {
  try {
    const small = await shrink(event.data, offscreenCanvas);
    self.postMessage(small, [small.data, small.thumb]);
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
};
