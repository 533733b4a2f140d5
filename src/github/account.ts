import { z } from 'zod';
import type { Account } from '../core/contracts/people.ts';

/** Whoever wrote something, as GitHub names them; nobody when the account is gone. */
export const Author = z.object({ login: z.string(), type: z.string() }).nullish();

/** An account that is gone is nobody whose word could still count, and nobody who could answer for an approval. */
export function accountOf(author: z.output<typeof Author>): Account {
  return author == null ? { login: 'ghost', type: 'Mannequin' } : { login: author.login, type: author.type };
}
