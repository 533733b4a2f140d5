import { isUtf8 } from 'node:buffer';
import { ChangeoverError, type ProblemCode } from '../../core/contracts/problem.ts';

/** Datasets and recordings above this are refused before anything is parsed. */
const MAX_BYTES = 64 * 1024 * 1024;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/**
 * The bytes of a dataset or a recording when they are UTF-8 text, a byte order mark taken off. Nothing is copied. Throws a
 * ChangeoverError with the given code when there are more than 64 MiB or the bytes are not UTF-8.
 */
export function textBytes(bytes: Uint8Array, file: string, code: ProblemCode): Buffer {
  if (bytes.byteLength > MAX_BYTES) {
    const size = Math.ceil(bytes.byteLength / 1024 / 1024);
    throw new ChangeoverError({
      code,
      message: `the file has ${size} MiB, more than the 64 MiB allowed`,
      place: { file },
      hint: 'Evaluate a sample of it.',
    });
  }
  if (!isUtf8(bytes)) {
    const hint = 'Save it as UTF-8.';
    throw new ChangeoverError({ code, message: 'the file is not UTF-8 text', place: { file }, hint });
  }
  const marked = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  const text = marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength);
}

/** The same as a text. */
export function decodeText(bytes: Uint8Array, file: string, code: ProblemCode): string {
  return textBytes(bytes, file, code).toString('utf8');
}
