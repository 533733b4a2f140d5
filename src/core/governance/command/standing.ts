import type { CommandName, StandingCommand } from '../../contracts/command.ts';

/**
 * Commands that hold whatever the head is: `help` asks for nothing, and `unwaive` only makes the gate stricter. All others
 * are about the commit that their author saw. So is a waiver in a comment: it names neither evidence nor figures, which are
 * those of the result that stood on that commit; one that is to outlast a push is committed as a file, which names both.
 */
const ABOUT_NO_COMMIT: ReadonlySet<CommandName> = new Set(['help', 'unwaive']);

/** Whether a command is about the commit that its author saw. */
export function isAboutHead({ command }: Pick<StandingCommand, 'command'>): boolean {
  return !ABOUT_NO_COMMIT.has(command.kind);
}

/**
 * Whether a command is about the present head, or about none.
 *
 * @param since when the head was first reported on, ISO 8601; `undefined` while it was not: then nobody has seen anything
 * that a command could be about.
 */
export function standsSince(
  command: Pick<StandingCommand, 'command' | 'createdAt'>,
  since: string | undefined,
): boolean {
  if (!isAboutHead(command)) return true;
  // Not `<`: a time that cannot be read is none.
  return since !== undefined && Date.parse(command.createdAt) >= Date.parse(since);
}
