import { describe, expect } from 'vitest';
import { SECRETS } from './support/secrets.ts';
import { type Outcome, type Stage, scenario } from './support/stage.ts';
import { answering, NEW_MODEL, numbers, OLD_MODEL, ticketOf, triage, unless } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
/** Longer than any run waits: the call is not repeated. */
const GIVE_UP = { 'retry-after': '3600' };

async function change(stage: Stage): Promise<Outcome> {
  return await stage.run(await stage.pullRequest(CHANGE));
}

/** The same application through an OpenAI-compatible endpoint. */
function throughOpenai(stage: Stage, model: string) {
  const providers = { openai: { 'base-url': stage.models.openaiUrl, 'api-key-env': 'OPENAI_API_KEY' } };
  return triage({ model, configuration: { providers } });
}

function openaiChange(stage: Stage) {
  return { base: throughOpenai(stage, 'gpt-4o-mini'), head: throughOpenai(stage, 'gpt-4.1-mini') };
}

describe.concurrent('a Bedrock model', () => {
  scenario('gets system prompt, prompt and parameters as the application sends them', async ({ stage }) => {
    const options = { application: { system: { value: 'You sort tickets.' } }, prompt: 'Sort this:\n{{input}}\n' };
    const pull = await stage.pullRequest({ base: triage(options), head: triage({ ...options, model: NEW_MODEL }) });
    expect((await stage.run(pull)).status?.state).toBe('success');
    const call = stage.models.calls.find((one) => one.model === NEW_MODEL && ticketOf(one) === 5);
    expect(call).toMatchObject({
      protocol: 'converse',
      system: 'You sort tickets.',
      messages: [{ role: 'user', content: expect.stringContaining('Sort this:\nTicket 5: where is my parcel?') }],
      body: { inferenceConfig: { maxTokens: 64 } },
    });
    expect(call?.headers['authorization']).toContain('/us-east-1/bedrock/aws4_request');
  });

  scenario('is asked again after 429, when and only when it said so', async ({ stage }) => {
    stage.reply(
      unless(NEW_MODEL, (call) =>
        ticketOf(call) <= 3 && call.repetition === 1 ? { status: 429, headers: { 'retry-after': '1' } } : undefined,
      ),
    );
    const { status, verdict, comment } = await change(stage);
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]).toMatchObject({ calls: { failed: 0 }, counts: { target: { retried: 3 } } });
    expect(comment).toContain('Replies answered after a retry (not in latency): 0 of the source, 3 of the target.');
  });

  scenario('that is out of service is never "better" for it: the comparison is invalid', async ({ stage }) => {
    stage.reply((call) => {
      if (call.model === NEW_MODEL) return { status: 503, headers: GIVE_UP };
      return { text: ticketOf(call) <= 10 ? 'billing' : 'delivery' };
    });
    const { main, status, comment } = await change(stage);
    expect(main.outputs['verdict']).toBe('invalid');
    expect(status?.state).toBe('error');
    expect(comment).not.toContain('better');
  });

  scenario('of the source that is out of service makes the comparison invalid too', async ({ stage }) => {
    stage.reply(unless(OLD_MODEL, () => ({ status: 503, headers: GIVE_UP })));
    const { status, comment } = await change(stage);
    expect(status?.state).toBe('error');
    expect(status?.description).toContain('source');
    expect(comment).toMatch(
      /20 of 20 on the source \(not sent, because too many had failed \d+, service unavailable \d+\)/,
    );
    expect(stage.models.calls.length).toBeLessThan(20);
  });

  scenario('whose reply is cut short is scored as it stands, and counted', async ({ stage }) => {
    stage.reply(
      unless(NEW_MODEL, (call) =>
        ticketOf(call) <= 12 ? { text: 'delivery and then', stopReason: 'max_tokens' } : undefined,
      ),
    );
    const { status, verdict, comment } = await change(stage);
    expect(status?.state).toBe('failure');
    expect(verdict?.migrations[0]?.counts.target).toMatchObject({ truncated: 12, failed: 0, replied: 20 });
    expect(comment).toContain(
      'Replies cut at the token limit (scored as they stand): 0 of the source, 12 of the target.',
    );
  });

  scenario('that refuses a request as invalid bears the blame for it', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, (call) => (ticketOf(call) <= 12 ? { status: 400 } : undefined)));
    const { status, verdict } = await change(stage);
    expect(status?.state).toBe('failure');
    expect(status?.description).toContain('accuracy falls from 100.0 % to 40.0 %');
    expect(verdict?.migrations[0]?.counts.target).toMatchObject({ rejected: 12, failed: 0 });
    expect(stage.models.calls.filter((call) => call.model === NEW_MODEL && ticketOf(call) === 1)).toHaveLength(1);
  });

  scenario('whose guardrail blocks bears the blame for it too', async ({ stage }) => {
    stage.reply(
      unless(NEW_MODEL, (call) =>
        ticketOf(call) <= 12 ? { text: 'delivery', stopReason: 'guardrail_intervened' } : undefined,
      ),
    );
    const { status, verdict } = await change(stage);
    expect(status?.state).toBe('failure');
    expect(verdict?.migrations[0]?.counts.target).toMatchObject({ guarded: 12, rejected: 12 });
  });

  scenario('that does not exist ends the run at once, and says whose it is', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, () => ({ status: 404 })));
    const { status, comment } = await change(stage);
    expect(status?.state).toBe('error');
    expect(status?.description).toContain(`The provider has no such model`);
    expect(comment).toContain(NEW_MODEL);
    expect(comment).toContain('Check the model ID, the region, and whether the model can still be called.');
    expect(stage.models.calls.length).toBeLessThan(40);
  });

  scenario('that the credentials may not call ends the run at once', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, () => ({ status: 403, message: 'is not authorized to perform' })));
    const { status, comment } = await change(stage);
    expect(status?.state).toBe('error');
    expect(comment).toContain('Check the credentials and permissions of the workflow for this provider and model.');
    expect(stage.models.calls.length).toBeLessThan(40);
  });

  scenario('that answers with nonsense is no answer', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, (call) => (ticketOf(call) <= 2 ? { bytes: '<html>busy</html>' } : undefined)));
    const { status, verdict } = await change(stage);
    expect(status?.state).toBe('error');
    expect(verdict?.reason).toMatchObject({ kind: 'failed-cells', side: 'target' });
    expect([1, 2]).toContain(verdict?.migrations[0]?.counts.target.errors['malformed']);
  });

  scenario('that cuts connections is asked again', async ({ stage }) => {
    stage.reply(
      unless(NEW_MODEL, (call) =>
        ticketOf(call) === 3 && call.repetition === 1 ? { connection: 'reset-mid-body' } : undefined,
      ),
    );
    const { status, verdict } = await change(stage);
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]?.counts.target).toMatchObject({ retried: 1, failed: 0 });
  });

  scenario('may be called twenty times at once, and nothing but the log is printed', async ({ stage }) => {
    const configuration = { providers: { bedrock: { concurrency: 20 } } };
    // None is answered before all twenty are there, however slowly they are sent.
    let answer = () => {};
    const allThere = new Promise<void>((resolve) => {
      answer = resolve;
    });
    stage.reply(async ({ count }) => {
      if (count === 20) answer();
      await allThere;
      return { text: 'delivery' };
    });
    const pull = await stage.pullRequest({
      base: triage({ configuration }),
      head: triage({ configuration, model: NEW_MODEL }),
    });
    expect((await stage.run(pull)).status?.state).toBe('success');
    expect(stage.models.mostOpen()).toBe(20);
  });

  scenario('keeps to the calls in flight that the configuration allows', async ({ stage }) => {
    const configuration = { providers: { bedrock: { region: 'eu-west-1', concurrency: 2 } } };
    stage.reply(() => ({ text: 'delivery', delayMs: 15 }));
    const pull = await stage.pullRequest({
      base: triage({ configuration }),
      head: triage({ configuration, model: NEW_MODEL }),
    });
    expect((await stage.run(pull)).status?.state).toBe('success');
    expect(stage.models.mostOpen()).toBeLessThanOrEqual(2);
    expect(stage.models.connections()).toBeLessThanOrEqual(2);
    expect(stage.models.calls[0]?.headers['authorization']).toContain('/eu-west-1/bedrock/');
  });
});

