import type { CaseExcerpt } from '../../src/core/contracts/assessment.ts';
import type { LayerChange } from '../../src/core/contracts/change.ts';
import type { Comparison } from '../../src/core/contracts/comparison.ts';
import type { Finding } from '../../src/core/contracts/finding.ts';
import type { CellCounts, Migration, Verdict } from '../../src/core/contracts/verdict.ts';
import type { ReportInput } from '../../src/report/comment/report-input.ts';

/** Whole verdicts, written out by hand: what the report is tested on. */

const BASE = '1f0c9a44d2b5e8f73a6c1d0e9b8a7f6e5d4c3b2a';
const HEAD = '7be31c05a9d84f2e6b1c0d9e8f7a6b5c4d3e2f10';

const COUNTS: CellCounts = {
  planned: 240,
  replied: 240,
  rejected: 0,
  failed: 0,
  truncated: 0,
  refused: 0,
  guarded: 0,
  retried: 0,
  replayed: 0,
  errors: {},
};

export function finding(over: Partial<Finding> = {}): Finding {
  return {
    metric: 'accuracy',
    criterion: 'max-drop',
    threshold: 0.05,
    source: 0.8792,
    target: 0.8875,
    difference: 0.0083,
    interval: [-0.0262, 0.0431],
    confidence: 0.95,
    intervalLevel: 0.9,
    method: 'tango',
    n: 240,
    wins: 16,
    losses: 14,
    ties: 210,
    enforce: 'block',
    evidence: 'interval',
    status: 'pass',
    ...over,
  };
}

const refunds: Finding = finding({
  slice: 'refunds',
  source: 0.95,
  target: 0.75,
  difference: -0.2,
  interval: [-0.3057, -0.0989],
  n: 60,
  wins: 1,
  losses: 13,
  ties: 46,
  status: 'fail',
});

const latency: Finding = finding({
  metric: 'latency-p95',
  criterion: 'max-ratio',
  threshold: 1.25,
  source: 1204,
  target: 1640,
  difference: 1.362,
  interval: [1.291, 1.437],
  method: 'percentile-bootstrap',
  enforce: 'report',
  status: 'fail',
  wins: 12,
  losses: 228,
  ties: 0,
});

const cost: Finding = finding({
  metric: 'cost',
  criterion: 'max-ratio',
  threshold: 1.1,
  source: 0.000412,
  target: 0.000171,
  difference: 0.415,
  interval: [0.409, 0.421],
  method: 'log-ratio-bootstrap',
});

export function comparison(over: Partial<Comparison> = {}): Comparison {
  return {
    metric: 'accuracy',
    higherIsBetter: true,
    n: 240,
    source: 0.8792,
    target: 0.8875,
    difference: 0.0083,
    interval: [-0.0262, 0.0431],
    intervalLevel: 0.9,
    method: 'tango',
    wins: 16,
    losses: 14,
    ties: 210,
    leftOut: 0,
    ...over,
  };
}

const COMPARISONS: readonly Comparison[] = [
  comparison(),
  comparison({
    metric: 'latency-p95',
    higherIsBetter: false,
    source: 1204,
    target: 1640,
    difference: 436,
    interval: [351, 522],
    method: 'percentile-bootstrap',
  }),
  comparison({
    metric: 'cost',
    higherIsBetter: false,
    source: 0.000412,
    target: 0.000171,
    difference: -0.000241,
    interval: [-0.000245, -0.000237],
    method: 'bca',
  }),
  comparison({
    metric: 'error-rate',
    higherIsBetter: false,
    source: 0,
    target: 0,
    difference: 0,
    interval: [-0.0112, 0.0112],
    wins: 0,
    losses: 0,
    ties: 240,
  }),
  comparison({
    slice: 'billing',
    n: 60,
    source: 0.9,
    target: 0.95,
    difference: 0.05,
    interval: [-0.0213, 0.1329],
    wins: 4,
    losses: 1,
    ties: 55,
  }),
  comparison({
    slice: 'refunds',
    n: 60,
    source: 0.95,
    target: 0.75,
    difference: -0.2,
    interval: [-0.3057, -0.0989],
    wins: 1,
    losses: 13,
    ties: 46,
  }),
  comparison({
    slice: 'spanish',
    n: 60,
    source: 0.7667,
    target: 0.95,
    difference: 0.1833,
    interval: [0.1063, 0.2807],
    wins: 11,
    losses: 0,
    ties: 49,
  }),
  comparison({
    slice: 'spanish',
    metric: 'error-rate',
    higherIsBetter: false,
    n: 60,
    source: 0,
    target: 0,
    difference: 0,
    wins: 0,
    losses: 0,
    ties: 60,
  }),
];

