import type { LayerChange } from '../contracts/change.ts';
import type { Case } from '../contracts/suite.ts';
import { valuesOf } from './render.ts';
import { sameTemplate } from './same-template.ts';
import { parseTemplate } from './template.ts';

/**
 * What a change makes of the requests that are sent.
 * `none`: they are the same, whatever the case: nothing of the change can ever reach the model.
 * `not-reached`: they are the same in every case of the suite, and would differ in others: a section that no case opens.
 * `reached`: some case is sent differently, or might be.
 */
export type SentDifference = 'none' | 'not-reached' | 'reached';

/**
 * Compares what both sides of an application would send. Only a prompt can change without a change of what is sent: it is a
 * template; every other layer is sent as it is. Looks no further than the first case that differs.
 */
export function sentDifference(changed: readonly LayerChange[], cases: readonly Case[]): SentDifference {
  const [prompt, ...others] = changed;
  const [source, target] = [prompt?.source?.value, prompt?.target?.value];
  if (prompt?.layer !== 'prompt' || others.length > 0) return 'reached';
  if (typeof source !== 'string' || typeof target !== 'string') return 'reached';
  if (sameTemplate(source, target)) return 'none';
  const [from, to] = [parseTemplate(source), parseTemplate(target)];
  if (!from.ok || !to.ok || cases.length === 0) return 'reached';
  const sentAlike = (testCase: Case): boolean => {
    if (testCase.messages !== undefined) return false;
    const values = valuesOf(testCase);
    const filled = [from.template.fill(values), to.template.fill(values)];
    return (
      filled.every(({ missing, tooLarge }) => missing.length === 0 && !tooLarge) && filled[0]?.text === filled[1]?.text
    );
  };
  return cases.every(sentAlike) ? 'not-reached' : 'reached';
}
