import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, measuredRun, start } from './measured-run.mjs';
import { makeRepository } from './repository.mjs';

/**
 * The whole `check` command on a repository of its own, as a user would run it, with its own folder of kept replies. Runs of
 * one of these share the folder: the second finds what the first paid for.
 */
export function prepareCheck({ cli, scratch }, endpoint, repository) {
  const folder = mkdtempSync(join(scratch, 'check-'));
  const work = join(folder, 'repository');
  makeRepository(work, { ...repository, url: endpoint.url });
  let replies = mkdtempSync(join(folder, 'replies-'));
  let runs = 0;
  const nextRun = () => {
    runs += 1;
    const evidence = join(folder, `evidence-${runs}`);
    const words = [cli, 'check', '--base', 'HEAD~1', '--head', 'HEAD', '--evidence-dir', evidence];
    return { evidence, words, options: { endpoint, cwd: work, env: { CHANGEOVER_CACHE_DIR: replies } } };
  };
  return {
    /** Runs it to its end. Throws when it does not pass. */
    async run() {
      const { words, options, evidence } = nextRun();
      const figures = await measuredRun(words, options);
      return { ...figures, verdict: () => verdictIn(evidence) };
    },
    /** Its next command, for someone else to run. */
    command() {
      const { words, options } = nextRun();
      return { words, cwd: options.cwd, env: environmentOf(options) };
    },
    /** Starts it, for someone to kill. */
    start() {
      const { words, options } = nextRun();
      return start(words, options);
    },
    forgetReplies() {
      replies = mkdtempSync(join(folder, 'replies-'));
    },
    /** How many replies are kept: lines that are whole. */
    keptReplies: () => countLines(replies),
  };
}

function verdictIn(evidence) {
  return JSON.parse(readFileSync(join(evidence, 'verdict.json'), 'utf8'));
}

/** Whole lines that hold a reply; the folder also keeps a list of attempts. */
function countLines(folder) {
  const segments = readdirSync(folder, { recursive: true }).filter((name) => /\.jsonl$/.test(name));
  const texts = segments.map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.flatMap((text) => text.split('\n').slice(0, -1)).filter((line) => line.includes('"reply"')).length;
}
