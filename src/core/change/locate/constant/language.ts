import {
  readGoString,
  readJavaScriptString,
  readJavaString,
  readPythonString,
  type StringRead,
} from './string-literal.ts';

type LanguageName = 'JavaScript' | 'Python' | 'Go' | 'Java';

/** What the scanner must know of a language to tell its strings and comments from the rest. */
export interface Language {
  readonly name: LanguageName;
  readonly lineComment: '//' | '#';
  readonly blockComments: boolean;
  /** `/` may open a regular expression, in which quotes open nothing. */
  readonly regexLiterals: boolean;
  /** `</` and `/>` may close a tag. */
  readonly tags: boolean;
  /** Reads the string literal at an offset; `undefined` when none starts there. */
  readonly readString: (text: string, offset: number) => StringRead | undefined;
}

const JAVASCRIPT: Language = {
  name: 'JavaScript',
  lineComment: '//',
  blockComments: true,
  regexLiterals: true,
  tags: false,
  readString: readJavaScriptString,
};
const JAVASCRIPT_WITH_TAGS: Language = { ...JAVASCRIPT, tags: true };
const PYTHON: Language = {
  name: 'Python',
  lineComment: '#',
  blockComments: false,
  regexLiterals: false,
  tags: false,
  readString: readPythonString,
};
const GO: Language = {
  name: 'Go',
  lineComment: '//',
  blockComments: true,
  regexLiterals: false,
  tags: false,
  readString: readGoString,
};
const JAVA: Language = {
  name: 'Java',
  lineComment: '//',
  blockComments: true,
  regexLiterals: false,
  tags: false,
  readString: readJavaString,
};

const BY_EXTENSION: ReadonlyMap<string, Language> = new Map([
  ...['ts', 'mts', 'cts', 'mjs', 'cjs'].map((extension) => [extension, JAVASCRIPT] as const),
  ...['tsx', 'js', 'jsx'].map((extension) => [extension, JAVASCRIPT_WITH_TAGS] as const),
  ['py', PYTHON],
  ['pyi', PYTHON],
  ['go', GO],
  ['java', JAVA],
]);

/** The language of a file by its name; `undefined` for those whose constants are not read. */
export function languageOf(file: string): Language | undefined {
  return BY_EXTENSION.get(file.slice(file.lastIndexOf('.') + 1).toLowerCase());
}
