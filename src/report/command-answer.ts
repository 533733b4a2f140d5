import type { CommandAnswer, HelpCircumstances } from '../core/governance/command/answer.ts';
import { printCommand } from '../core/governance/command/print-command.ts';
import { type Block, code, heading, line, linkTo, list, paragraph, type Spans } from './document.ts';
import { MARKER, renderMarkdown } from './markdown.ts';
import { name } from './names.ts';
import { plainText } from './plain-text.ts';
import { refusalWords } from './refusal-words.ts';

/** A login and the address of the comment that is answered. */
export interface AnsweredComment {
  readonly author: string;
  readonly url: string;
}

/** Our own words alone are long in it; names are cut, so that it always fits. */
const LIMITS = { characters: 2800, bytes: 8000 };

/** The short section of the one comment that says what became of the last command. */
export function lastCommandSection(answer: CommandAnswer, comment: AnsweredComment): string {
  const by = line`${name(`@${comment.author}`)} (${linkTo(comment.url, line`comment`)})`;
  const blocks: readonly Block[] = [heading(3, line`Last command`), ...answerBlocks(answer, by)];
  return renderMarkdown({ sections: [{ name: 'last command', blocks, expendable: 0 }], wholeIsAt: [] }, LIMITS);
}

/** The same in one line, for a log. */
export function answerSentence(answer: CommandAnswer): string {
  switch (answer.kind) {
    case 'help':
      return 'Said which commands there are';
    case 'done':
      return `Carried out: ${answer.command}`;
    case 'not-understood':
    case 'refused':
      return `Refused: ${plainText(refusalWords(answer))}`;
  }
}

/** The comment of a pull request on which nothing was evaluated yet, where it must be there to answer in. */
export function answeringComment(): string {
  return `${MARKER}\n## Changeover\n\nNothing was evaluated on this pull request yet.\n`;
}

function answerBlocks(answer: CommandAnswer, by: Spans): readonly Block[] {
  switch (answer.kind) {
    case 'help':
      return [
        paragraph(line`What applies here, in the first line of a new comment:`),
        list(helpItems(answer.circumstances)),
      ];
    case 'done':
      return [paragraph(line`${code(`/changeover ${answer.command}`)} of ${by}: done.`)];
    case 'not-understood':
      return [paragraph(line`Not understood, by ${by}: ${refusalWords(answer)}.`)];
    case 'refused':
      return [paragraph(line`${code(`/changeover ${answer.command}`)} of ${by} is refused: ${refusalWords(answer)}.`)];
  }
}

const WAIVE = '/changeover waive APPLICATION/METRIC until DATE because REASON';
const GLASS = '/changeover break-glass because REASON';

function helpItems({ isOpen, isFork, isDraft }: HelpCircumstances): readonly Spans[] {
  if (!isOpen) return [line`The pull request is closed: only ${command({ kind: 'help' })} is answered.`];
  return [
    ...(isFork
      ? [
          line`This is a fork's: it is evaluated once a maintainer approves that run or pushes the branch to the repository.`,
        ]
      : [line`${command({ kind: 'run', full: false })} evaluates again; for people with write access`]),
    ...(isDraft && !isFork ? [line`${command({ kind: 'run', full: true })} evaluates all cases of this draft`] : []),
    line`${code(WAIVE)} excuses what fails there now, and ${code('/changeover unwaive APPLICATION/METRIC')} takes it back; for an owner of the metric’s role`,
    line`${command({ kind: 'approve-yardstick' })} lets a proposed yardstick take effect here; for its owners, on the work of others`,
    line`${code(GLASS)} lets the pull request pass while a provider is out; for an owner of all roles, on the work of others`,
  ];
}

function command(one: Parameters<typeof printCommand>[0]) {
  return code(printCommand(one));
}
