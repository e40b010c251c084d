/** One thing that is measured. */
export interface Case {
  readonly name: string;
  /** What doubles from one case to the next, where their growth is of interest. */
  readonly size?: number;
  /** How many of the group's units one run does. */
  readonly units: number;
  readonly run: () => unknown;
  /** Units a second that are wanted. */
  readonly bar?: number;
}

/** Cases of one kind. */
export interface Group {
  readonly title: string;
  /** What is counted: `users` a second. */
  readonly unit: string;
  /** What `size` counts. */
  readonly sizeUnit?: string;
  readonly cases: readonly Case[];
}
