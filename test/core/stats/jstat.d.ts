/** The part of jstat, an independent library without types, that serves as an oracle. */
declare module 'jstat' {
  interface Distribution {
    inv(probability: number, ...parameters: number[]): number;
  }
  const library: { jStat: { beta: Distribution; studentt: Distribution } };
  export default library;
}
