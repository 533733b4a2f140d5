import type { Command } from '../../contracts/command.ts';

/**
 * A command as somebody would write it, for a comment that says how to go on: `parseCommand` reads it back as the same.
 * Names with a double quote in them have no written form; reasons are single lines.
 */
export function printCommand(command: Command): string {
  return ['/changeover', command.kind, ...argumentsOf(command)].join(' ');
}

function argumentsOf(command: Command): readonly string[] {
  switch (command.kind) {
    case 'help':
    case 'approve-yardstick':
      return [];
    case 'run':
      return command.full ? ['--full'] : [];
    case 'waive':
      return [target(command.application, command.metric), 'until', command.until, 'because', command.because];
    case 'unwaive':
      return [target(command.application, command.metric)];
    case 'break-glass':
      return [...(command.until === undefined ? [] : ['until', command.until]), 'because', command.because];
    case 'migrate':
    case 'rollback':
      return [part(command.application)];
    case 'accept':
      return [word(command.candidate)];
    case 'try':
      return [part(command.application), ...command.models.map(word)];
    case 'explain':
      return [word(command.caseId)];
  }
}

function target(application: string, metric: string): string {
  return `${part(application)}/${part(metric)}`;
}

/** A word whose slashes part nothing. */
function word(text: string): string {
  return text.split('/').map(part).join('/');
}

function part(text: string): string {
  return /^[A-Za-z0-9._:@+~-]+$/.test(text) ? text : `"${text}"`;
}
