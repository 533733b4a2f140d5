import crypto, { createHmac } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

interface KnownHmac {
  readonly secret: string;
  readonly data: Uint8Array;
  readonly digest: Uint8Array;
}

/** What the AWS SDK signs with, as it asks for it: a hash, or with a secret an HMAC. */
export class OneShotSha256 {
  /** Before each call the SDK looks its signing key up by the HMAC of the same two texts, which is half of its HMACs. */
  static #last: KnownHmac | undefined;

  readonly #secret: Data | undefined;
  #pieces: Uint8Array[] = [];

  constructor(secret?: Data) {
    this.#secret = secret;
  }

  reset(): void {
    this.#pieces = [];
  }

  update(data: Data): void {
    this.#pieces.push(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    const [only, ...more] = this.#pieces;
    const data = only && more.length === 0 ? only : Buffer.concat(this.#pieces);
    if (this.#secret === undefined) return crypto.hash('sha256', data, 'buffer');
    if (typeof this.#secret === 'string') return OneShotSha256.#known(this.#secret, data);
    return hmac(bytesOf(this.#secret), data);
  }

  static #known(secret: string, data: Uint8Array): Uint8Array {
    const last = OneShotSha256.#last;
    if (last?.secret === secret && Buffer.compare(last.data, data) === 0) return last.digest;
    const digest = hmac(secret, data);
    OneShotSha256.#last = { secret, data, digest };
    return digest;
  }
}

function hmac(secret: string | Uint8Array, data: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(data).digest();
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