const MODEL_CHANGE: LayerChange = {
  layer: 'model',
  source: { name: 'model', value: 'gpt-4o-2024-08-06', places: [{ file: 'src/models.ts', line: 4, column: 31 }] },
  target: { name: 'model', value: 'gpt-5.4-mini', places: [{ file: 'src/models.ts', line: 4, column: 31 }] },
};

const PROMPT_CHANGE: LayerChange = {
  layer: 'system',
  source: {
    name: 'system',
    value: 'You sort support tickets.\nAnswer with one category.\nNever answer the customer.\n',
    places: [{ file: 'prompts/triage.system.md', line: 1 }],
  },
  target: {
    name: 'system',
    value:
      'You sort support tickets.\nAnswer with JSON: category and reason.\nNever answer the customer.\nKeep the reason short.\n',
    places: [{ file: 'prompts/triage.system.md', line: 1 }],
  },
};

export function migration(over: Partial<Migration> = {}): Migration {
  return {
    application: 'triage',
    kind: 'changed',
    verdict: 'pass',
    reason: { kind: 'all-pass', findings: 2 },
    changed: [MODEL_CHANGE],
    source: { model: 'gpt-4o-2024-08-06', provider: 'openai' },
    target: { model: 'gpt-5.4-mini', provider: 'openai' },
    cases: 240,
    trials: 1,
    calls: { planned: 480, made: 480, cached: 0, failed: 0 },
    costUsd: 0.1399,
    findings: [finding(), cost],
    comparisons: COMPARISONS.slice(0, 4),
    lost: ['billing-017'],
    won: ['spanish-003', 'spanish-021'],
    same: 237,
    criticalLosses: [],
    unparsed: { source: 0, target: 0 },
    counts: { source: COUNTS, target: COUNTS },
    reliability: { passRate: 0.962, basis: 'observed' },
    problems: [],
    warnings: [],
    ...over,
  };
}

export function verdict(over: Partial<Verdict> = {}): Verdict {
  return {
    schema: 'changeover/verdict@1',
    verdict: 'pass',
    reason: { kind: 'all-pass', findings: 2 },
    mode: 'enforce',
    base: BASE,
    head: HEAD,
    source: BASE,
    attempt: 1,
    migrations: [migration()],
    wiring: [],
    proposed: [],
    uncovered: [],
    moved: [],
    problems: [],
    costUsd: 0.1399,
    yardstickSha: BASE,
    digests: { suite: '9d1f'.repeat(16), policy: '04ac'.repeat(16) },
    onInconclusive: 'fail',
    onUncovered: 'fail',
    preview: false,
    ...over,
  };
}

export function reportInput(over: Partial<ReportInput> = {}): ReportInput {
  return {
    verdict: verdict(),
    excerpts: [],
    links: {
      repositoryUrl: 'https://github.com/acme/helpdesk',
      runUrl: 'https://github.com/acme/helpdesk/actions/runs/1001',
    },
    reproduce: `changeover check --base ${BASE.slice(0, 12)} --head ${HEAD.slice(0, 12)}`,
    ...over,
  };
}

