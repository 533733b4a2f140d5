import { z } from 'zod';
import type { Path } from './yaml-takeover.ts';

/** The keys that a definition allows at a path, in the order of the definition; empty where any key is allowed. */
export function knownKeys(schema: unknown, path: Path): readonly string[] {
  const found = path.reduce<readonly unknown[]>(
    (schemas, step) => schemas.flatMap((one) => stepInto(one, step)),
    alternatives(schema),
  );
  const keys = found.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return [...new Set(keys)];
}

function stepInto(schema: unknown, step: string | number): readonly unknown[] {
  if (typeof step === 'number') return schema instanceof z.ZodArray ? alternatives(schema.element) : [];
  if (schema instanceof z.ZodRecord) return alternatives(schema.valueType);
  if (!(schema instanceof z.ZodObject)) return [];
  return alternatives(Object.hasOwn(schema.shape, step) ? schema.shape[step] : schema.def.catchall);
}

/** A schema without its wrappers, as the one or several that it stands for. */
function alternatives(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wrapped ? alternatives(schema.unwrap()) : [schema];
}
