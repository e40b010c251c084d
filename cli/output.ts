/** What a command prints: lines for people, or one JSON object for scripts. */
export interface Output {
  /** The whole result, for `--json`. */
  json(result: object): void;
  /** A heading and named values, for people. */
  fields(heading: string, values: Readonly<Record<string, string>>): void;
  /** What to do next, for people. */
  note(text: string): void;
}

type Write = (text: string) => void;

export function textOutput(write: Write): Output {
  return {
    json: () => undefined,
    fields(heading, values) {
      const width = Math.max(...Object.keys(values).map((name) => name.length));
      const lines = Object.entries(values).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
      write(`\n${heading}\n\n${lines.join('\n')}\n`);
    },
    note: (text) => {
      write(`\n${text}\n`);
    },
  };
}

export function jsonOutput(write: Write): Output {
  return {
    json: (result) => {
      write(`${JSON.stringify(result)}\n`);
    },
    fields: () => undefined,
    note: () => undefined,
  };
}