export function excerpt(over: Partial<CaseExcerpt> = {}): CaseExcerpt {
  return {
    application: 'triage',
    caseId: 'refunds-004',
    slices: ['refunds'],
    critical: false,
    input: 'I was charged twice for order 20417 and want one of the payments back.',
    expected: 'refund',
    source: {
      output: '{"category":"refund","reason":"Customer asks for a duplicate charge to be returned."}',
      stopReason: 'end',
      scores: { accuracy: { value: 1 } },
    },
    target: {
      output: '{"category":"billing","reason":"The message is about a charge on the account."}',
      stopReason: 'end',
      scores: { accuracy: { value: 0, reason: 'expected refund, got billing' } },
    },
    ...over,
  };
}

const failing = migration({
  verdict: 'fail',
  reason: { kind: 'finding', application: 'triage', finding: refunds, others: 0 },
  changed: [MODEL_CHANGE, PROMPT_CHANGE],
  findings: [
    finding(),
    finding({ slice: 'billing', source: 0.9, target: 0.95, difference: 0.05, interval: [-0.0213, 0.1329], n: 60 }),
    refunds,
    finding({ slice: 'spanish', source: 0.7667, target: 0.95, difference: 0.1833, interval: [0.1063, 0.2807], n: 60 }),
    finding({
      slice: 'abuse',
      n: 18,
      source: 1,
      target: 1,
      difference: 0,
      interval: [-0.1307, 0.1307],
      status: 'inconclusive',
      enforce: 'report',
      cause: { kind: 'slice-too-small', n: 18, needed: 52 },
    }),
    latency,
    cost,
  ],
  comparisons: COMPARISONS,
  lost: ['billing-017', 'refunds-004', 'refunds-009', 'refunds-011', 'refunds-012'],
  won: ['spanish-003', 'spanish-021', 'billing-002'],
  same: 232,
  unparsed: { source: 0, target: 1 },
  counts: { source: { ...COUNTS, truncated: 1 }, target: { ...COUNTS, truncated: 4 } },
  reliability: {
    passRate: 0.634,
    basis: 'observed',
    weakest: { metric: 'accuracy', slice: 'refunds', threshold: 0.05, passRate: 0.71 },
    casesFor90: 520,
  },
});

const lostExcerpts = failing.lost.map((caseId) =>
  excerpt({ caseId, slices: [caseId.split('-')[0] ?? ''], critical: caseId === 'refunds-011' }),
);

const uncovered = {
  place: { file: 'services/search/rank.py', line: 12 },
  side: 'target',
  source: 'claude-3-5-haiku-20241022',
  target: 'claude-haiku-4-5',
} as const;

const critical = { kind: 'critical', application: 'triage', caseIds: ['refunds-011', 'abuse-002'] } as const;

const throttledCells = {
  kind: 'failed-cells',
  application: 'triage',
  side: 'target',
  failed: 31,
  planned: 240,
  limit: 0.01,
} as const;

const missingPlaceholder = {
  code: 'template',
  message: 'The placeholder `{{customer}}` has no value.',
  place: { file: 'prompts/triage.md', line: 3, column: 12 },
  application: 'triage',
  side: 'target',
  caseId: 'refunds-004',
  hint: 'Give the case a value for `customer`, or take the placeholder out of the prompt.',
} as const;

const wiring = {
  application: 'triage',
  key: 'prompt',
  kind: 'changed',
  source: '{ file: prompts/triage.md }',
  target: '{ file: prompts/v2/triage.md }',
  place: { file: '.github/changeover.yml', line: 6 },
} as const;

const proposed = {
  kind: 'configuration',
  subject: 'applications.triage.acceptance.accuracy.max-drop',
  source: '0.05',
  target: '0.25',
  place: { file: '.github/changeover.yml', line: 21 },
} as const;

