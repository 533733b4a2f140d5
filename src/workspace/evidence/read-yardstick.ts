import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import type { ApplicationYardstick, Yardstick } from '../../core/contracts/yardstick.ts';
import { CaseStore } from '../../core/suite/case-store.ts';
import { entrySpans, type MemberSpan, memberSpans, NoSuchJson, type Span } from '../json-spans.ts';
import { checked, readBytes } from './read-json.ts';
import { CASE, YARDSTICK } from './schemas/yardstick.ts';

/**
 * Reads `yardstick.json` and checks it against its schema. The cases are parsed one by one and held as `CaseStore` does, so
 * that a large suite takes little more than its bytes. Throws a ChangeoverError that names the file and what is wrong.
 */
export async function readYardstick(path: string): Promise<Yardstick> {
  const bytes = await readBytes(path);
  const place = { file: path };
  const lists = caseLists(bytes);
  // What is not laid out as expected is read as a whole: the schema then says what is wrong with it.
  if (lists === undefined) return checked<Yardstick>(bytes.toString('utf8'), YARDSTICK, place);
  const frame = checked<Yardstick>(without(bytes, lists), YARDSTICK, place);
  if (frame.applications.length !== lists.length) return checked<Yardstick>(bytes.toString('utf8'), YARDSTICK, place);
  const applications = frame.applications.map((application, index): ApplicationYardstick => {
    const cases = storedCases(bytes, lists[index], { path, index });
    return { ...application, suite: { ...application.suite, cases } };
  });
  return { ...frame, applications };
}

/** Where the list of cases of each application stands; `undefined` where the file has another form. */
function caseLists(bytes: Buffer): readonly Span[] | undefined {
  try {
    const applications = memberOf(bytes, { start: 0, end: bytes.length }, 'applications');
    return [...entrySpans(bytes, applications)].map((application) => {
      const cases = memberOf(bytes, memberOf(bytes, application, 'suite'), 'cases');
      for (const _ of entrySpans(bytes, cases));
      return cases;
    });
  } catch (error) {
    if (error instanceof NoSuchJson || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value of the one member of this name; parsers differ in which of two they take. */
function memberOf(bytes: Buffer, object: Span, wanted: string): Span {
  const isWanted = ({ name }: MemberSpan) => JSON.parse(bytes.toString('utf8', name.start, name.end)) === wanted;
  const [only, ...others] = [...memberSpans(bytes, object)].filter(isWanted);
  if (only === undefined || others.length > 0) throw new NoSuchJson(`not one member ${wanted}`);
  return only.value;
}

/** The text with empty lists in the places of these. */
function without(bytes: Buffer, lists: readonly Span[]): string {
  const ends = [0, ...lists.map(({ end }) => end)];
  const between = ends.map((from, index) => bytes.toString('utf8', from, lists[index]?.start ?? bytes.length));
  return between.join('[]');
}

function storedCases(
  bytes: Buffer,
  list: Span | undefined,
  { path, index }: { readonly path: string; readonly index: number },
): readonly Case[] {
  const store = new CaseStore();
  for (const { start, end } of list === undefined ? [] : entrySpans(bytes, list)) {
    const place = { file: path };
    try {
      store.add(checked<Case>(bytes.toString('utf8', start, end), CASE, place));
    } catch (error) {
      if (!(error instanceof ChangeoverError)) throw error;
      const at = `applications[${index}].suite.cases[${store.cases.length}]`;
      const [first, ...rest] = error.problems.map((problem) => ({ ...problem, message: `${at}: ${problem.message}` }));
      throw first === undefined ? error : new ChangeoverError([first, ...rest]);
    }
  }
  return store.cases;
}
