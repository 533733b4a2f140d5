import { describe, expect, it } from 'vitest';
import { pagesOf, wholeList } from '../../src/github/pages.ts';

/** A list as GitHub gives it, and which pages of it were asked for. */
function listOf(length: number) {
  const all = Array.from({ length }, (_, index) => index);
  const asked: number[] = [];
  const read = async ({ per_page, page }: { readonly per_page: number; readonly page: number }) => {
    asked.push(page);
    return all.slice((page - 1) * per_page, page * per_page);
  };
  return { all, asked, read };
}

describe('wholeList', () => {
  it.each([
    [0, [1]],
    [99, [1]],
    [100, [1, 2]],
    [250, [1, 2, 3]],
    [299, [1, 2, 3]],
  ])('of %d entries asks for the pages %j', async (length, pages) => {
    const { all, asked, read } = listOf(length);
    expect(await wholeList(read, { most: 300, message: 'too many' })).toEqual(all);
    expect(asked).toEqual(pages);
  });

  it.each([300, 1000])('of %d entries is none, and asks no further than its bound', async (length) => {
    const { asked, read } = listOf(length);
    await expect(wholeList(read, { most: 300, message: 'more than 300' })).rejects.toMatchObject({
      problems: [{ code: 'github', message: 'more than 300', hint: 'Open a new pull request for the same change.' }],
    });
    expect(asked).toEqual([1, 2, 3]);
  });
});

describe('pagesOf', () => {
  it('asks for a page only when it is wanted', async () => {
    const { asked, read } = listOf(1000);
    for await (const page of pagesOf(read)) if (page.includes(150)) break;
    expect(asked).toEqual([1, 2]);
  });

  it('throws what GitHub answers', async () => {
    const read = async () => {
      throw new Error('403');
    };
    await expect(pagesOf(read).next()).rejects.toThrow('403');
  });
});