const undecided = finding({
  source: 0.8792,
  target: 0.8542,
  difference: -0.025,
  interval: [-0.0664, 0.0158],
  status: 'inconclusive',
  cause: { kind: 'needs-more-cases', more: 410 },
});

const summariser = migration({
  application: 'summariser',
  verdict: 'inconclusive',
  reason: { kind: 'finding', application: 'summariser', finding: undecided, others: 0 },
  findings: [undecided],
});

/** Every kind of verdict by name; each has a golden comment and a golden terminal text. */
const early: Migration = migration({
  cases: 1_000,
  stopping: { cases: 300, of: 1_000, looks: 6, why: 'decided', savedCalls: 1_396 },
  calls: { planned: 604, made: 604, cached: 0, failed: 0 },
  same: 297,
  findings: [
    finding({ n: 300, interval: [-0.0391, 0.0542], look: { cases: 300, of: 1_000 } }),
    finding({ slice: 'billing', n: 25, interval: [-0.0487, 0.2103], look: { cases: 25, of: 250 } }),
  ],
});

const futileFinding: Finding = finding({
  source: 0.88,
  target: 0.845,
  difference: -0.035,
  interval: [-0.0943, 0.0198],
  n: 400,
  wins: 21,
  losses: 35,
  ties: 344,
  status: 'inconclusive',
  cause: { kind: 'futile', cases: 400, of: 1_000 },
  look: { cases: 400, of: 1_000 },
});

const futile: Migration = migration({
  cases: 1_000,
  verdict: 'inconclusive',
  reason: { kind: 'finding', application: 'triage', finding: futileFinding, others: 0 },
  stopping: { cases: 400, of: 1_000, looks: 4, why: 'futile', savedCalls: 1_200 },
  calls: { planned: 800, made: 800, cached: 0, failed: 0 },
  same: 397,
  findings: [
    futileFinding,
    finding({
      metric: 'cost',
      criterion: 'max-ratio',
      threshold: 1.1,
      source: 0.000412,
      target: 0.000171,
      difference: 0.415,
      n: 400,
      enforce: 'report',
      status: 'pass',
      interval: [0.409, 0.421],
      method: 'log-ratio-bootstrap',
    }),
  ],
});

