const LONGEST = 1600;
const QUALITY = 0.75;
const SMALL_BYTES = 400_000;

/** A photo as small as it may be sent: JPEG, 1600 pixels. As it was where this browser cannot do it. */
export async function shrink(file: File): Promise<Blob> {
  if (file.type === 'image/jpeg' && file.size <= SMALL_BYTES) return file;
  const address = URL.createObjectURL(file);
  try {
    const image = await load(address);
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight, 1));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    const pen = canvas.getContext('2d');
    if (!pen) return file;
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    canvas.width = canvas.height = 0;
    return made && (made.size < file.size || file.type !== 'image/jpeg') ? made : file;
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function load(address: string): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = address;
  });
}
