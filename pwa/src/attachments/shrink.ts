import { type Size, sizeOf } from './size.ts';

/** A photo as it is kept and sent: upright, small, without anything the camera wrote beside the picture. */
export interface Shrunk extends Size {
  data: ArrayBuffer;
  type: string;
  hash: string;
  thumb: ArrayBuffer;
}

/** What a canvas in a worker and one in the page have in common. */
export interface Canvas {
  draw(bitmap: ImageBitmap, size: Size): void;
  encode(type: string, quality: number): Promise<Blob>;
}

export const LONG_SIDE = 1600;
const THUMB_SIDE = 240;
/** At most this many bytes in each format; the first in which it fits at a quality worth having is taken. */
const FORMATS = [
  { type: 'image/webp', most: 100_000 },
  { type: 'image/jpeg', most: 220_000 },
] as const;
const BEST = 0.74;
const WORST = 0.4;
const HEADER_BYTES = 256 * 1024;

/** Decodes, scales and writes anew. Rejects when the browser cannot read the picture. */
export async function shrink(file: Blob, newCanvas: () => Canvas): Promise<Shrunk> {
  const bitmap = await decode(file);
  try {
    const canvas = newCanvas();
    const { blob, size } = await encodeSmall(canvas, bitmap);
    const thumb = await encodeThumb(canvas, bitmap);
    const data = await blob.arrayBuffer();
    return { ...size, data, type: blob.type, hash: await sha256(data), thumb: await thumb.arrayBuffer() };
  } finally {
    bitmap.close();
  }
}

/** Decoding at the size that is wanted costs a fraction of the memory of twelve megapixels. */
async function decode(file: Blob): Promise<ImageBitmap> {
  const header = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
  const size = sizeOf(header);
  if (size === undefined || Math.max(size.width, size.height) <= LONG_SIDE) return createImageBitmap(file);
  const { width: resizeWidth, height: resizeHeight } = within(size, LONG_SIDE);
  return createImageBitmap(file, { resizeWidth, resizeHeight, resizeQuality: 'medium' });
}

/** As good as fits; what fits at no quality worth having is made a size smaller. */
async function encodeSmall(canvas: Canvas, bitmap: ImageBitmap): Promise<{ blob: Blob; size: Size }> {
  for (let side = LONG_SIDE; ; ) {
    const size = within(bitmap, side);
    canvas.draw(bitmap, size);
    let excess = 1;
    for (const format of FORMATS) {
      const { blob, over } = await encodeAs(canvas, format);
      if (blob !== undefined) return { blob, size };
      excess = Math.max(excess, over);
    }
    side = Math.floor(side * Math.max(0.5, Math.min(0.85, Math.sqrt(1 / excess))));
  }
}

/**
 * Tries one format: from the best quality, then at one guessed from how much too large it was, then at the worst.
 * Without a blob, `over` says how many times too large it still is.
 */
async function encodeAs(
  canvas: Canvas,
  { type, most }: (typeof FORMATS)[number],
): Promise<{ blob?: Blob; over: number }> {
  let over = 1;
  for (let quality = BEST; ; ) {
    const blob = await canvas.encode(type, quality);
    // A browser that cannot write a format writes PNG instead.
    if (blob.type !== type) return { over: 1 };
    if (blob.size <= most) return { blob, over: 1 };
    over = blob.size / most;
    if (quality <= WORST) return { over };
    quality = Math.max(WORST, quality / over ** 1.3);
  }
}

async function encodeThumb(canvas: Canvas, bitmap: ImageBitmap): Promise<Blob> {
  canvas.draw(bitmap, within(bitmap, THUMB_SIDE));
  const webp = await canvas.encode('image/webp', 0.6);
  return webp.type === 'image/webp' ? webp : canvas.encode('image/jpeg', 0.6);
}

/** The same shape with its long side at most `side`, never larger than it was. */
export function within({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export async function sha256(data: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
