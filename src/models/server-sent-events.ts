/** One event of a stream, as far as model providers use them. */
export interface ServerSentEvent {
  /** Empty when the stream names none. */
  readonly name: string;
  /** Lines of data, joined by line feeds. */
  readonly data: string;
}

/**
 * Takes apart a stream of server-sent events (WHATWG HTML, section 9.2.6) that comes in pieces cut anywhere. `onEvent` is
 * called for each event as soon as its closing empty line is there; an event that the stream ends in is dropped, as the
 * standard has it. Bounds nothing: whoever gives the pieces bounds their sum.
 *
 * @returns takes the next piece; throws what `onEvent` throws
 */
export function eventReader(onEvent: (event: ServerSentEvent) => void): (piece: Uint8Array) => void {
  const decoder = new TextDecoder();
  let pending = '';
  let event = emptyEvent();

  const takeLine = (line: string) => {
    if (line !== '') return addField(event, line);
    const { name, data } = event;
    event = emptyEvent();
    if (data.length > 0) onEvent({ name, data: data.join('\n') });
  };
  return (piece) => {
    const text = decoder.decode(piece, { stream: true });
    // A piece without a line's end is only kept: looking through all of a long line again and again would take too long.
    pending += text;
    if (!/[\r\n]/.test(text)) return;
    const { lines, rest } = splitLines(pending);
    pending = rest;
    for (const line of lines) takeLine(line);
  };
}

interface OpenEvent {
  name: string;
  readonly data: string[];
}

function emptyEvent(): OpenEvent {
  return { name: '', data: [] };
}

function addField(event: OpenEvent, line: string): void {
  const colon = line.indexOf(':');
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (field === 'data') event.data.push(value);
  if (field === 'event') event.name = value;
}

/** Whole lines, and what follows the last of them. A carriage return at the end may be half of a line's end: it waits. */
function splitLines(text: string): { readonly lines: string[]; readonly rest: string } {
  const waits = text.endsWith('\r');
  const lines = (waits ? text.slice(0, -1) : text).split(/\r\n|\n|\r/);
  const last = lines.pop() ?? '';
  return { lines, rest: waits ? `${last}\r` : last };
}
