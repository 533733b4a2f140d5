import type { Place } from '../../core/contracts/layer.ts';
import type { Problem, ProblemCode } from '../../core/contracts/problem.ts';
import { capped } from './words.ts';
import type { YamlDocument } from './yaml-document.ts';
import type { Path } from './yaml-takeover.ts';

/** What is added to a log: the place and the application follow from the path. */
interface Complaint {
  readonly path: Path;
  readonly part?: 'key' | 'value';
  readonly code?: ProblemCode;
  readonly message: string;
  readonly hint?: string;
}

/** Gathers the problems of one document, so that a user meets all of them at once. */
export interface ProblemLog {
  /** In the order of the document, cut when there are very many. */
  problems(): readonly Problem[];
  add(complaint: Complaint): void;
  /** Where a key or a value of the document is written. */
  placeOf(path: Path, part?: 'key' | 'value'): Place;
}

export function openProblemLog(document: YamlDocument): ProblemLog {
  const problems: Problem[] = [];
  return {
    problems: () => capped([...problems].sort(byPlace)),
    placeOf: document.placeOf,
    add({ path, part = 'value', code = 'config-invalid', message, hint }) {
      const [section, name] = path;
      problems.push({
        code,
        message,
        place: document.placeOf(path, part),
        ...(section === 'applications' && typeof name === 'string' ? { application: name } : {}),
        ...(hint === undefined ? {} : { hint }),
      });
    },
  };
}

function byPlace({ place: a }: Problem, { place: b }: Problem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}
