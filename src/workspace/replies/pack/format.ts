import { z } from 'zod';

/*
 * A pack carries kept replies from one run to another as a single file: gzip over one line of JSON, the header, and behind
 * it the bytes of the files that the header lists, one after the other. It is no archive that a tool could unpack: a name
 * in it is never a path, and every file has its length and its digest before its first byte.
 */
export const PACK_FORMAT = 'changeover/replies@1';
/** Bytes of all files of a pack together, before they are compressed. */
export const MOST_PACK_BYTES = 200 * 1024 * 1024;
/** Bytes of the header's line; the most files have less. */
export const MOST_HEADER_BYTES = 2 * 1024 * 1024;
export const MOST_PACK_FILES = 4096;

/** A file of a folder of replies: no path, no hidden file, nothing but JSON lines. */
const FILE_NAME = /^[0-9A-Za-z][0-9A-Za-z-]{0,79}\.jsonl$/;

export function isPackable(name: string): boolean {
  return FILE_NAME.test(name);
}

const PackedFile = z.strictObject({
  name: z.string().regex(FILE_NAME),
  /** Bytes. */
  size: z.number().int().min(0).max(MOST_PACK_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was last used, milliseconds since 1970. */
  usedAt: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});

export const PackHeader = z.strictObject({
  format: z.literal(PACK_FORMAT),
  /** Whose replies these are: repository and pull request, or default branch. */
  origin: z.string().max(300),
  files: z
    .array(PackedFile)
    .max(MOST_PACK_FILES)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'a name stands twice')
    .refine((files) => files.reduce((sum, { size }) => sum + size, 0) <= MOST_PACK_BYTES, 'too much in all'),
});

export type PackHeader = z.infer<typeof PackHeader>;
