import type { BedrockClient } from './bedrock-client.ts';
import { credentialsExpired } from './bedrock-errors.ts';

/** One client for each region, opened when it is first needed. */
export interface BedrockClients {
  /**
   * Sends through the region's client. Credentials that the service calls expired are looked for once more, by a new client,
   * and the request is sent again: a service that refuses them has done nothing. Throws what `send` throws.
   */
  using<T>(region: string | undefined, send: (client: BedrockClient) => Promise<T>): Promise<T>;
}

export function bedrockClients(open: (region: string | undefined) => BedrockClient): BedrockClients {
  const clients = new Map<string | undefined, BedrockClient>();
  const clientOf = (region: string | undefined): BedrockClient => {
    const client = clients.get(region) ?? open(region);
    clients.set(region, client);
    return client;
  };
  return {
    async using(region, send) {
      const client = clientOf(region);
      try {
        return await send(client);
      } catch (error) {
        if (!credentialsExpired(error)) throw error;
        // Of the calls in flight that all meet the same refusal, the first one makes the change.
        if (clients.get(region) === client) clients.delete(region);
        return send(clientOf(region));
      }
    },
  };
}
