import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../../core/contracts/json.ts';

/**
 * The members that a schema of T must describe: all of them. Together with `satisfies z.ZodType<T>` this holds a schema to
 * its contract at compile time: a member added to a contract and forgotten here does not compile.
 */
export type Shape<T> = { readonly [Key in keyof T]-?: z.ZodType<Exclude<T[Key], undefined>> };

/** An enumeration, complete by its type: a member added to the union and forgotten here does not compile. */
export function enumOf<Member extends string>(members: Readonly<Record<Member, true>>): z.ZodType<Member> {
  return z.custom<Member>(
    (value) => typeof value === 'string' && Object.hasOwn(members, value),
    `not one of ${Object.keys(members).join(', ')}`,
  );
}

/** What comes out of a JSON parser is JSON; kept as it is, keys such as `__proto__` included. */
export const json = z.custom<Json>((value) => value !== undefined, 'missing');
export const jsonObject = z.custom<JsonObject>(isJsonObject, 'not an object');

/** A count of something. */
export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const texts = z.array(z.string());
export const side = z.enum(['source', 'target']);
