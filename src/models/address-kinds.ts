import { BlockList, isIP } from 'node:net';

/**
 * What an IP address is for. `metadata`: services that hand a machine its own credentials. `special`: addresses that no
 * service has, or that stand for others in a way that cannot be followed.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'link-local' | 'metadata' | 'special';

/**
 * Networks that are no part of the internet: IANA's registries of special-purpose IPv4 and IPv6 addresses (RFC 6890), and
 * the metadata services of the large clouds that lie elsewhere than at 169.254.0.0/16. The first that holds an address counts.
 */
const NETWORKS: readonly {
  readonly kind: AddressKind;
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}[] = [
  { kind: 'loopback', v4: ['127.0.0.0/8'], v6: ['::1/128'] },
  {
    kind: 'metadata',
    // All link-local IPv4 is taken for it: AWS alone has several addresses there. Then Alibaba, Azure, Oracle.
    v4: ['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
    // AWS, Google.
    v6: ['fd00:ec2::/32', 'fd20:ce::254/128'],
  },
  { kind: 'link-local', v4: [], v6: ['fe80::/10'] },
  {
    kind: 'private',
    v4: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15'],
    v6: ['fc00::/7', 'fec0::/10'],
  },
  {
    kind: 'special',
    v4: [
      ...['0.0.0.0/8', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.51.100.0/24', '203.0.113.0/24'],
      ...['224.0.0.0/4', '240.0.0.0/4'],
    ],
    // Teredo and 6to4 (within 2001::/23 and 2002::/16) carry an IPv4 address that they may lead to.
    v6: ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
  },
];

/** IPv6 addresses that stand for an IPv4 one: mapped, and translated by a NAT64. The IPv4 one decides what they are. */
const EMBEDDINGS = ['::ffff:', '64:ff9b::'] as const;

const RULES = NETWORKS.map(({ kind, v4, v6 }) => ({ kind, list: blockList([...v4, ...v4.flatMap(embedded), ...v6]) }));
const EMBEDDED = blockList(EMBEDDINGS.map((prefix) => `${prefix}0.0.0.0/96`));
const GLOBAL_UNICAST = blockList(['2000::/3']);

/** What an address is for. What is no IP address is `special`. An interface's name after `%` is left aside. */
export function kindOfAddress(text: string): AddressKind {
  const [address = ''] = text.split('%', 1);
  const version = isIP(address);
  if (version === 0) return 'special';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const rule = RULES.find(({ list }) => list.check(address, family));
  if (rule) return rule.kind;
  const isPublic = family === 'ipv4' || EMBEDDED.check(address, family) || GLOBAL_UNICAST.check(address, family);
  return isPublic ? 'public' : 'special';
}

function embedded(network: string): readonly string[] {
  const [address = '', length = ''] = network.split('/');
  return EMBEDDINGS.map((prefix) => `${prefix}${address}/${96 + Number(length)}`);
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length = ''] = network.split('/');
    list.addSubnet(address, Number(length), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
