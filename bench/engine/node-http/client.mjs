// The calls in a bare loop on node:http, unsigned: what HTTP itself costs.
import http from 'node:http';
import { inPool, inputOf, measureLoop, modelOf, readWords, SYSTEM } from '../calls.mjs';

const words = readWords();
const agent = new http.Agent({ keepAlive: true, maxSockets: words.places });

function post(path, body) {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request(words.url + path, { method: 'POST', agent, headers }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    });
    request.on('error', reject);
    request.end(body);
  });
}

await measureLoop(words.journalFile, (journal) =>
  inPool(words, journal, async (cell) => {
    const body = JSON.stringify({
      system: [{ text: SYSTEM }],
      messages: [{ role: 'user', content: [{ text: inputOf(cell) }] }],
      inferenceConfig: { maxTokens: 64, temperature: 0 },
    });
    const reply = await post(`/model/${encodeURIComponent(modelOf(cell))}/converse`, body);
    return { output: reply.output.message.content[0].text, usage: reply.usage };
  }),
);
