/**
 * What the two models of the example are made to answer. Nothing here was ever said by a model: the mistakes are placed by
 * hand so that the example has a story, and latency and tokens are drawn around figures that serve it.
 */

export const SOURCE = {
  model: 'gpt-4o-2024-08-06',
  latency: { median: 760, sigma: 0.3 },
  outputTokens: { floor: 22, spread: 10 },
};

export const TARGET = {
  model: 'gpt-5-mini-2025-08-07',
  latency: { median: 980, sigma: 0.42 },
  outputTokens: { floor: 84, spread: 60 },
};

const REASONS = {
  refund: ['Customer wants the money back.', 'Asks for a payment to be returned.', 'Return and refund requested.'],
  billing: ['Question about an invoice.', 'About a charge on the account.', 'Payment details are the topic.'],
  technical: ['Something does not work.', 'Reports a fault of the product.', 'An error in the app or shop.'],
  account: ['Wants to change account data.', 'About the customer account.', 'Account access is the topic.'],
};

/** Wrong answers by ticket: what is said instead. Those of Spanish tickets are the source's, those about charges the target's. */
function mistakes(tickets) {
  const source = new Map([
    ['everyday-004', 'account'],
    ['everyday-015', 'refund'],
    ['everyday-022', 'account'],
    ['everyday-043', 'refund'],
    ['refunds-016', 'billing'],
    ['refunds-022', 'billing'],
    ['refunds-034', 'technical'],
    ['refunds-058', 'technical'],
  ]);
  const target = new Map([
    ['everyday-009', 'refund'],
    ['everyday-022', 'account'],
    ['everyday-043', 'refund'],
    ['everyday-057', 'refund'],
    ['refunds-022', 'technical'],
    ['refunds-034', 'technical'],
    ['refunds-058', 'technical'],
  ]);
  const spanish = tickets.filter(({ slice }) => slice === 'spanish');
  for (const [at, { id, expected }] of spanish.entries()) {
    if (at % 16 < 5) source.set(id, expected === 'technical' ? 'account' : 'technical');
    if (at % 32 === 3) target.set(id, 'technical');
  }
  const charges = tickets.filter(({ charge }) => charge).slice(0, 33);
  for (const [at, { id }] of charges.entries()) if (at % 3 !== 2) target.set(id, 'billing');
  return { source, target };
}

/** Replies that ran into the token limit, by ticket; each is long where the others are short. */
const TRUNCATED = {
  source: new Set(['everyday-015']),
  target: new Set(['everyday-057', 'refunds-001', 'refunds-007', 'spanish-004']),
};

function replyTo(ticket, category, number, truncated) {
  if (truncated) return `{"category":"${category}","reason":"The customer writes about order and gives several det`;
  const reasons = REASONS[category];
  return JSON.stringify({ category, reason: reasons[(number + ticket.id.length) % reasons.length] });
}

/** A number in (0, 1) from a 32-bit state (mulberry32), so that every run writes the same files. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

function logNormal(draw, { median, sigma }) {
  const normal = Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
  return Math.round(median * Math.exp(sigma * normal));
}

/** One recorded reply a ticket and model, source and target of a ticket after each other. */
export function recordedReplies(tickets, promptOf, systemLength) {
  const wrong = mistakes(tickets);
  const draw = generator(20260);
  return tickets.flatMap((ticket, number) =>
    ['source', 'target'].map((side) => {
      const { model, latency, outputTokens } = side === 'source' ? SOURCE : TARGET;
      const truncated = TRUNCATED[side].has(ticket.id);
      const input = promptOf(ticket);
      return {
        model,
        input,
        output: replyTo(ticket, wrong[side].get(ticket.id) ?? ticket.expected, number, truncated),
        latencyMs: logNormal(draw, latency),
        inputTokens: Math.round((systemLength + input.length) / 4),
        outputTokens: truncated ? 256 : outputTokens.floor + Math.floor(draw() * outputTokens.spread),
        ...(truncated ? { stopReason: 'length' } : {}),
      };
    }),
  );
}
