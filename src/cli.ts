import { buildProgram } from './cli-program.ts';
import { problemsOf } from './commands/steps/problems-of.ts';
import { optimiseSparingly } from './compiler.ts';
import { describeProblem } from './core/contracts/problem.ts';
import { keepHeapSmall } from './heap.ts';
import { terminalSession } from './terminal-session.ts';

/** Exit code of what nobody foresaw: Node's own would be 1, which says that the change failed. */
const INVALID = 3;

// The terminal. Everything with an effect at import time is in this file.
keepHeapSmall();
optimiseSparingly();
const session = terminalSession(process);
process.on('uncaughtException', (error) => {
  session.complain(`${problemsOf(error).map(describeProblem).join('\n')}\n`);
  process.exit(INVALID);
});
process.exitCode = await session.close(await buildProgram(session).run(process.argv.slice(2)));
