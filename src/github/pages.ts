import { ChangeoverError } from '../core/contracts/problem.ts';

/** Entries of a page that is not the last: the most that GitHub gives. */
const PAGE = 100;

/** What a request for one page says of it, in GitHub's words; pages are counted from 1. */
export interface Paging {
  readonly per_page: number;
  readonly page: number;
}

type ReadPage<T> = (paging: Paging) => Promise<readonly T[]>;

/** The pages of a list in GitHub's order, each asked for when it is wanted; the first that is not full is the last. */
export async function* pagesOf<T>(read: ReadPage<T>): AsyncGenerator<readonly T[]> {
  for (let page = 1; ; page += 1) {
    const entries = await read({ per_page: PAGE, page });
    yield entries;
    if (entries.length < PAGE) return;
  }
}

/** The bound of a list of which every entry counts. */
interface Bound {
  /** A multiple of a hundred. */
  readonly most: number;
  /** Of the problem when there are more: it says what cannot be known then. */
  readonly message: string;
}

/** A whole list, in GitHub's order. Throws a ChangeoverError when it may have more than `most` entries. */
export async function wholeList<T>(read: ReadPage<T>, { most, message }: Bound): Promise<readonly T[]> {
  const entries: T[] = [];
  for await (const page of pagesOf(read)) {
    entries.push(...page);
    if (page.length === PAGE && entries.length >= most) throw tooMany(message);
  }
  return entries;
}

function tooMany(message: string): ChangeoverError {
  return new ChangeoverError({
    code: 'github',
    message,
    hint: 'Open a new pull request for the same change.',
  });
}
