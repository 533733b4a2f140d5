/**
 * The tickets of the example, made up for it: eighty a slice, from templates and a handful of things to name. `charge` marks
 * the refund requests that talk about a charge, which is where the example's target model goes wrong.
 */

const ITEMS = ['desk lamp', 'office chair', 'monitor arm', 'keyboard', 'standing desk', 'headset'];
const COSAS = ['la lámpara', 'la silla', 'el teclado', 'el escritorio', 'los auriculares', 'el monitor'];
const MONTHS = ['March', 'April', 'May', 'June', 'July', 'August'];

/** What a template may name; every field varies with the ticket's number in its slice. */
function things(number) {
  return {
    order: 20_400 + number * 17,
    item: ITEMS[number % ITEMS.length],
    cosa: COSAS[number % COSAS.length],
    month: MONTHS[(number * 5) % MONTHS.length],
    amount: `${12 + ((number * 7) % 80)}.${((number * 13) % 90) + 10}`,
  };
}

const EVERYDAY = [
  {
    expected: 'billing',
    ticket: (t) => `The ${t.month} invoice shows ${t.amount}, my plan is cheaper. Is order ${t.order} right?`,
  },
  {
    expected: 'technical',
    ticket: (t) => `The app stops at the loading screen since the ${t.month} update, order ${t.order}.`,
  },
  { expected: 'billing', ticket: (t) => `Can I pay for order ${t.order} by bank transfer instead of card?` },
  { expected: 'technical', ticket: (t) => `The ${t.item} does not pair with my laptop any more, order ${t.order}.` },
  {
    expected: 'account',
    ticket: (t) => `Please change the e-mail address of my account; my last order was ${t.order}.`,
  },
  { expected: 'technical', ticket: (t) => `Tracking for order ${t.order} shows an empty page in every browser.` },
  { expected: 'billing', ticket: (t) => `The VAT number is missing on the ${t.month} invoice, order ${t.order}.` },
  {
    expected: 'technical',
    ticket: (t) => `The firmware of the ${t.item} fails at 80 % and starts again, order ${t.order}.`,
  },
];

const REFUNDS = [
  { charge: true, ticket: (t) => `I was charged twice for order ${t.order}. Please return one of the payments.` },
  { ticket: (t) => `The ${t.item} from order ${t.order} arrived broken and I want my money back.` },
  {
    charge: true,
    ticket: (t) => `There is a charge of ${t.amount} for order ${t.order}, which I cancelled. Give it back.`,
  },
  { ticket: (t) => `I sent the ${t.item} back in ${t.month}. When do I get my money (order ${t.order})?` },
  {
    charge: true,
    ticket: (t) => `You charged ${t.amount} for the ${t.item} that never came, order ${t.order}. Refund it please.`,
  },
  { ticket: (t) => `The ${t.item} is not as described. Return label and refund for order ${t.order}, please.` },
];

const SPANISH = [
  { expected: 'refund', ticket: (t) => `Quiero que me devuelvan el dinero de ${t.cosa}, pedido ${t.order}.` },
  { expected: 'account', ticket: (t) => `No puedo cambiar el correo de mi cuenta, pedido ${t.order}.` },
  { expected: 'technical', ticket: (t) => `La aplicación se cierra al abrir el pedido ${t.order}.` },
  { expected: 'billing', ticket: (t) => `Falta el NIF en la factura del pedido ${t.order}.` },
  { expected: 'account', ticket: (t) => `Borren mi cuenta y los datos del pedido ${t.order}, por favor.` },
  { expected: 'technical', ticket: (t) => `El seguimiento de ${t.cosa} no carga, pedido ${t.order}.` },
];

/** Eighty tickets of one slice; `expected` is the category of templates that name none. */
function slice(name, templates, expected) {
  return Array.from({ length: 80 }, (_, at) => {
    const template = templates[at % templates.length];
    const { ticket, charge = false, expected: own = expected } = template;
    return {
      id: `${name}-${String(at + 1).padStart(3, '0')}`,
      input: ticket(things(at + 1)),
      expected: own,
      slice: name,
      charge,
    };
  });
}

export const TICKETS = [
  ...slice('everyday', EVERYDAY),
  ...slice('refunds', REFUNDS, 'refund'),
  ...slice('spanish', SPANISH),
];

/** Tickets that must not get worse, whatever the averages say. */
export const CRITICAL = new Set(['everyday-003', 'everyday-008', 'refunds-003', 'refunds-008', 'spanish-011']);
