import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressKind, kindOfAddress } from './address-kinds.ts';

/**
 * The kinds of addresses that an endpoint may have. A host that is this machine by its own name (`localhost`, `127.0.0.1`,
 * `[::1]`) may have loopback addresses and no others, whatever is said here: it may do without TLS.
 */
export type Reach = ReadonlySet<AddressKind>;

/** For addresses that a configuration names. */
export const INTERNET: Reach = new Set(['public']);
/** For those that it calls `private-network`. */
export const PRIVATE_NETWORK: Reach = new Set(['public', 'private']);
/** For those that AWS's SDK knows, or that the runner's own environment names: private DNS of a VPC, a LocalStack. */
export const RUNNERS_OWN: Reach = new Set(['public', 'private', 'loopback']);

/** Words for what an address is, after "an address". */
const WORDS: Readonly<Record<AddressKind, string>> = {
  public: 'of the internet',
  private: 'of a private network',
  loopback: 'of this machine',
  'link-local': 'of the local link',
  metadata: 'at which a machine is told its credentials',
  special: 'that is no service’s',
};

/** A request was not sent, because of where its host is. */
export class RefusedAddress extends Error {
  constructor(host: string, address: string, kind: AddressKind) {
    const what = host === address ? `${host} is` : `${host} is at ${address},`;
    const unless =
      kind === 'private' ? ' unless the configuration of the base gives its provider `private-network: true`' : '';
    super(`${what} an address ${WORDS[kind]}: no request goes there${unless}`);
    this.name = 'RefusedAddress';
  }
}

/** Finds all addresses of a host: `dns.lookup`. */
export type Resolve = (
  host: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, found: { address: string; family: number }[]) => void,
) => void;

export interface EndpointGuard {
  /** @throws RefusedAddress for a host that is written as an address: no name is looked up for it */
  checkHost(host: string): void;
  /**
   * The look-up of a connection. What it checks is what the connection is made to, so that a name which means something else
   * a moment later gains nothing. One refused address among several refuses them all.
   */
  readonly lookup: LookupFunction;
}

export function endpointGuard(reach: Reach, resolve: Resolve = systemLookup): EndpointGuard {
  const check = (host: string, address: string): void => {
    const kind = kindOfAddress(address);
    if (isLoopbackHost(host) ? kind !== 'loopback' : !reach.has(kind)) throw new RefusedAddress(host, address, kind);
  };
  // All requests of a run go to a few hosts.
  let checkedLast: string | undefined;
  return {
    checkHost(host) {
      if (host === checkedLast) return;
      if (isIP(host) !== 0) check(host, host);
      checkedLast = host;
    },
    lookup(host, options, callback) {
      resolve(host, { ...options, all: true }, (error, found) => {
        try {
          if (error) throw error;
          for (const { address } of found) check(host, address);
        } catch (refusal) {
          callback(refusal as NodeJS.ErrnoException, []);
          return;
        }
        if (options.all) callback(null, found);
        else callback(null, found[0]?.address ?? '', found[0]?.family);
      });
    },
  };
}

/** Whether a host says by its own name that it is this machine. With or without an IPv6 address's brackets. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|\[?::1\]?|127(\.\d{1,3}){3})$/.test(host);
}
