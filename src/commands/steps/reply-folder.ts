/** The folder in which replies are kept from run to run. */
export interface ReplyFolder {
  readonly folder: string;
  /** Brings here what earlier runs kept; before the first call, and only when there will be one. Never rejects. */
  restore?(): Promise<void>;
}
