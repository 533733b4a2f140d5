import type { CommandFault } from '../../contracts/command.ts';

/** A word of a command line: parts between slashes, each plain or in double quotes. */
interface Word {
  /** Without its quotes. */
  readonly text: string;
  readonly parts: readonly string[];
}

/** Thrown while a line is read, and caught where reading starts. */
export class FaultyWords extends Error {
  readonly fault: CommandFault;

  constructor(fault: CommandFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** Reads a line from left to right. All but `next` and `rest` throw `FaultyWords` when the line has something else. */
export interface WordReader {
  /** The next word, `undefined` at the end. Throws on a quote that is not around a whole name. */
  next(): Word | undefined;
  /** A word that must be there; `what` names it. */
  need(what: string): Word;
  /** Whether the next word is this one, which is then consumed. */
  accept(word: string): boolean;
  /** A word that must be exactly this one. */
  expect(word: string): void;
  /** All that is left, as written, without spaces around it. */
  rest(): string;
  end(): void;
}

const PART = '(?:"[^"]*"|[^ "/]*)';
const WORD = new RegExp(`${PART}(?:/${PART})*(?= |$)`, 'y');
const PARTS = new RegExp(`/(${PART})`, 'g');
/** Characters of a word that a message repeats. */
const LONGEST_SHOWN = 80;

export function readWords(line: string): WordReader {
  let at = 0;
  const skipSpaces = (): void => {
    while (line[at] === ' ') at += 1;
  };
  const next = (): Word | undefined => {
    skipSpaces();
    if (at >= line.length) return undefined;
    WORD.lastIndex = at;
    const written = WORD.exec(line)?.[0];
    if (written === undefined) throw new FaultyWords({ kind: 'stray-quote' });
    at += written.length;
    return wordOf(written);
  };
  const need = (what: string): Word => {
    const word = next();
    if (word === undefined || word.text === '') throw new FaultyWords({ kind: 'missing', what });
    return word;
  };
  return {
    next,
    need,
    accept(wanted) {
      const before = at;
      if (next()?.text === wanted) return true;
      at = before;
      return false;
    },
    expect(wanted) {
      const { text } = need(wanted);
      if (text !== wanted) throw new FaultyWords({ kind: 'unexpected', word: shown(text), instead: wanted });
    },
    rest() {
      skipSpaces();
      const left = line.slice(at).trimEnd();
      at = line.length;
      return left;
    },
    end() {
      const word = next();
      if (word !== undefined) throw new FaultyWords({ kind: 'unexpected', word: shown(word.text) });
    },
  };
}

/** A word as a message may repeat it. */
export function shown(word: string): string {
  return word.length > LONGEST_SHOWN ? `${word.slice(0, LONGEST_SHOWN)}…` : word;
}

function wordOf(written: string): Word {
  const parts = [...`/${written}`.matchAll(PARTS)].map(([, part = '']) => part.replace(/^"(.*)"$/, '$1'));
  return { text: parts.join('/'), parts };
}
