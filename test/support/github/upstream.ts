/** An answer of the emulator, or of the stand-in itself. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const HOP_HEADERS = new Set(['content-encoding', 'transfer-encoding', 'content-length', 'connection', 'keep-alive']);

export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** The JSON of an answer, or undefined when it has none. */
export function jsonOf(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The emulator behind the stand-in. */
export class Upstream {
  readonly #url: string;
  readonly #advertised: string;

  /** `advertised` is the address that clients know, which every link in an answer must name. */
  constructor(url: string, advertised: string) {
    this.#url = url;
    this.#advertised = advertised;
  }

  async send(method: string, pathAndQuery: string, token: string | undefined, body?: Buffer): Promise<Answer> {
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const response = await fetch(this.#url + pathAndQuery, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
      ...(hasBody ? { body: new Uint8Array(body?.length ? body : Buffer.from('{}')) } : {}),
    });
    const kept = [...response.headers].filter(([name]) => !HOP_HEADERS.has(name));
    const headers = Object.fromEntries(kept.map(([name, value]) => [name, this.#readdress(value)]));
    return { status: response.status, headers, body: Buffer.from(this.#readdress(await response.text())) };
  }

  /** Addresses as GitHub writes them: its own host, `[bot]` encoded, an avatar for everybody. */
  #readdress(text: string): string {
    return text
      .replaceAll(this.#url, this.#advertised)
      .replace(/(https?:\/\/[^"\s]*)\[bot\]/g, '$1%5Bbot%5D')
      .replaceAll('"avatar_url":""', `"avatar_url":"${this.#advertised}/avatar"`);
  }

  /** Sends JSON and gives back JSON; throws on any failure, which would be a fault of the harness. */
  async json<T = Record<string, never>>(method: string, path: string, token: string, body?: unknown): Promise<T> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const answer = await this.send(method, path, token, payload);
    if (answer.status >= 400)
      throw new Error(`emulator: ${method} ${path}: ${answer.status} ${answer.body.toString()}`);
    return jsonOf(answer) as T;
  }
}
