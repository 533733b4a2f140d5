/**
 * Where the template literal at an offset ends, nested templates and substitutions included; `undefined` when it never does.
 * Keeps its own stack, so that nesting made to exhaust the call stack does no harm.
 */
export function templateEnd(
  text: string,
  offset: number,
): { readonly end: number; readonly interpolated: boolean } | undefined {
  const open: ('template' | 'substitution')[] = ['template'];
  let interpolated = false;
  for (let at = offset + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (open.at(-1) === 'template' && text.startsWith('${', at)) {
      open.push('substitution');
      interpolated = true;
      at += 1;
    } else if (open.at(-1) === 'template' && character === '`') {
      open.pop();
      if (open.length === 0) return { end: at + 1, interpolated };
    } else if (open.at(-1) === 'substitution') at = inSubstitution(text, at, open);
  }
  return undefined;
}

/** Handles one character of a substitution; returns the offset of the last character that it took. */
function inSubstitution(text: string, at: number, open: ('template' | 'substitution')[]): number {
  const character = text[at];
  if (character === '{') open.push('substitution');
  else if (character === '}') open.pop();
  else if (character === '`') open.push('template');
  else if (character === '"' || character === "'") return stringEnd(text, at, character) ?? at;
  return at;
}

function stringEnd(text: string, at: number, quote: string): number | undefined {
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === quote) return end;
  }
  return undefined;
}
