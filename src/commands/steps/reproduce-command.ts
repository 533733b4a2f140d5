/** What a terminal is told to evaluate; what is absent is left to its defaults. */
interface Reproduced {
  readonly base?: string;
  readonly head?: string;
  /** Path of the configuration in the repository. */
  readonly config: string;
}

const DEFAULT_CONFIG = '.github/changeover.yml';

/** The command that evaluates the same in a terminal, fit to be pasted into a shell. */
export function reproduceCommand({ base, head, config }: Reproduced): string {
  const words = ['changeover', 'check'];
  if (base !== undefined) words.push('--base', base);
  if (head !== undefined) words.push('--head', head);
  if (config !== DEFAULT_CONFIG) words.push('--config', config);
  return words.map(quoted).join(' ');
}

/** As one word of a POSIX shell, whatever is in it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
