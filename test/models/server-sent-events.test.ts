import { describe, expect, it } from 'vitest';
import { eventReader, type ServerSentEvent } from '../../src/models/server-sent-events.ts';

/** The events of a stream that comes in these pieces. */
function eventsOf(...pieces: readonly (string | Uint8Array)[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const take = eventReader((event) => events.push(event));
  for (const piece of pieces) take(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return events;
}

describe('a stream of server-sent events', () => {
  it('is taken apart at empty lines', () => {
    expect(eventsOf('event: a\ndata: 1\n\ndata: 2\n\n')).toEqual([
      { name: 'a', data: '1' },
      { name: '', data: '2' },
    ]);
  });

  it.each([
    ['line feeds', '\n'],
    ['carriage returns', '\r'],
    ['both', '\r\n'],
  ])('may end its lines with %s', (_what, end) => {
    const stream = ['event: a', 'data: 1', '', 'data: 2', '', ': end', ''].join(end);
    expect(eventsOf(stream)).toEqual([
      { name: 'a', data: '1' },
      { name: '', data: '2' },
    ]);
  });

  it('gives the same events wherever it is cut', () => {
    const stream = Buffer.from(
      '\ufeffevent: größe\r\ndata: {"a":"ü…"}\r\ndata: more\r\n\r\n:comment\r\ndata:x\r\n\r\n',
    );
    const whole = eventsOf(stream);
    expect(whole).toEqual([
      { name: 'größe', data: '{"a":"ü…"}\nmore' },
      { name: '', data: 'x' },
    ]);
    for (let at = 1; at < stream.length; at += 1) {
      expect(eventsOf(stream.subarray(0, at), stream.subarray(at)), `cut at ${at}`).toEqual(whole);
    }
    expect(eventsOf(...Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('takes one space from a value, and no more', () => {
    expect(eventsOf('data:a\ndata: b\ndata:  c\n\n')[0]?.data).toBe('a\nb\n c');
  });

  it('passes over comments, unknown fields and events without data', () => {
    expect(eventsOf(': ping\n\nid: 7\nretry: 10\n\nevent: empty\n\ndata\n\n')).toEqual([{ name: '', data: '' }]);
  });

  it('drops an event that it ends in', () => {
    expect(eventsOf('data: 1\n\ndata: 2\n')).toEqual([{ name: '', data: '1' }]);
  });

  it('is read in time that grows with its length, however long its lines are', () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const events = eventsOf('data: ', ...Array.from({ length: 300 }, () => piece), '\n\n');
    expect(events[0]?.data).toHaveLength(300 * piece.length);
  });
});
