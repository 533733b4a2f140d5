// A model endpoint that answers after a fixed latency and does nothing else: Converse and chat completions.
//   node server.mjs LATENCY_MS → prints its port
import http from 'node:http';

const latencyMs = Number(process.argv[2] ?? 50);
const usage = { inputTokens: 20, outputTokens: 4, totalTokens: 24 };
const converse = JSON.stringify({
  output: { message: { role: 'assistant', content: [{ text: 'a short answer' }] } },
  stopReason: 'end_turn',
  usage,
  metrics: { latencyMs },
});
const completion = JSON.stringify({
  model: 'bench',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'a short answer' } }],
  usage: { prompt_tokens: 20, completion_tokens: 4 },
});

const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().on('end', () => {
    const body = request.url?.startsWith('/model/') ? converse : completion;
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    }, latencyMs);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
