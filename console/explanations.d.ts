/** What the errors mean and what to do, of which the build makes a module (scripts/consoleBundle.ts). */
declare module 'explanations' {
  export interface Explanation {
    readonly code: string;
    /** What the service says; `…` stands for what is different each time. */
    readonly sentences: readonly string[];
    readonly meaning: string;
    readonly advice: string;
  }
  export const explanations: readonly Explanation[];
}
