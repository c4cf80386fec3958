import type { Canvas } from './shrink.ts';

/** Off the screen: in the worker, or in the page where there is no worker. */
export function offscreenCanvas(): Canvas {
  const canvas = new OffscreenCanvas(1, 1);
  return {
    draw(bitmap, { width, height }) {
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
    },
    encode: (type, quality) => canvas.convertToBlob({ type, quality }),
  };
}
