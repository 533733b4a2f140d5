import * as http from 'node:http';
import * as https from 'node:https';
import { endpointGuard, INTERNET, type Reach } from './endpoint-guard.ts';

/** HTTP/1.1 over connections that are kept from one request to the next. */
export interface Connections {
  /**
   * Sends a request and resolves with the reply's head as soon as that is there. The signal aborts the request and, after the
   * head, the body: whoever reads the body then meets an error. Rejects with node's own error when there is no head, and with
   * `RefusedAddress` before anything is sent to where no request may go.
   */
  send(request: http.RequestOptions, body: string | Uint8Array, signal: AbortSignal): Promise<http.IncomingMessage>;
  close(): void;
}

/**
 * @param most connections to one host, as many as calls are in flight
 * @param reach where they may lead
 */
export function openConnections(most: number, reach: Reach = INTERNET): Connections {
  const { checkHost, lookup } = endpointGuard(reach);
  const options = { keepAlive: true, maxSockets: most };
  const plain = new http.Agent(options);
  const secure = new https.Agent(options);
  return {
    send: (options, body, signal) =>
      new Promise((resolve, reject) => {
        const [client, agent] = options.protocol === 'https:' ? [https, secure] : [http, plain];
        checkHost(options.hostname ?? '');
        const request = client.request({ ...options, agent, lookup }, resolve);
        const onAbort = () => request.destroy(new Error('aborted'));
        signal.addEventListener('abort', onAbort, { once: true });
        request.on('close', () => signal.removeEventListener('abort', onAbort));
        request.on('error', reject);
        if (signal.aborted) onAbort();
        else request.end(body);
      }),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}
