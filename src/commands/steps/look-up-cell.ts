import type { Cell, ModelRequest } from '../../core/contracts/cell.ts';
import type { Model } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { renderRequest } from '../../core/plan/render.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';
import type { Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';

/** A cell's application and case, as they are measured. */
export interface Found {
  readonly subject: Subject;
  readonly testCase: Case;
}

export type LookUp = (cell: Pick<Cell, 'application' | 'caseId'>) => Found;

/** Throws a ChangeoverError for a cell of no such application or case, which is a fault of ours. */
export function lookUpFor(subjects: readonly Subject[]): LookUp {
  const named = new Map(subjects.map((subject) => [subject.application.name, subject]));
  return ({ application, caseId }) => {
    const subject = named.get(application);
    const testCase = subject && caseWithId(subject.application.suite.cases, caseId);
    if (subject === undefined || testCase === undefined) throw fault(`no case ${caseId} in application ${application}`);
    return { subject, testCase };
  };
}

/** What a cell sends. Throws a ChangeoverError for a side that its application does not have. */
export function requestOf({ subject, testCase }: Found, { side }: Cell): ModelRequest {
  const variant = subject[side];
  if (variant === undefined) throw fault(`application ${subject.application.name} has no ${side} side`);
  return renderRequest(variant, testCase);
}

/** The model of a provider. Throws a ChangeoverError when it was not opened. */
export function modelOf(models: OpenModels, provider: string): Model {
  const model = models.get(provider);
  if (model === undefined) throw fault(`provider ${provider} was not opened`);
  return model;
}

function fault(message: string): ChangeoverError {
  return new ChangeoverError({ code: 'internal', message });
}
