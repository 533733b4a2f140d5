import crypto, { createHmac, type Hmac } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

/** What the AWS SDK signs with, as it asks for it: a hash, or with a secret an HMAC. */
export class OneShotSha256 {
  readonly #secret: Uint8Array | undefined;
  #hmac: Hmac | undefined;
  #pieces: Uint8Array[] = [];

  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.reset();
  }

  reset(): void {
    this.#hmac = this.#secret && createHmac('sha256', this.#secret);
    this.#pieces = [];
  }

  update(data: Data): void {
    const bytes = bytesOf(data);
    if (this.#hmac) this.#hmac.update(bytes);
    else this.#pieces.push(bytes);
  }

  async digest(): Promise<Uint8Array> {
    if (this.#hmac) return this.#hmac.digest();
    const [only, ...more] = this.#pieces;
    return crypto.hash('sha256', only && more.length === 0 ? only : Buffer.concat(this.#pieces), 'buffer');
  }
}

function bytesOf(data: Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/**
 * Settings of an AWS client that hash a request in half the time: the SDK's own class makes two objects of OpenSSL for each
 * hash, where `crypto.hash` (from Node 20.12 on) makes none.
 */
export const QUICK_HASH: { readonly sha256?: typeof OneShotSha256 } =
  typeof crypto.hash === 'function' ? { sha256: OneShotSha256 } : {};
