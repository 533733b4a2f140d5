import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  endpointGuard,
  INTERNET,
  PRIVATE_NETWORK,
  type Reach,
  RefusedAddress,
  type Resolve,
  RUNNERS_OWN,
} from '../../src/models/endpoint-guard.ts';

type Found = readonly { readonly address: string; readonly family: number }[];

/** A name server with one answer after the other, the last one for ever. */
function answering(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: Resolve = (host, _, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setImmediate(() => callback(null, found));
  };
  return { asked, resolve };
}

/** What a connection to a host would be made to. */
function found(host: string, reach: Reach, ...addresses: readonly string[]): Promise<Found> {
  const { lookup } = endpointGuard(reach, answering(addresses).resolve);
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, all) => (error ? reject(error) : resolve(all as unknown as Found)));
  });
}

const HOST = 'llm.example.com';

describe('the addresses of a name', () => {
  it('pass as they are when each may be used', async () => {
    const all = [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ];
    expect(await found(HOST, INTERNET, '8.8.8.8', '2606:4700::1111')).toEqual(all);
    expect(await found(HOST, PRIVATE_NETWORK, '10.0.3.7')).toEqual([{ address: '10.0.3.7', family: 4 }]);
  });

  it.each([
    ['10.0.3.7', 'llm.example.com is at 10.0.3.7, an address of a private network: no request goes there unless'],
    ['169.254.169.254', 'an address at which a machine is told its credentials: no request goes there'],
    ['127.0.0.1', 'an address of this machine'],
    ['fe80::1', 'an address of the local link'],
    ['0.0.0.0', 'an address that is no service’s'],
    ['::ffff:192.168.1.1', 'an address of a private network'],
  ])('are refused when one of them is %s', async (address, words) => {
    await expect(found(HOST, INTERNET, address)).rejects.toThrow(words);
    await expect(found(HOST, INTERNET, '8.8.8.8', address)).rejects.toThrow(RefusedAddress);
  });

  it.each(['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', 'fe80::1', '0.0.0.0', '224.0.0.1', '::'])(
    'never are %s, whatever may be reached',
    async (address) => {
      for (const reach of [INTERNET, PRIVATE_NETWORK, RUNNERS_OWN]) {
        await expect(found(HOST, reach, address)).rejects.toThrow(RefusedAddress);
      }
    },
  );

  it('are loopback where the name is this machine’s, and nothing else', async () => {
    expect(await found('localhost', INTERNET, '127.0.0.1', '::1')).toHaveLength(2);
    for (const address of ['8.8.8.8', '10.0.0.1', '169.254.169.254']) {
      await expect(found('localhost', RUNNERS_OWN, address)).rejects.toThrow(`localhost is at ${address}`);
    }
    for (const host of ['localhost.example.com', '127.0.0.1.example.com', 'localhost.', 'LOCALHOST.evil']) {
      await expect(found(host, PRIVATE_NETWORK, '127.0.0.1')).rejects.toThrow(RefusedAddress);
    }
  });

  it('come one at a time to those who ask for one', async () => {
    const { lookup } = endpointGuard(INTERNET, answering(['8.8.8.8', '8.8.4.4']).resolve);
    const one = await new Promise((resolve) => lookup(HOST, {}, (...told) => resolve(told)));
    expect(one).toEqual([null, '8.8.8.8', 4]);
  });

  it('are the name server’s error when there is none', async () => {
    const fault = Object.assign(new Error('getaddrinfo ENOTFOUND llm.example.com'), { code: 'ENOTFOUND' });
    const { lookup } = endpointGuard(INTERNET, (_host, _options, callback) => callback(fault, []));
    expect(await new Promise((resolve) => lookup(HOST, { all: true }, resolve))).toBe(fault);
  });
});

describe('a host that is written as an address', () => {
  it.each(['10.0.3.7', '169.254.169.254', '0.0.0.0', '::', 'fd00::1', '::ffff:127.0.0.1', '2002:a9fe:a9fe::1'])(
    '%s is refused without a look-up',
    (host) => expect(() => endpointGuard(INTERNET).checkHost(host)).toThrow(RefusedAddress),
  );

  it.each(['8.8.8.8', '127.0.0.1', '127.1.2.3', '::1', 'llm.example.com'])('%s may be asked', (host) => {
    expect(() => endpointGuard(INTERNET).checkHost(host)).not.toThrow();
  });

  it('may be private where that is said', () => {
    expect(() => endpointGuard(PRIVATE_NETWORK).checkHost('10.0.3.7')).not.toThrow();
    expect(() => endpointGuard(PRIVATE_NETWORK).checkHost('169.254.169.254')).toThrow(RefusedAddress);
  });
});

describe('a connection', () => {
  let server: http.Server;
  let port = 0;

  beforeEach(async () => {
    server = http.createServer((_, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function get(lookup: ReturnType<typeof endpointGuard>['lookup']): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = http.get({ hostname: HOST, port, lookup, agent: false }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      });
      request.on('error', reject);
    });
  }

  it('is made to the address that was checked: a name that changes its meaning is asked only once for each', async () => {
    const { asked, resolve } = answering(['127.0.0.1'], ['169.254.169.254']);
    const { lookup } = endpointGuard(RUNNERS_OWN, resolve);
    expect(await get(lookup)).toBe('reached');
    expect(asked).toEqual([HOST]);
    await expect(get(lookup)).rejects.toThrow('llm.example.com is at 169.254.169.254');
    expect(asked).toEqual([HOST, HOST]);
  });

  it('is never made to an address that is refused', async () => {
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await expect(get(endpointGuard(INTERNET, answering(['127.0.0.1']).resolve).lookup)).rejects.toThrow(RefusedAddress);
    expect(connections).toBe(0);
  });
});
