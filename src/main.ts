import { runAction } from './action.ts';

// The Action. The same file runs as the main step and as the post step.
process.exitCode = await runAction(process);
