import type { Configuration } from '../../core/contracts/configuration.ts';
import { OWNER_ROLES } from '../../core/contracts/people.ts';
import type { FileRead } from '../../core/contracts/ports.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { ownersOf } from '../../core/governance/ownership.ts';
import { parseConfiguration } from '../../workspace/configuration/parse.ts';
import type { Sides } from './sides.ts';

/** The configuration at each commit; a side that has none is absent. */
export interface Configurations {
  /** That of the yardstick. */
  readonly base: Configuration;
  readonly source?: Configuration;
  readonly target?: Configuration;
  /** In a terminal only: the base has none, so the target's measures, and the result is labelled so. */
  readonly preview: boolean;
  /** Neither base nor source has one, and the target's names its owners: it measures nothing, but they may approve it. */
  readonly isFirst: boolean;
}

type ConfigurationSide = 'base' | 'source' | 'target';

/** How a problem in each side's configuration is mended. */
const HINTS: Readonly<Record<ConfigurationSide, string>> = {
  base: 'What measures is read from the base branch: mend it there first.',
  source: 'This is the commit where the pull request left its base: bring the branch up to date with a mended base.',
  target: 'Mend it in the pull request.',
};

/**
 * Reads the configuration at the base, the source and the target. Throws a ChangeoverError when one cannot be read, and
 * `config-missing` when the base has none, unless a preview is allowed and the target has one, or the target's is the first
 * one and names owners who can approve it.
 */
export async function readConfigurations(
  { repository, base, source, target }: Sides,
  file: string,
  options: { readonly allowPreview: boolean },
): Promise<Configurations> {
  const [foundAtBase, foundAtSource, foundAtTarget] = await Promise.all([
    repository.read(base, file),
    repository.read(source, file),
    repository.read(target, file),
  ]);
  const configurationOf = parserOf(file);
  const atBase = configurationOf(foundAtBase, 'base');
  const atSource = configurationOf(foundAtSource, 'source');
  const atTarget = configurationOf(foundAtTarget, 'target');
  const preview = atBase === undefined && options.allowPreview && atTarget !== undefined;
  const isFirst =
    !options.allowPreview &&
    [atBase, atSource].every((one) => one === undefined) &&
    atTarget !== undefined &&
    namesOwners(atTarget);
  const measuring = atBase ?? (preview || isFirst ? atTarget : undefined);
  if (measuring === undefined)
    throw options.allowPreview ? nowhere(file) : missingConfiguration(file, atTarget !== undefined);
  return {
    base: measuring,
    ...(atSource === undefined ? {} : { source: atSource }),
    ...(atTarget === undefined ? {} : { target: atTarget }),
    preview,
    isFirst,
  };
}

function namesOwners({ policy, applications }: Configuration): boolean {
  const lists = [policy.owners, ...applications.map(({ owners }) => owners)];
  return OWNER_ROLES.some((role) => ownersOf(role, lists).length > 0);
}

type Parse = (found: FileRead, side: ConfigurationSide) => Configuration | undefined;

/** Parses each distinct content once: most often all three commits have the same. */
function parserOf(file: string): Parse {
  const parsed = new Map<string, Configuration>();
  return (found, side) => {
    if (found.kind === 'missing') return undefined;
    if (found.kind !== 'file') throw unreadable(found, file, side);
    const known = parsed.get(found.blob);
    if (known) return known;
    const configuration = parse(found.bytes, file, side);
    parsed.set(found.blob, configuration);
    return configuration;
  };
}

function parse(bytes: Uint8Array, file: string, side: ConfigurationSide): Configuration {
  try {
    return parseConfiguration(decode(bytes, file), file);
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    const [first, ...rest] = error.problems;
    const onSide = (problem: Problem): Problem => ({
      ...problem,
      side: side === 'base' ? 'yardstick' : side,
      hint: problem.hint === undefined ? HINTS[side] : `${problem.hint} ${HINTS[side]}`,
    });
    throw new ChangeoverError([onSide(first), ...rest.map(onSide)], { cause: error });
  }
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ChangeoverError({
      code: 'config-syntax',
      message: 'the configuration is not UTF-8 text',
      place: { file },
    });
  }
}

function unreadable(
  found: Exclude<FileRead, { kind: 'file' | 'missing' }>,
  file: string,
  side: ConfigurationSide,
): ChangeoverError {
  const what = {
    symlink: 'is, or passes through, a symbolic link',
    directory: 'is a folder',
    submodule: 'is a submodule',
    'too-large': 'is too large for a configuration',
  }[found.kind];
  return new ChangeoverError({
    code: found.kind === 'symlink' ? 'path' : 'config-invalid',
    message: `the configuration ${what}`,
    place: { file },
    side: side === 'base' ? 'yardstick' : side,
    hint: HINTS[side],
  });
}

/** Without a configuration at the base nothing is measured, whatever the pull request brings. */
export function missingConfiguration(file: string, proposed: boolean): ChangeoverError {
  return new ChangeoverError({
    code: 'config-missing',
    message: `the base branch has no configuration at ${file}`,
    side: 'yardstick',
    hint: proposed
      ? 'Merge the configuration and the suite by themselves first: a pull request cannot bring its own judge. Then bring this branch up to date.'
      : `Merge a ${file} to the base branch first.`,
  });
}

/** In a terminal, where the configuration is about to be written. */
function nowhere(file: string): ChangeoverError {
  return new ChangeoverError({
    code: 'config-missing',
    message: `neither the base nor the target has a configuration at ${file}`,
    hint: `Write ${file} in the work tree, or name another with --config: it needs \`version: 1\` and under \`applications\` a name with \`model\` and \`suite\`.`,
  });
}
