import { runAction } from './action.ts';
import { optimiseSparingly } from './compiler.ts';
import { keepHeapSmall } from './heap.ts';

// The Action. The same file runs as the main step and as the post step.
keepHeapSmall();
optimiseSparingly();
process.exitCode = await runAction(process);
