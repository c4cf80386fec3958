import { afterEach, expect, test, vi } from 'vitest';
import { type Canvas, shrink, within } from './shrink.ts';
import { sizeOf } from './size.ts';

afterEach(() => vi.unstubAllGlobals());

/** The first bytes of a JPEG: optionally an Exif segment that says how it was held, then the frame. */
function jpeg(width: number, height: number, orientation?: number): Uint8Array<ArrayBuffer> {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1];
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation ?? 1, 0, 0, 0, 0, 0, 0];
  const segment = orientation === undefined ? [] : [0xff, 0xe1, 0, 34, ...exif, ...entry];
  const [w, h] = [width, height].map((side) => [side >> 8, side & 255]);
  return new Uint8Array([0xff, 0xd8, ...segment, 0xff, 0xc0, 0, 17, 8, ...(h ?? []), ...(w ?? []), 3]);
}

test('a photo is as large as it stands upright', () => {
  expect(sizeOf(jpeg(4000, 3000))).toEqual({ width: 4000, height: 3000 });
  expect(sizeOf(jpeg(4000, 3000, 3))).toEqual({ width: 4000, height: 3000 });
  expect(sizeOf(jpeg(4000, 3000, 6))).toEqual({ width: 3000, height: 4000 });
});

test('a screenshot has its size too; what cannot be read has none', () => {
  const png = new Uint8Array([
    0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 4, 0, 0, 0, 3, 0,
  ]);
  expect(sizeOf(png)).toEqual({ width: 1024, height: 768 });
  expect(sizeOf(new Uint8Array([1, 2, 3]))).toBeUndefined();
  expect(sizeOf(jpeg(4000, 3000).slice(0, 6))).toBeUndefined();
});

test('the long side becomes 1600, and nothing becomes larger', () => {
  expect(within({ width: 4000, height: 3000 }, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(within({ width: 900, height: 6000 }, 1600)).toEqual({ width: 240, height: 1600 });
  expect(within({ width: 800, height: 600 }, 1600)).toEqual({ width: 800, height: 600 });
});

/** A canvas whose pictures have a known weight: so many bytes a pixel at quality 1. */
function weighing(bytesPerPixel: number, canWrite: (type: string) => boolean) {
  const encoded: { type: string; quality: number; width: number }[] = [];
  let pixels = 0;
  let width = 0;
  const canvas: Canvas = {
    draw(_bitmap, size) {
      width = size.width;
      pixels = size.width * size.height;
    },
    async encode(type, quality) {
      encoded.push({ type, quality, width });
      const written = canWrite(type) ? type : 'image/png';
      return new Blob([new Uint8Array(Math.round(pixels * bytesPerPixel * quality))], { type: written });
    },
  };
  return { canvas, encoded };
}

const asked: unknown[] = [];

function decodes(width: number, height: number): void {
  asked.length = 0;
  vi.stubGlobal('createImageBitmap', async (_file: Blob, options?: ImageBitmapOptions) => {
    asked.push(options);
    const size = { width: options?.resizeWidth ?? width, height: options?.resizeHeight ?? height };
    return { ...size, close() {} };
  });
}

test('twelve megapixels are decoded at the size that is wanted', async () => {
  decodes(4000, 3000);
  const { canvas } = weighing(0.06, () => true);
  const small = await shrink(new Blob([jpeg(4000, 3000, 8)]), () => canvas);
  expect(asked).toMatchObject([{ resizeWidth: 1200, resizeHeight: 1600 }]);
  expect(small).toMatchObject({ width: 1200, height: 1600, type: 'image/webp' });
  expect(small.data.byteLength).toBeLessThanOrEqual(100_000);
});

test('a photo that is too heavy is written at a lower quality', async () => {
  decodes(1600, 1200);
  const { canvas, encoded } = weighing(0.09, () => true);
  const small = await shrink(new Blob([jpeg(1600, 1200)]), () => canvas);
  expect(small).toMatchObject({ width: 1600, type: 'image/webp' });
  expect(small.data.byteLength).toBeLessThanOrEqual(100_000);
  expect(encoded.filter((one) => one.width === 1600)).toHaveLength(2);
});

test('where WebP cannot be written, JPEG is, with at most 220 kB', async () => {
  decodes(1600, 1200);
  const { canvas } = weighing(0.2, (type) => type === 'image/jpeg');
  const small = await shrink(new Blob([jpeg(1600, 1200)]), () => canvas);
  expect(small.type).toBe('image/jpeg');
  expect(small.data.byteLength).toBeLessThanOrEqual(220_000);
});

test('what fits at no quality worth having is made smaller', async () => {
  decodes(1600, 1200);
  const { canvas } = weighing(2, () => true);
  const small = await shrink(new Blob([jpeg(1600, 1200)]), () => canvas);
  expect(small.width).toBeLessThan(1600);
  expect(small.data.byteLength).toBeLessThanOrEqual(small.type === 'image/webp' ? 100_000 : 220_000);
});
