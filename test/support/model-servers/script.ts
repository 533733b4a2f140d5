import type { IncomingHttpHeaders } from 'node:http';

/** One call as the server understood it. */
export interface ServedCall {
  readonly protocol: 'converse' | 'openai' | 'anthropic';
  /** What is asked for: a reply in one piece, a stream of events, or a count of the input's tokens. */
  readonly asks: 'reply' | 'stream' | 'count';
  readonly model: string;
  /** Absent when the request had none. */
  readonly system?: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** The whole body as sent. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** How many calls the server has had, this one included. */
  readonly count: number;
  /** How many calls it has had for the same model, system and messages, this one included. */
  readonly repetition: number;
}

/** A proper reply. `stopReason` is in the protocol's own words; absent: the model finished by itself. */
export interface ScriptedReply {
  readonly text: string;
  readonly stopReason?: string;
  /** The model that the reply says it is of, where the protocol has it; absent: the one that was asked for. */
  readonly servedModel?: string;
  /** Absent: a quarter of the characters. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly delayMs?: number;
  /** Before each piece of a stream. */
  readonly pieceDelayMs?: number;
}

/** An error in the protocol's own shape. */
export interface ScriptedError {
  readonly status: number;
  /** `ThrottlingException`, `rate_limit_error` …; Converse sends it as `x-amzn-errortype`. */
  readonly type?: string;
  /** OpenAI's `error.code`. */
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
}

/** A reply that is none: bytes as given, whatever they are. */
export interface ScriptedBytes {
  readonly bytes: string | Buffer;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
}

/**
 * A connection that misbehaves. `reset`: closed before any reply; `reset-mid-body`: closed in the middle of one; `drip`: a
 * reply whose body never ends; `silence`: no reply at all. A stream begins with a piece of its text before it misbehaves.
 */
export interface ScriptedConnection {
  readonly connection: 'reset' | 'reset-mid-body' | 'drip' | 'silence';
  readonly delayMs?: number;
}

export type Scripted = ScriptedReply | ScriptedError | ScriptedBytes | ScriptedConnection;

/** Decides what each call gets. */
export type Script = (call: ServedCall) => Scripted | Promise<Scripted>;
