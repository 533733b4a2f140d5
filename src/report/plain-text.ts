import type { Span, Spans } from './document.ts';
import { visibleLine } from './untrusted.ts';

/** Spans as one line of plain text, for commit statuses, annotations and logs. */
export function plainText(spans: Spans): string {
  return spans.map(plainSpan).join('');
}

function plainSpan(span: Span): string {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'code':
    case 'prose':
      return visibleLine(span.text);
    case 'strong':
    case 'tone':
    case 'link':
      return plainText(span.spans);
    case 'break':
      return ' ';
  }
}