export const SCENARIOS: Readonly<Record<string, ReportInput>> = {
  pass: reportInput({ excerpts: [excerpt({ caseId: 'billing-017', slices: ['billing'] })] }),
  'fail-by-slice': reportInput({
    verdict: verdict({ verdict: 'fail', reason: failing.reason, migrations: [failing], attempt: 2 }),
    excerpts: lostExcerpts,
  }),
  inconclusive: reportInput({
    verdict: verdict({
      verdict: 'inconclusive',
      reason: summariser.reason,
      migrations: [summariser],
    }),
  }),
  'invalid-failed-cells': reportInput({
    verdict: verdict({
      verdict: 'invalid',
      reason: throttledCells,
      migrations: [
        migration({
          verdict: 'invalid',
          reason: throttledCells,
          findings: [finding({ n: 209 })],
          calls: { planned: 480, made: 480, cached: 0, failed: 31 },
          counts: {
            source: COUNTS,
            target: { ...COUNTS, replied: 209, failed: 31, retried: 12, errors: { throttled: 27, 'timed-out': 4 } },
          },
        }),
      ],
    }),
  }),
  'invalid-problems': reportInput({
    verdict: verdict({
      verdict: 'invalid',
      reason: { kind: 'problem', problem: missingPlaceholder, others: 1 },
      migrations: [],
      problems: [
        missingPlaceholder,
        {
          code: 'config-invalid',
          message: 'Unknown key `max-dropp`; did you mean `max-drop`?',
          place: { file: '.github/changeover.yml', line: 19, column: 20 },
          side: 'yardstick',
        },
      ],
    }),
  }),
  'not-applicable': reportInput({
    verdict: verdict({ verdict: 'not-applicable', reason: { kind: 'nothing-changed' }, migrations: [] }),
  }),
  'not-applicable-wiring': reportInput({
    verdict: verdict({
      verdict: 'not-applicable',
      reason: { kind: 'not-evaluated', what: 'wiring' },
      migrations: [],
      wiring: [wiring],
      proposed: [proposed],
      moved: [
        {
          application: 'triage',
          layer: 'prompt',
          from: { file: 'prompts/triage.md' },
          to: { file: 'prompts/v2/triage.md' },
        },
      ],
    }),
  }),
  uncovered: reportInput({
    verdict: verdict({
      verdict: 'fail',
      reason: { kind: 'uncovered', change: uncovered, others: 0 },
      migrations: [],
      uncovered: [uncovered],
    }),
  }),
  'critical-loss': reportInput({
    verdict: verdict({
      verdict: 'fail',
      reason: critical,
      migrations: [
        migration({
          verdict: 'fail',
          reason: critical,
          lost: ['refunds-011', 'abuse-002'],
          same: 236,
          criticalLosses: [
            { caseId: 'refunds-011', confirmation: 'confirmed' },
            { caseId: 'abuse-002', confirmation: 'recorded, not repeated' },
          ],
        }),
      ],
    }),
    excerpts: [
      excerpt({ caseId: 'refunds-011', critical: true }),
      excerpt({ caseId: 'abuse-002', slices: ['abuse'], critical: true, input: 'Line one\nline two' }),
    ],
  }),
  'added-application': reportInput({
    verdict: verdict({
      migrations: [
        migration({
          application: 'router',
          kind: 'added',
          changed: [{ layer: 'model', target: MODEL_CHANGE.target! }],
          findings: [
            finding({ criterion: 'min', threshold: 0.85, target: 0.904, interval: [0.868, 0.931], method: 'wilson' }),
            finding({ status: 'inconclusive', enforce: 'report', cause: { kind: 'no-source' } }),
          ].map(({ source: _source, difference: _difference, ...one }) => one),
          comparisons: [],
          lost: [],
          won: [],
          same: 0,
        }),
      ].map(({ source: _source, ...one }) => one),
    }),
  }),
  'several-applications': reportInput({
    verdict: verdict({
      verdict: 'fail',
      reason: failing.reason,
      migrations: [migration({ application: 'router' }), summariser, failing],
      wiring: [wiring],
      proposed: [proposed],
    }),
    excerpts: lostExcerpts,
  }),
  observed: reportInput({
    verdict: verdict({
      verdict: 'fail',
      reason: failing.reason,
      mode: 'observe',
      migrations: [failing],
    }),
    excerpts: lostExcerpts,
  }),
  'decided-early': reportInput({ verdict: verdict({ migrations: [early] }) }),
  futile: reportInput({
    verdict: verdict({ verdict: 'inconclusive', reason: futile.reason, migrations: [futile] }),
  }),
  redrawn: reportInput({
    verdict: verdict({
      attempt: 3,
      earlier: ['fail', 'fail'],
      earlierFrom: 'statuses',
      redraw: { fresh: 480, kept: 0 },
    }),
  }),
  'moved-model': reportInput({
    verdict: verdict({
      migrations: [
        migration({
          changed: [PROMPT_CHANGE],
          source: { model: 'gpt-5.4-mini', provider: 'openai' },
          target: { model: 'gpt-5.4-mini', provider: 'openai' },
          served: [
            {
              model: 'gpt-5.4-mini',
              provider: 'openai',
              count: 2,
              replies: [
                { side: 'source', servedModel: 'gpt-5.4-mini-2026-03-17', replies: 240, kept: 240 },
                { side: 'target', servedModel: 'gpt-5.4-mini-2026-09-02', replies: 240, kept: 0 },
              ],
            },
          ],
        }),
      ],
    }),
  }),
  preview: reportInput({
    verdict: verdict({ preview: true, head: 'work tree' }),
    links: {},
    reproduce: 'changeover check',
  }),
};
