import { buildProgram } from './cli-program.ts';
import { optimiseSparingly } from './compiler.ts';
import { keepHeapSmall } from './heap.ts';
import { terminalSession } from './terminal-session.ts';

// The terminal. Everything with an effect at import time is in this file.
keepHeapSmall();
optimiseSparingly();
const session = terminalSession(process);
process.exitCode = await buildProgram(session).run(process.argv.slice(2));
session.close();
