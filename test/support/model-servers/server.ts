import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encode, understand } from './protocols.ts';
import type { Script, ScriptedConnection, ServedCall } from './script.ts';
import type { StreamedPieces } from './streams.ts';

/** A local model endpoint: a real HTTP server that speaks Bedrock Converse, OpenAI chat completions and Anthropic Messages. */
export interface ModelServer {
  /** For Bedrock: the endpoint. For Anthropic: the base URL. */
  readonly url: string;
  /** For OpenAI. */
  readonly openaiUrl: string;
  /** All calls so far, in order of arrival. */
  readonly calls: readonly ServedCall[];
  /** Most calls that were open at once. */
  readonly mostOpen: () => number;
  /** Connections that were opened. */
  readonly connections: () => number;
  /** Connections that the client closed before it had its reply. */
  readonly abandoned: () => number;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startModelServer(script: Script): Promise<ModelServer> {
  const calls: ServedCall[] = [];
  const repetitions = new Map<string, number>();
  const seen = { open: 0, mostOpen: 0, connections: 0, abandoned: 0 };

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const body = JSON.parse(await textOf(request)) as Record<string, unknown>;
    const path = new URL(request.url ?? '/', 'http://local').pathname;
    const understood = understand(path, body);
    if (!understood) return response.writeHead(404).end(`no protocol has the path ${path}`);
    const key = JSON.stringify([understood.model, understood.system, understood.messages]);
    const repetition = (repetitions.get(key) ?? 0) + 1;
    repetitions.set(key, repetition);
    const call = { ...understood, body, path, headers: request.headers, count: calls.length + 1, repetition };
    calls.push(call);
    const scripted = await script(call);
    if (scripted.delayMs) await delay(scripted.delayMs);
    const id = { [call.protocol === 'converse' ? 'x-amzn-requestid' : 'x-request-id']: `req-${call.count}` };
    if ('connection' in scripted) return misbehave(scripted, call, id, request, response);
    const encoded = encode(call, scripted);
    if ('pieces' in encoded) {
      const { pieceDelayMs = 0 } = 'text' in scripted ? scripted : {};
      return writePieces(encoded, pieceDelayMs, id, response);
    }
    const { bytes, status = 200, headers = {} } = encoded;
    const length = Buffer.byteLength(bytes);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...id, ...headers });
    return response.end(bytes);
  };

  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    seen.open += 1;
    seen.mostOpen = Math.max(seen.mostOpen, seen.open);
    response.on('close', () => {
      seen.open -= 1;
      if (!response.writableFinished) seen.abandoned += 1;
    });
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    openaiUrl: `${url}/v1`,
    calls,
    mostOpen: () => seen.mostOpen,
    connections: () => seen.connections,
    abandoned: () => seen.abandoned,
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

async function writePieces(
  { contentType, pieces }: StreamedPieces,
  delayMs: number,
  id: Readonly<Record<string, string>>,
  response: http.ServerResponse,
) {
  response.writeHead(200, { 'content-type': contentType, ...id });
  for (const piece of pieces) {
    if (delayMs > 0) await delay(delayMs);
    response.write(piece);
  }
  response.end();
}

function misbehave(
  { connection }: ScriptedConnection,
  call: ServedCall,
  id: Readonly<Record<string, string>>,
  request: http.IncomingMessage,
  response: http.ServerResponse,
) {
  if (connection === 'silence') return;
  if (connection === 'reset') return request.socket.resetAndDestroy();
  const begun = call.asks === 'stream' ? encode(call, { text: 'Well, ' }) : undefined;
  if (begun && 'pieces' in begun) {
    response.writeHead(200, { 'content-type': begun.contentType, ...id });
    for (const piece of begun.pieces.slice(0, 2)) response.write(piece);
  } else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000', ...id });
    response.write('{"output":');
  }
  if (connection === 'reset-mid-body') return setTimeout(() => request.socket.resetAndDestroy(), 5);
  const drip = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(drip));
  return;
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
