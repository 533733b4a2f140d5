/** The cases, as every tool gets them: what is asked, and the answer that is wanted. */
export function questions(cases) {
  return Array.from({ length: cases }, (_, index) => ({
    input: `Is this ticket about an invoice? Ticket ${index}: the invoice of last month was charged twice, please refund.`,
    expected: 'yes',
  }));
}

export const MODELS = ['amazon.nova-lite-v1:0', 'amazon.nova-pro-v1:0'];
export const MOST_TOKENS = 64;
