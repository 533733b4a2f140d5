import type { Account } from '../contracts/people.ts';

/** Whether an account is somebody, and neither an app, an organisation nor a placeholder. */
export function isPerson({ login, type }: Account): boolean {
  return type === 'User' && !/\[bot\]$/i.test(login);
}

/** A login or a team in the one form that comparisons use: without `@`, ASCII letters small. GitHub ignores case. */
export function canonicalName(name: string): string {
  // Only ASCII: `toLowerCase` would take the Kelvin sign for a k.
  return name.replace(/^@/, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function isSameLogin(a: string, b: string): boolean {
  return canonicalName(a) === canonicalName(b);
}
