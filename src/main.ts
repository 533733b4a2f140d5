import { runAction } from './action.ts';
import { keepHeapSmall } from './heap.ts';

// The Action. The same file runs as the main step and as the post step.
keepHeapSmall();
process.exitCode = await runAction(process);
