/** AES-256-GCM with the server's key for one person. The name of the row is authenticated with it. */

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** `seal_key` is 32 bytes in base64url. The key made of it never leaves the browser's keeping. */
export function importKey(sealKey: string): Promise<CryptoKey> {
  const binary = atob(sealKey.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export async function seal(key: CryptoKey, name: string, plain: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt(parameters(iv, name), key, plain) };
}

/** Rejects when the key or the name is another one. */
export function unseal(key: CryptoKey, name: string, sealed: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt(parameters(sealed.iv, name), key, sealed.data);
}

function parameters(iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
}
