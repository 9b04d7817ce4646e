import ts from 'typescript';

/** What is said to these is for whoever runs or writes the program. */
const toOperators = /^(log|logger|console|process|fail|warn|assert|promise)$/;

/**
 * The sentences that a module holds itself, as “line: words”: strings of two words or more that begin with a capital
 * letter or end like a sentence, but for names. Not what is thrown, logged or printed, and no SQL: no visitor reads it.
 */
export function literalSentences(source: string): string[] {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  walk(file);
  return found;

  function walk(node: ts.Node): void {
    if (isForOperators(node)) return;
    if (ts.isStringLiteralLike(node) && !isName(node)) note(node, node.text);
    if (ts.isTemplateExpression(node)) {
      note(node, [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    }
    ts.forEachChild(node, walk);
  }

  function note(node: ts.Node, text: string): void {
    if (!isSentence(text)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${line + 1}: ${text.trim().replace(/\s+/g, ' ')}`);
  }
}

function isSentence(text: string): boolean {
  const words = text.trim().split(/\s+/);
  const isWord = (word: string) => /^[^\p{L}/@%=<>{}]*\p{L}[^/@%=<>{}]*(?<!:)$/u.test(word);
  if (words.filter(isWord).length < 2) return false;
  // Each word with a capital, and no end: a name.
  if (words.every((word) => /^[\p{Lu}\p{Nd}›]/u.test(word)) && !/[.!?:…]$/u.test(text.trim())) return false;
  return /^[“"‘'(*…]*\p{Lu}\p{Ll}/u.test(text.trim()) || /\p{Ll}[.!?:…][”"’')*]*$/u.test(text.trim());
}

function isForOperators(node: ts.Node): boolean {
  if (ts.isThrowStatement(node) || ts.isTypeNode(node)) return true;
  if (ts.isNewExpression(node)) return /(Error|Refusal)$/.test(node.expression.getText());
  if (ts.isTaggedTemplateExpression(node)) return /^sql\b/.test(node.tag.getText());
  return ts.isCallExpression(node) && toOperators.test(rootOf(node.expression));
}

function rootOf(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : node.getText();
}

/** The name of a module or a member. */
function isName({ parent }: ts.Node): boolean {
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isImportTypeNode(parent);
}