describe.concurrent('an OpenAI-compatible model', () => {
  scenario('is compared like any other', async ({ stage }) => {
    stage.reply(answering({ 'gpt-4.1-mini': numbers(1, 12) }));
    const pull = await stage.pullRequest(openaiChange(stage));
    const { status, verdict } = await stage.run(pull);
    expect(status?.description).toContain('accuracy falls from 100.0 % to 40.0 %');
    expect(verdict?.migrations[0]).toMatchObject({ source: { provider: 'openai' }, target: { provider: 'openai' } });
    expect(new Set(stage.models.calls.map(({ protocol }) => protocol))).toEqual(new Set(['openai']));
    expect(stage.models.calls[0]?.headers['authorization']).toBe(`Bearer ${SECRETS.openaiKey}`);
  });

  scenario('may replace one of Bedrock: both sides go where they belong', async ({ stage }) => {
    const pull = await stage.pullRequest({
      base: throughOpenai(stage, OLD_MODEL),
      head: throughOpenai(stage, 'openai:gpt-4o-mini'),
    });
    const { status, comment } = await stage.run(pull);
    expect(status?.state).toBe('success');
    const models = (protocol: string) =>
      new Set(stage.models.calls.filter((call) => call.protocol === protocol).map(({ model }) => model));
    expect(models('converse')).toEqual(new Set([OLD_MODEL]));
    expect(models('openai')).toEqual(new Set(['gpt-4o-mini']));
    expect(comment).toContain('gpt-4o-mini');
  });

  scenario('is asked again when it throttles, as one of Bedrock', async ({ stage }) => {
    stage.reply(
      unless('gpt-4.1-mini', (call) =>
        ticketOf(call) === 1 && call.repetition === 1 ? { status: 429, headers: { 'retry-after': '1' } } : undefined,
      ),
    );
    const pull = await stage.pullRequest(openaiChange(stage));
    const { status, verdict } = await stage.run(pull);
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]?.counts.target).toMatchObject({ retried: 1, failed: 0 });
  });

  scenario('that says its key in an error does not get it published', async ({ stage }) => {
    const message = `Incorrect API key provided: ${SECRETS.openaiKey}. Bearer ${SECRETS.openaiKey}`;
    stage.reply(unless('gpt-4.1-mini', () => ({ status: 401, type: 'invalid_request_error', message })));
    const pull = await stage.pullRequest(openaiChange(stage));
    const { status } = await stage.run(pull);
    expect(status?.state).toBe('error');
  });

  scenario('without its key is refused before any call, naming the variable', async ({ stage }) => {
    const providers = { openai: { 'base-url': 'https://models.invalid/v1', 'api-key-env': 'OPENAI_API_KEY' } };
    const options = { configuration: { providers } };
    const pull = await stage.pullRequest({
      base: triage({ ...options, model: 'gpt-4o-mini' }),
      head: triage({ ...options, model: 'gpt-4.1-mini' }),
    });
    const { status, comment } = await stage.run(pull, { env: { OPENAI_API_KEY: '' } });
    expect(status?.state).toBe('error');
    expect(comment).toContain('OPENAI_API_KEY');
  });
});
