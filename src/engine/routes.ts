import type { ModelRequest } from '../core/contracts/cell.ts';
import type { Clock, Model } from '../core/contracts/ports.ts';
import type { PaceLimits } from './account-limits.ts';
import type { RetryPolicy } from './backoff.ts';
import { createLane, type Lane } from './lane.ts';
import { createPace, type Pace } from './pace.ts';

/** What a request passes on its way out. */
export interface Route {
  /** Shared by all models of the provider. */
  readonly lane: Lane;
  /** Shared by both variants where they share the model. */
  readonly pace: Pace;
}

export interface RouteContext {
  /** Calls in flight at most, over all models of a provider. */
  concurrencyOf(provider: string): number;
  /** Limits that the account has on each model of a provider. */
  limitsOf?(provider: string): PaceLimits;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  random(): number;
}

/** One lane a provider, one pace a model of it, made when they are first needed. */
export interface Routes {
  to(request: ModelRequest, model: Model): Route;
  /** To be called when calls may have become unwanted: those that wait for their turn look again. */
  reconsider(): void;
}

export function createRoutes(context: RouteContext): Routes {
  const lanes = new Map<string, Lane>();
  const routes = new Map<string, Map<string, Route>>();

  const open = (provider: string, places: number): Route => {
    const lane = lanes.get(provider) ?? createLane(places);
    lanes.set(provider, lane);
    return { lane, pace: createPace(places, context.limitsOf?.(provider) ?? {}, context) };
  };
  return {
    to(request, model) {
      const ofProvider = routes.get(request.provider) ?? new Map<string, Route>();
      routes.set(request.provider, ofProvider);
      const known = ofProvider.get(request.model);
      if (known) return known;
      // A recording is replayed in one order, always the same.
      const route = open(request.provider, model.recorded ? 1 : context.concurrencyOf(request.provider));
      ofProvider.set(request.model, route);
      return route;
    },
    reconsider() {
      for (const ofProvider of routes.values()) for (const { pace } of ofProvider.values()) pace.reconsider();
    },
  };
}
