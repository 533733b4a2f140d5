/** One step of a dotted path: a member by name, an item by position, or the item whose member has a value. */
export type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'select'; readonly key: string; readonly value: string };

const MAX_LENGTH = 500;
const NAME = /[^.[\]]+/y;
const QUOTED = /\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/y;
const INDEX = /\[(\d{1,9})\]/y;
const SELECT = /\[([^[\]="']+)=(?:"([^"]*)"|'([^']*)'|([^[\]"']*))\]/y;

/**
 * Parses `a.b[2].c`, `a["dotted.key"]` and `env[name=MODEL_ID].value`. Positions count from 0.
 * Returns the steps, or the position (from 1) of the first character that fits nothing.
 */
export function parsePath(path: string): readonly Step[] | { readonly faultAt: number } {
  if (path.length > MAX_LENGTH) return { faultAt: MAX_LENGTH + 1 };
  const steps: Step[] = [];
  let offset = 0;
  while (offset < path.length || steps.length === 0) {
    const next = stepAt(path, offset, steps.length === 0);
    if (next === undefined) return { faultAt: offset + 1 };
    steps.push(next.step);
    offset = next.end;
  }
  return steps;
}

function stepAt(path: string, offset: number, first: boolean): { step: Step; end: number } | undefined {
  if (path[offset] === '[') return bracketAt(path, offset);
  const start = first ? offset : offset + 1;
  if (!first && path[offset] !== '.') return undefined;
  const name = matchAt(NAME, path, start);
  return name ? { step: { kind: 'key', key: name[0] }, end: start + name[0].length } : undefined;
}

function bracketAt(path: string, offset: number): { step: Step; end: number } | undefined {
  const index = matchAt(INDEX, path, offset);
  if (index) return { step: { kind: 'index', index: Number(index[1]) }, end: offset + index[0].length };
  const quoted = matchAt(QUOTED, path, offset);
  if (quoted) {
    const key = (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1');
    return { step: { kind: 'key', key }, end: offset + quoted[0].length };
  }
  const select = matchAt(SELECT, path, offset);
  if (!select) return undefined;
  const value = select[2] ?? select[3] ?? select[4] ?? '';
  return { step: { kind: 'select', key: (select[1] ?? '').trim(), value }, end: offset + select[0].length };
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/** A path's steps as they are written, for messages. */
export function describeSteps(steps: readonly Step[]): string {
  return steps.reduce((path, step) => {
    if (step.kind === 'index') return `${path}[${step.index}]`;
    if (step.kind === 'select') return `${path}[${step.key}=${step.value}]`;
    if (/[.[\]"']/.test(step.key)) return `${path}["${step.key}"]`;
    return path === '' ? step.key : `${path}.${step.key}`;
  }, '');
}
