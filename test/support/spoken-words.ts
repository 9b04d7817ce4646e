import ts from 'typescript';

/** What is called by these is said to whoever runs the server, or nobody. */
const unheard =
  /(^|\.)(debug|info|warn|error|command|description|option|requiredOption|argument|RegExp|complain|print|\w*Error)$/;

/**
 * The sentences that a module of the server holds itself: what has three words, or ends as a sentence does. Not what is
 * thrown, logged or asked of a database.
 */
export function spokenWords(source: string): string[] {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  walk(file);
  return found;

  function walk(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node) || ts.isTaggedTemplateExpression(node)) return;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && unheard.test(node.expression.getText())) return;
    if ((ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && node.name.getText() === 'example') return;
    const text = textOf(node);
    if (text !== null && isSaid(text)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${line + 1}: ${text.trim().replace(/\s+/g, ' ')}`);
    }
    ts.forEachChild(node, walk);
  }
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

function isSaid(text: string): boolean {
  // A column under another name, a page's frame or style, and a list of codes are no words.
  if (
    /^\w+(\.\w+)? as \w+$|^\s*(<!doctype|:root|[A-Z]{2}(-[A-Z]{2})? )|[\w-]+:[^ ]|^(public, |GET, |npm run )/.test(text)
  )
    return false;
  const words = text.split(/\s+/).filter((word) => /^[^\p{L}/@%]*\p{L}[^/@%]*$/u.test(word));
  return words.length >= 3 || (words.length === 2 && /^\p{Lu}.*\.$/su.test(text.trim()));
}
