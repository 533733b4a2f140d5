import { decodeLayer, MAX_LAYER_BYTES, tooLarge } from '../../core/change/locate/layer-text.ts';
import { isProblem } from '../../core/change/locate/located.ts';
import type { FileRead, Repository } from '../../core/contracts/ports.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';

/** A layer file's text; a problem of code `layer-missing` when there is no such file. */
export type LayerFile = { readonly text: string } | Problem;

/** Layer files of a repository as text. Each file of each commit is read once, however many layers it holds. */
export class LayerFiles {
  readonly #repository: Repository;
  readonly #reads = new Map<string, Promise<LayerFile>>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  read(commit: string, file: string): Promise<LayerFile> {
    const key = `${commit}:${file}`;
    const known = this.#reads.get(key);
    if (known) return known;
    const read = this.#readNow(commit, file);
    this.#reads.set(key, read);
    return read;
  }

  async #readNow(commit: string, file: string): Promise<LayerFile> {
    try {
      return asText(await this.#repository.read(commit, file), commit, file);
    } catch (error) {
      // A path that leaves the repository is the configuration's fault, told beside the others.
      if (error instanceof ChangeoverError) return error.problems[0];
      throw error;
    }
  }
}

function asText(read: FileRead, commit: string, file: string): LayerFile {
  switch (read.kind) {
    case 'file': {
      const decoded = decodeLayer(read.bytes, file);
      return isProblem(decoded) ? decoded : { text: decoded.text };
    }
    case 'missing':
      return {
        code: 'layer-missing',
        message: `there is no file ${file} ${whereIs(commit)}`,
        hint: 'Correct the path in the configuration of this side, or add the file.',
      };
    case 'symlink': {
      const through = read.at === file ? 'is a symbolic link' : `lies behind the symbolic link ${read.at}`;
      return { code: 'path', message: `${file} ${through}, which is never followed`, hint: 'Name the file itself.' };
    }
    case 'directory':
      return { code: 'layer-invalid', message: `${file} is a folder, not a file`, hint: 'Name a file in it.' };
    case 'submodule':
      return {
        code: 'layer-invalid',
        message: `${file} is a submodule, whose files belong to another repository`,
        hint: 'Keep the layer in this repository.',
      };
    case 'too-large':
      return tooLarge(file, read.size, Math.min(read.limit, MAX_LAYER_BYTES));
  }
}

function whereIs(commit: string): string {
  return /^[0-9a-f]{40}$/.test(commit) ? `at ${commit.slice(0, 7)}` : `in the ${commit}`;
}
