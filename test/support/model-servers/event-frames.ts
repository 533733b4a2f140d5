import { crc32 } from 'node:zlib';

const STRING = 7;

/**
 * One frame of `application/vnd.amazon.eventstream`: lengths, headers and payload, each under its CRC-32.
 * Written from the format's description, so that the SDK's reader is tested against another hand than its own.
 */
export function eventFrame<T>(
  headers: Readonly<Record<string, string>>,
  payload: T,
  encode: (payload: T) => string = (value) => JSON.stringify(value),
): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => headerOf(name, value)));
  const body = Buffer.from(encode(payload));
  const total = 12 + head.length + body.length + 4;
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(total, 0);
  prelude.writeUInt32BE(head.length, 4);
  const unsealed = Buffer.concat([prelude, checksum(prelude), head, body]);
  return Buffer.concat([unsealed, checksum(unsealed)]);
}

function headerOf(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([STRING]),
    length,
    Buffer.from(value),
  ]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

/** An event of a Converse stream. */
export function converseEvent(type: string, payload: unknown): Buffer {
  return eventFrame({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, payload);
}

/** An exception in a Converse stream, by its member's name: `throttlingException`. */
export function converseException(member: string, message: string): Buffer {
  return eventFrame(
    { ':message-type': 'exception', ':exception-type': member, ':content-type': 'application/json' },
    { message },
  );
}
