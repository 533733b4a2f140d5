/** The folder in which replies are kept from run to run, and how it gets there and back. */
export interface ReplyFolder {
  readonly folder: string;
  /** Brings here what earlier runs kept; before the first call, and only when there will be one. Never rejects. */
  restore?(): Promise<void>;
  /** Hands over what is kept now; after the last call, whatever the verdict. Never rejects. */
  save?(): Promise<void>;
}
