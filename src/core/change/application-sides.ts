import type { Configuration, Location, Wiring } from '../contracts/configuration.ts';

/** The configurations of the three commits. A side without one is absent. */
export interface Configurations {
  /** The yardstick's: the tip of the base branch. */
  readonly base: Configuration;
  readonly source: Configuration | undefined;
  readonly target: Configuration | undefined;
}

/** How one application is read on both sides. */
export interface ApplicationSides {
  readonly application: string;
  /**
   * `in-effect`: the yardstick has it. `proposed`: only the target's configuration does. `removed`: the target's own
   * configuration no longer has what the source's had.
   */
  readonly standing: 'in-effect' | 'proposed' | 'removed';
  readonly source?: Wiring;
  readonly target?: Wiring;
  /** The target's wiring is its own, so that layers which are not there are a fault, not a removal. */
  readonly targetOwn: boolean;
}

/**
 * Whose wiring reads which side, application by application, in the order of the base's configuration. Each side is read by
 * its own; one that has no configuration, or lacks an application that only came to the base since, by the base's.
 */
export function applicationSides({ base, source, target }: Configurations): readonly ApplicationSides[] {
  const inEffect = base.applications.map(({ wiring }) => sidesInEffect(wiring, source, target));
  const known = new Set(inEffect.map(({ application }) => application));
  const proposed = (target?.applications ?? [])
    .filter(({ name }) => !known.has(name))
    .map(({ wiring }) => ({
      application: wiring.application,
      standing: 'proposed' as const,
      source: wiringIn(source, wiring.application) ?? wiring,
      target: wiring,
      targetOwn: true,
    }));
  return [...inEffect, ...proposed];
}

function sidesInEffect(
  base: Wiring,
  source: Configuration | undefined,
  target: Configuration | undefined,
): ApplicationSides {
  const { application } = base;
  const from = wiringIn(source, application);
  const to = wiringIn(target, application);
  if (target && !to && from) return { application, standing: 'removed', source: from, targetOwn: true };
  // A source that lacks it although the target has it is read by the base's wiring too: a branch from before the
  // application was configured must not turn a change of its layers into an addition, which nothing is compared with.
  return { application, standing: 'in-effect', source: from ?? base, target: to ?? base, targetOwn: to !== undefined };
}

function wiringIn(configuration: Configuration | undefined, application: string): Wiring | undefined {
  return configuration?.applications.find(({ name }) => name === application)?.wiring;
}

/** All files that a wiring names. */
export function filesOf(wiring: Wiring): ReadonlySet<string> {
  const locations = [...Object.values(wiring.layers), ...(wiring.provider ? [wiring.provider] : [])];
  return new Set(locations.flatMap(filesOfLocation));
}

function filesOfLocation(location: Location): readonly string[] {
  if (location.kind === 'fragments') return location.parts.flatMap(filesOfLocation);
  return location.kind === 'value' ? [] : [location.file];
}
