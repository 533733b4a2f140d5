import { buildProgram } from './cli-program.ts';
import { problemsOf } from './commands/steps/problems-of.ts';
import { optimiseSparingly } from './compiler.ts';
import { describeProblem } from './core/contracts/problem.ts';
import { exitCodeOf } from './core/policy/status.ts';
import { keepHeapSmall } from './heap.ts';
import { terminalSession } from './terminal-session.ts';

// The terminal. Everything with an effect at import time is in this file.
keepHeapSmall();
optimiseSparingly();
const session = terminalSession(process);
process.on('uncaughtException', (error) => {
  session.complain(`${problemsOf(error).map(describeProblem).join('\n')}\n`);
  // Node's own code would be 1, which says that the change failed.
  process.exit(exitCodeOf({ verdict: 'invalid' }));
});
process.exitCode = await session.close(await buildProgram(session).run(process.argv.slice(2)));
