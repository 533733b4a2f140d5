// The calls in a bare loop on the AWS SDK, over HTTP/1.1 as Changeover makes them.
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { inPool, inputOf, measureLoop, modelOf, readWords, SYSTEM } from '../calls.mjs';

const words = readWords();
await measureLoop(words.journalFile, async (journal) => {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: words.url,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: words.places } }),
  });
  await inPool(words, journal, async (cell) => {
    const reply = await client.send(
      new ConverseCommand({
        modelId: modelOf(cell),
        system: [{ text: SYSTEM }],
        messages: [{ role: 'user', content: [{ text: inputOf(cell) }] }],
        inferenceConfig: { maxTokens: 64, temperature: 0 },
      }),
    );
    return { output: reply.output.message.content[0].text, usage: reply.usage };
  });
});
