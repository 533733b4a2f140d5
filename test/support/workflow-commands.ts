/** One line that the runner takes as a command: `::error file=a.ts,line=1::message`. */
export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** The lines of a log that are commands, with the runner's rules about escapes and `stop-commands`. */
export function workflowCommands(log: string): WorkflowCommand[] {
  const commands: WorkflowCommand[] = [];
  let resumeToken: string | undefined;
  for (const line of log.split(/\r?\n/)) {
    const command = commandOf(line);
    if (command === undefined) continue;
    if (resumeToken !== undefined) {
      if (command.command === resumeToken) resumeToken = undefined;
    } else if (command.command === 'stop-commands') resumeToken = command.message;
    else commands.push(command);
  }
  return commands;
}

/** The runner reads `::name key=value::text` at the start of a line, and `##[name key=value]text` anywhere in it. */
function commandOf(line: string): WorkflowCommand | undefined {
  const modern = /^\s*::([^\s:]+)(?:\s+([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line);
  const match = modern ?? /##\[([^\s\]]+)(?:\s+([^\]]*))?\](.*)$/.exec(line);
  if (match === null) return undefined;
  const properties = (match[2] ?? '').split(/[,;]/).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), unescaped(pair.slice(at + 1))]];
  });
  return { command: match[1] ?? '', properties: Object.fromEntries(properties), message: unescaped(match[3] ?? '') };
}

function unescaped(text: string): string {
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return plain.replaceAll('%25', '%');
}

/** Reads a `GITHUB_OUTPUT`-like file: `name=value` lines, or `name<<delimiter` blocks. Throws where the runner would fail. */
export function parseFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) values[line.slice(0, equals)] = line.slice(equals + 1);
    else if (heredoc >= 0) {
      const end = lines.indexOf(line.slice(heredoc + 2), at + 1);
      if (end < 0) throw new Error(`Matching delimiter not found '${line.slice(heredoc + 2)}'`);
      values[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else throw new Error(`Invalid format '${line}'`);
  }
  return values;
}
