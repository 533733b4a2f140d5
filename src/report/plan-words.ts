import type { CostEstimate, ExtraCalls, RunEstimate } from '../core/contracts/plan.ts';
import type { GateReliability } from '../core/contracts/verdict.ts';
import { usDollars } from '../core/plan/us-dollars.ts';
import { line, type Spans, strong, text } from './document.ts';
import { formatCount, formatEstimate, formatPassRate, plural } from './figures.ts';
import { name } from './names.ts';
import { plannedWords } from './pending.ts';

/** `at most 2,000 calls, about 1,400 if the model is no worse`, and what may come on top; of a fixed number just that. */
export function callWords({ calls, atMost, expectedCalls, extraCalls }: RunEstimate): string {
  const expected =
    expectedCalls === undefined
      ? ''
      : `, about ${formatEstimate(expectedCalls)} if the model is no worse (from measured savings)`;
  return [`${plannedWords({ planned: calls, atMost: atMost === true })}${expected}`, ...extraWords(extraCalls)].join(
    ', and ',
  );
}

function extraWords({ confirmations, timings }: ExtraCalls = { confirmations: 0, timings: 0 }): readonly string[] {
  return [
    ...(confirmations > 0 ? [`up to ${formatCount(confirmations)} more if critical cases are lost`] : []),
    ...(timings > 0 ? [`up to ${formatCount(timings)} more to measure times again`] : []),
  ];
}

/** `1,000 of 2,000 calls are already paid for`; `undefined` when none is. */
export function paidWords({ calls, paidCalls }: RunEstimate): string | undefined {
  return paidCalls === 0
    ? undefined
    : `${formatCount(paidCalls)} of ${plural(calls, 'call')} ${paidCalls === 1 ? 'is' : 'are'} already paid for`;
}

/** `about US$0.53, at most US$20.00`; `about US$0.39 to US$0.53` where the run may end early. */
export function costWords({ costUsd, expectedCostUsd = costUsd }: RunEstimate, capUsd: number): string {
  if (costUsd === undefined) return 'cost not known because a price is missing, so nothing caps it';
  const about = fromTo(usDollars(expectedCostUsd ?? costUsd), usDollars(costUsd));
  return `about ${about}, at most ${usDollars(capUsd)}`;
}

/** How long a run takes: `about 4 min`; `about 3 min to 4 min` where it may end early. */
export function timeWords({ durationMs, expectedDurationMs = durationMs }: RunEstimate): string {
  return fromTo(durationWords(expectedDurationMs), durationWords(durationMs));
}

/** Both ends, or one where they read alike. */
function fromTo(from: string, to: string): string {
  return from === to ? from : `${from} to ${to.replace(/^about /, '')}`;
}

/** Milliseconds as people say them; only an order of magnitude is known beforehand. */
function durationWords(ms: number): string {
  if (ms < 1_000) return 'a moment';
  const minutes = ms / 60_000;
  if (minutes < 1) return 'under a minute';
  return minutes < 60 ? `about ${Math.ceil(minutes)} min` : `about ${(minutes / 60).toFixed(1)} h`;
}

/** What cost and duration rest on. */
export function basisWords({ callMs, callBasis }: RunEstimate, sides: readonly CostEstimate[]): string {
  const live = sides.filter(({ recorded }) => !recorded);
  const counted = live.length > 0 && live.every(({ inputBasis }) => inputBasis === 'counted');
  const input = counted ? 'counted by the provider on a sample' : 'by the length of the text';
  const seconds = `${(callMs / 1000).toFixed(1)} s`;
  const time = callBasis === 'kept' ? `${seconds} a call, as kept replies took` : `${seconds} a call, assumed`;
  const output = formatCount(Math.max(0, ...live.map(({ outputTokens }) => outputTokens)));
  return `input tokens ${input}, replies assumed at ${output} tokens, ${time}`;
}

/** That the time of the run will hardly do; `undefined` when it will, or has no limit. */
export function overTimeWords(
  { durationMs, expectedDurationMs = durationMs }: RunEstimate,
  maxMinutes: number | undefined,
): string | undefined {
  if (maxMinutes === undefined || durationMs <= maxMinutes * 60_000) return undefined;
  const verb = expectedDurationMs <= maxMinutes * 60_000 ? 'may take' : 'take';
  return `The calls ${verb} ${durationWords(durationMs)}, longer than policy.max-minutes allows (${maxMinutes}): the verdict would be invalid, and the next run would go on from there.`;
}

/** How often an unchanged model would pass, and what would mend it. */
export function reliabilityWords({ passRate, weakest, casesFor90 }: GateReliability): Spans {
  const rate = line`An unchanged model would pass this gate in ${strong(text(formatPassRate(passRate, 'about')))} (assumed: 15 % of the cases flip)`;
  const hint = weakest === undefined ? [] : line`; the bound on ${name(weakest.metric, 40)} is the tightest`;
  const more =
    casesFor90 === undefined ? [] : line`; about ${text(formatEstimate(casesFor90))} cases would make it 90 %`;
  return [...rate, ...hint, ...more, text('.')];
}
