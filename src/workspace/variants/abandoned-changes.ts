import type { ApplicationSides } from '../../core/change/application-sides.ts';
import { layerText } from '../../core/change/locate/layer-text.ts';
import { abandonedPlaces, type WiredPlace, wiredPlaces } from '../../core/change/wired-places.ts';
import type { Wiring } from '../../core/contracts/configuration.ts';
import { canonicalJson } from '../../core/contracts/digest.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { LayerFiles } from './layer-files.ts';
import { OBJECT_LAYERS } from './layer-value.ts';
import { readLocation } from './read-location.ts';

/** What abandoned places are looked for in. */
export interface AbandonedContext {
  readonly files: LayerFiles;
  readonly commits: { readonly source: string; readonly target: string };
  /** The base's own wiring of an application in effect. */
  readonly baseWiring: (application: string) => Wiring | undefined;
  /** Whether the pull request changes a file or a folder above it. */
  readonly touches: (file: string) => boolean;
}

/**
 * Places that the source or the base reads an application from, that the target's configuration reads no longer, and that the
 * pull request changes all the same: the program may go on reading them, so their change would be merged unevaluated. A place
 * that is gone, or whose new value the target reads elsewhere, hides nothing.
 */
export async function abandonedChanges(
  sides: ApplicationSides,
  context: AbandonedContext,
): Promise<readonly Problem[]> {
  if (sides.standing === 'proposed') return [];
  const older = [sides.source, context.baseWiring(sides.application)].flatMap((wiring) => wiring ?? []);
  const places = abandonedPlaces(older, sides.target).filter(({ location }) => context.touches(location.file));
  if (places.length === 0) return [];
  const evaluated = await evaluatedValues(sides.target, context);
  const problems = places.map(async (place) => {
    const now = await valueAt(place, context.commits.target, context.files);
    if (now === undefined || evaluated.has(now)) return [];
    const before = await valueAt(place, context.commits.source, context.files);
    return before === now && now !== UNREADABLE ? [] : [abandoned(sides, place)];
  });
  return (await Promise.all(problems)).flat();
}

/** Not the canonical form of any value. */
const UNREADABLE = 'unreadable';

/** A place's value in one canonical form; `undefined` when nothing is there. */
async function valueAt({ key, location }: WiredPlace, commit: string, files: LayerFiles): Promise<string | undefined> {
  const whole = key !== 'provider' && OBJECT_LAYERS.has(key) ? 'document' : 'text';
  const reading = await readLocation(files, commit, location, whole);
  if ('problems' in reading)
    return reading.problems.every(({ code }) => code === 'layer-missing') ? undefined : UNREADABLE;
  return canonicalJson(reading.parts.map(({ value }) => (typeof value === 'string' ? layerText(value) : value)));
}

async function evaluatedValues(
  target: Wiring | undefined,
  { files, commits }: AbandonedContext,
): Promise<ReadonlySet<string>> {
  const places = target ? wiredPlaces(target) : [];
  const values = await Promise.all(places.map((place) => valueAt(place, commits.target, files)));
  return new Set(values.flatMap((value) => (value === undefined || value === UNREADABLE ? [] : value)));
}

function abandoned({ application, standing }: ApplicationSides, { key, location }: WiredPlace): Problem {
  const removed = standing === 'removed';
  return {
    code: 'conditions',
    message: `the pull request changes the ${key} in ${location.file}, from which its configuration no longer reads ${application}: the change would be merged unevaluated`,
    application,
    side: 'target',
    place: { file: location.file },
    hint: removed
      ? 'Remove the application from the configuration by itself, or delete what it was made of together with it.'
      : 'Change the wiring in a pull request of its own, or delete the value that is no longer read.',
  };
}
