import type { FilterNode, Literal, PathNode } from '../../shared/scim/filter/ast.ts';

/** How freely a filter is written: the grammar leaves case and white space open (RFC 7644 §3.4.2.2). */
export interface Style {
  readonly word: (word: string) => string;
  readonly space: string;
  /** Writes every character of a string as an escape. */
  readonly escaped: boolean;
}

const plain: Style = { word: (word) => word, space: ' ', escaped: false };

/** Writes a filter, with parentheses where its meaning needs them. */
export function print(node: FilterNode, style: Style = plain): string {
  const { word, space } = style;
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.operands
        .map((operand) => (needsGroup(node.kind, operand) ? group(operand, style) : print(operand, style)))
        .join(`${space}${word(node.kind)}${space}`);
    case 'not':
      return `${word('not')}${space}${group(node.operand, style)}`;
    case 'present':
      return `${printPath(node.path, style)}${space}${word('pr')}`;
    case 'valuePath':
      return printPath(node.path, style);
    case 'compare':
      return [printPath(node.path, style), word(node.operator), printLiteral(node.literal, style)].join(
        space,
      );
  }
}

export function printPath({ name, filter, subAttribute }: PathNode, style: Style = plain): string {
  const chosen = filter === undefined ? '' : `[${print(filter, style)}]`;
  return `${name}${chosen}${subAttribute === undefined ? '' : `.${subAttribute}`}`;
}

function needsGroup(outer: 'and' | 'or', inner: FilterNode): boolean {
  return inner.kind === outer || (outer === 'and' && inner.kind === 'or');
}

function group(node: FilterNode, style: Style): string {
  return `(${print(node, style)})`;
}

function printLiteral(literal: Literal, { word, escaped }: Style): string {
  if (typeof literal !== 'string')
    return typeof literal === 'number' ? String(literal) : word(String(literal));
  if (!escaped) return JSON.stringify(literal);
  const units = Array.from({ length: literal.length }, (_, i) => literal.charCodeAt(i));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

/** A filter without the positions that the parser keeps for its messages. */
export function withoutPositions(node: FilterNode): unknown {
  return JSON.parse(JSON.stringify(node), (name, value: unknown) =>
    name === 'at' || name === 'operatorAt' || name === 'literalAt' ? undefined : value,
  );
}
