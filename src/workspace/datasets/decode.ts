import { ChangeoverError, type ProblemCode } from '../../core/contracts/problem.ts';

/** Datasets and recordings above this are refused before anything is parsed. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The text of a dataset or a recording: UTF-8, a byte order mark taken off. Throws a ChangeoverError with the given code
 * when there are more than 64 MiB or the bytes are not UTF-8.
 */
export function decodeText(bytes: Uint8Array, file: string, code: ProblemCode): string {
  if (bytes.byteLength > MAX_BYTES) {
    const size = Math.ceil(bytes.byteLength / 1024 / 1024);
    throw new ChangeoverError({
      code,
      message: `the file has ${size} MiB, more than the 64 MiB allowed`,
      place: { file },
      hint: 'Evaluate a sample of it.',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const hint = 'Save it as UTF-8.';
    throw new ChangeoverError({ code, message: 'the file is not UTF-8 text', place: { file }, hint }, { cause });
  }
}
