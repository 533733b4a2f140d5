import { type ApplicationSides, filesOf } from '../../core/change/application-sides.ts';
import { compareVariants } from '../../core/change/compare.ts';
import { recordedProblems, usesRecording } from '../../core/change/recorded.ts';
import { sameWiring } from '../../core/change/wiring-changes.ts';
import type { ApplicationChange } from '../../core/contracts/change.ts';
import type { Wiring } from '../../core/contracts/configuration.ts';
import type { Side, Variant } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { ProviderDefinition } from '../../core/contracts/yardstick.ts';
import { abandonedChanges } from './abandoned-changes.ts';
import type { LayerFiles } from './layer-files.ts';
import { readVariant, type VariantReading } from './read-variant.ts';

/** Commits as full SHAs, or `work tree`. */
export interface Commits {
  /** The tip of the base branch, whose configuration is the yardstick's. */
  readonly base: string;
  readonly source: string;
  readonly target: string;
}

export interface ChangeContext {
  readonly files: LayerFiles;
  readonly commits: Commits;
  /** The yardstick's. */
  readonly providers: readonly ProviderDefinition[];
  /** Paths that differ between source and target, old and new names. */
  readonly changedPaths: ReadonlySet<string>;
  /** The base's own wiring of an application in effect. */
  readonly baseWiring: (application: string) => Wiring | undefined;
}

/** What happened to one application, and what stood in the way of knowing it. Any problem makes its migration invalid. */
export interface ApplicationReading {
  readonly change: ApplicationChange;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The base's configuration answers it from recorded replies. */
  readonly recorded: boolean;
}

/** Reads both variants of an application and compares them; changes of what it is read from no longer are problems. */
export async function readApplication(sides: ApplicationSides, context: ChangeContext): Promise<ApplicationReading> {
  const touches = (file: string) => pathAndFolders(file).some((path) => context.changedPaths.has(path));
  const reading = await readSides(sides, context);
  const abandoned = await abandonedChanges(sides, { ...context, touches });
  if (abandoned.length === 0) return reading;
  const { change, problems } = reading;
  const kind = change.kind === 'removed' ? 'removed' : 'changed';
  return { ...reading, change: { ...change, kind }, problems: [...problems, ...abandoned] };
}

async function readSides(sides: ApplicationSides, context: ChangeContext): Promise<ApplicationReading> {
  if (sides.standing === 'removed') return readRemoved(sides, context);
  if (sides.standing === 'in-effect' && isUntouched(sides, context)) {
    const change = { application: sides.application, kind: 'unchanged' as const, changed: [], moved: [] };
    return { change, problems: [], warnings: [], recorded: false };
  }
  const [source, target] = await Promise.all([
    read(sides.source, 'source', context),
    read(sides.target, 'target', context),
  ]);
  return sides.standing === 'proposed' ? proposed(sides, source, target) : inEffect(sides, source, target, context);
}

/** Neither where its layers live changed nor any file or folder that they live in: nothing needs to be read. */
function isUntouched({ source, target }: ApplicationSides, { changedPaths }: ChangeContext): boolean {
  if (!source || !target || !sameWiring(source, target)) return false;
  return ![...filesOf(source)].flatMap(pathAndFolders).some((path) => changedPaths.has(path));
}

/** A folder is itself listed as changed when it becomes a symbolic link or a submodule. */
function pathAndFolders(file: string): readonly string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

async function read(wiring: Wiring | undefined, side: Side, context: ChangeContext): Promise<VariantReading> {
  if (!wiring) return { kind: 'missing', problems: [] };
  const { files, providers, commits } = context;
  return readVariant({ files, commit: commits[side], side, wiring, providers });
}

async function inEffect(
  sides: ApplicationSides,
  source: VariantReading,
  target: VariantReading,
  context: ChangeContext,
): Promise<ApplicationReading> {
  const change = compareVariants(sides.application, variantOf(source), variantOf(target));
  // The target's own configuration names layers of which none is there: a slip, not a removal.
  const lost = target.kind === 'missing' && sides.targetOwn ? [...missingIn(source), ...missingIn(target)] : [];
  const problems = [...problemsOf(source), ...problemsOf(target), ...lost];
  const recorded = change.source || change.target ? await baseIsRecorded(sides.application, context) : false;
  const { providers } = context;
  const conditions =
    change.kind === 'changed' || change.kind === 'added'
      ? recordedProblems({
          application: sides.application,
          baseRecorded: recorded,
          source: change.source,
          target: change.target,
          providers,
        })
      : [];
  return {
    change: problems.length > 0 ? unclear(change) : change,
    problems: [...problems, ...conditions],
    warnings: [...warningsOf(source), ...warningsOf(target)],
    recorded,
  };
}

/** Of an application with a side that cannot be read: its layers there are unknown, which is not the same as gone. */
function unclear(change: ApplicationChange): ApplicationChange {
  const readable = change.source !== undefined && change.target !== undefined;
  return { ...change, kind: 'changed', ...(readable ? {} : { changed: [], moved: [] }) };
}

async function baseIsRecorded(application: string, context: ChangeContext): Promise<boolean> {
  const wiring = context.baseWiring(application);
  if (!wiring) return false;
  const { files, commits, providers } = context;
  const base = await readVariant({ files, commit: commits.base, side: 'source', wiring, providers });
  if (base.kind === 'found') return usesRecording(base.variant, providers);
  // Layers that are still to come say nothing of the provider; its name in the configuration does.
  const { provider } = wiring;
  return (
    provider?.kind === 'value' && providers.some(({ name, type }) => name === provider.value && type === 'recorded')
  );
}

/** For information only: a source that cannot be read leaves the target alone, with the reasons as warnings. */
function proposed(sides: ApplicationSides, source: VariantReading, target: VariantReading): ApplicationReading {
  const change = compareVariants(sides.application, variantOf(source), variantOf(target));
  return {
    change: { ...change, kind: 'proposed' },
    problems: target.kind === 'found' ? [] : target.problems,
    warnings: [...(source.kind === 'problems' ? source.problems : warningsOf(source)), ...warningsOf(target)],
    recorded: false,
  };
}

/** The source variant is told where it can be read; nothing depends on it. */
async function readRemoved(sides: ApplicationSides, context: ChangeContext): Promise<ApplicationReading> {
  const source = await read(sides.source, 'source', context);
  const change = compareVariants(sides.application, variantOf(source), undefined);
  return { change: { ...change, kind: 'removed' }, problems: [], warnings: [], recorded: false };
}

function variantOf(reading: VariantReading): Variant | undefined {
  return reading.kind === 'found' ? reading.variant : undefined;
}

function problemsOf(reading: VariantReading): readonly Problem[] {
  return reading.kind === 'problems' ? reading.problems : [];
}

function missingIn(reading: VariantReading): readonly Problem[] {
  return reading.kind === 'missing' ? reading.problems : [];
}

function warningsOf(reading: VariantReading): readonly Problem[] {
  return reading.kind === 'found' ? reading.warnings : [];
}
