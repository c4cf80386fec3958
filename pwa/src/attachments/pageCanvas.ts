import type { Canvas } from './shrink.ts';

/** For browsers whose workers cannot draw. */
export function pageCanvas(): Canvas {
  const canvas = document.createElement('canvas');
  return {
    draw(bitmap, { width, height }) {
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
    },
    encode: (type, quality) =>
      new Promise((resolve, reject) => {
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), type, quality);
      }),
  };
}
