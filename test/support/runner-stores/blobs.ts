import type { IncomingMessage, ServerResponse } from 'node:http';

/** A file in the blob store that the runner's services hand out addresses of, in as much of its protocol as clients use. */
export class Blobs {
  readonly #contents = new Map<string, Buffer>();
  readonly #blocks = new Map<string, Map<string, Buffer>>();
  #count = 0;

  /** A path that something can be put at. */
  path(): string {
    this.#count += 1;
    return `/blobs/${this.#count}`;
  }

  get(path: string): Buffer | undefined {
    return this.#contents.get(path);
  }

  put(path: string, content: Buffer): void {
    this.#contents.set(path, content);
  }

  serve({ method }: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): void {
    if (method === 'PUT') {
      this.#write(url, body);
      response.writeHead(201, { etag: '"1"', 'last-modified': new Date().toUTCString() }).end();
      return;
    }
    const content = this.#contents.get(url.pathname);
    if (content === undefined) return void response.writeHead(404).end();
    const headers = { 'content-type': 'application/octet-stream', 'content-length': content.length };
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : content);
  }

  /** In one go, or in blocks that a list then names in their order. */
  #write(url: URL, body: Buffer): void {
    const path = url.pathname;
    const blocks = this.#blocks.get(path) ?? new Map<string, Buffer>();
    switch (url.searchParams.get('comp')) {
      case 'block':
        blocks.set(url.searchParams.get('blockid') ?? '', body);
        this.#blocks.set(path, blocks);
        return;
      case 'blocklist': {
        const ids = [...body.toString('utf8').matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, id]) => id ?? '');
        this.put(path, Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.alloc(0))));
        return;
      }
      default:
        this.put(path, body);
    }
  }
}
