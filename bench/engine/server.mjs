// A model endpoint that answers after a fixed latency and does nothing else: Converse and chat completions.
//   node server.mjs LATENCY_MS → prints its port
//   GET /served → how many calls were answered, when the first came and the last reply went (milliseconds since 1970)
//   GET /forget → starts counting anew
import http from 'node:http';

const latencyMs = Number(process.argv[2] ?? 50);
const nothing = { calls: 0, firstAt: 0, lastAt: 0 };
const served = { ...nothing };

/** Right or wrong, and how long, by the question and the model (FNV-1a): as real replies differ from case to case. */
function replyTo(url, body) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.concat([Buffer.from(url), body])) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const mixed = ((hash ^ (hash >>> 15)) >>> 0) % 70;
  return { text: mixed < 7 ? 'no' : 'yes', outputTokens: 2 + (mixed % 7) };
}

function converse({ text, outputTokens }) {
  return {
    output: { message: { role: 'assistant', content: [{ text }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 20, outputTokens, totalTokens: 20 + outputTokens },
    metrics: { latencyMs },
  };
}

function completion({ text, outputTokens }) {
  return {
    model: 'bench',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
    usage: { prompt_tokens: 20, completion_tokens: outputTokens },
  };
}

function send(response, value) {
  const body = JSON.stringify(value);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const server = http.createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  if (request.url === '/forget') Object.assign(served, nothing);
  if (request.url === '/served' || request.url === '/forget') return send(response, served);
  served.firstAt ||= Date.now();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const reply = replyTo(request.url, Buffer.concat(chunks));
  setTimeout(() => {
    send(response, request.url.startsWith('/model/') ? converse(reply) : completion(reply));
    served.calls += 1;
    served.lastAt = Date.now();
  }, latencyMs);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
