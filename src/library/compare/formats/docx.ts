import { strToU8, zipSync } from 'fflate';
import { redlineWords } from '../../../words/documents/comparison.ts';
import { fill } from '../../../words/fill.ts';
import { escapeHtml } from '../../model/html.ts';
import type { Passage } from '../../text/passages.ts';
import type { Comparison } from '../compare.ts';
import type { PassageChange } from '../passage-changes.ts';
import { type Piece, runsOf } from '../pieces.ts';
import { signOf } from './side-by-side.ts';

/** What stands on top of a redline to take along, and who changed the text, when. */
interface About {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly author: string;
  /** The day of the second version, as 2026-04-23. */
  readonly on: string;
}

const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/**
 * The redline as a Word document with tracked changes: all accepted it is the second version, all rejected the first
 * (what was removed between two paragraphs that became one then stands beside them, for Word knows no other way).
 * The comparison is one in which nothing moved: what did is deleted there and inserted here.
 */
export function toDocx({ clauses }: Comparison, about: About): Uint8Array {
  const tracked = createTracked(about);
  const passages = inOrder(clauses.flatMap(({ passages }) => passages).filter(({ cells }) => cells.length > 0));
  const parts: string[] = [
    plain(fill(redlineWords.fileTitle, { title: about.title, from: about.from, to: about.to }), 'Title'),
  ];
  let at = 0;
  while (at < passages.length) {
    const { passage } = passages[at] as PassageChange;
    if (passage.kind === 'row') {
      const rows: PassageChange[] = [];
      for (; at < passages.length; at += 1) {
        const next = passages[at] as PassageChange;
        if (next.passage.kind !== 'row' || next.passage.table !== passage.table) break;
        rows.push(next);
      }
      parts.push(tracked.table(rows));
      continue;
    }
    parts.push(tracked.paragraph(passages[at] as PassageChange, passages[at + 1]?.isSplit === true));
    at += 1;
  }
  return zipSync({
    '[Content_Types].xml': strToU8(contentTypes),
    '_rels/.rels': strToU8(relations([['officeDocument', 'word/document.xml']])),
    'word/_rels/document.xml.rels': strToU8(relations([['styles', 'styles.xml']])),
    'word/styles.xml': strToU8(styles),
    'word/document.xml': strToU8(
      `${declaration}<w:document xmlns:w="${main}"><w:body>${parts.join('')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>`,
    ),
  });
}

/** What was removed stands before what followed it in the first version, so that the rejected changes give that to the letter. */
function inOrder(passages: readonly PassageChange[]): PassageChange[] {
  const placesOf = ({ cells }: PassageChange) =>
    cells.flatMap(({ pieces }) => pieces.flatMap(({ before }) => (before ? [before.passage] : [])));
  const removed = passages
    .filter(({ change }) => change === 'removed')
    .toSorted((a, b) => (placesOf(a)[0] ?? 0) - (placesOf(b)[0] ?? 0));
  const ordered: PassageChange[] = [];
  let next = 0;
  for (const passage of passages) {
    if (passage.change === 'removed') continue;
    const first = Math.min(...placesOf(passage));
    while (
      Number.isFinite(first) &&
      next < removed.length &&
      (placesOf(removed[next] as PassageChange)[0] ?? 0) < first
    ) {
      ordered.push(removed[next] as PassageChange);
      next += 1;
    }
    ordered.push(passage);
  }
  return [...ordered, ...removed.slice(next)];
}

function createTracked({ author, on }: About) {
  let id = 0;
  let isWhole = false;
  return { paragraph, table };

  /**
   * LibreOffice takes two changes of about the same minute for one, over the end of a paragraph that stays: the
   * paragraphs that came or went whole have an hour of their own.
   */
  function by(): string {
    id += 1;
    return `w:id="${id}" w:author="${escaped(author)}" w:date="${on}T0${isWhole ? 1 : 0}:00:00Z"`;
  }

  /** `isCut` when its end came in: what follows was a part of it. */
  function paragraph({ change, passage, was, cells }: PassageChange, isCut = false): string {
    isWhole = change === 'added' || change === 'removed';
    const pieces = cells.flatMap(({ pieces }) => pieces);
    const [old, young] = [was ? signOf(was) : signOf(passage), signOf(passage)];
    const sign =
      change === 'added'
        ? run(young, 'inserted')
        : change === 'removed'
          ? run(old, 'deleted')
          : old === young
            ? run(young, 'same')
            : run(old, 'deleted') + run(young, 'inserted');
    const parts: Piece[][] = [[]];
    for (const piece of pieces) {
      if (piece.isJoined) parts.push([]);
      parts.at(-1)?.push(piece);
    }
    return parts
      .map((part, at) => {
        const isLast = at === parts.length - 1;
        const mark = !isLast || change === 'removed' ? 'deleted' : change === 'added' || isCut ? 'inserted' : 'same';
        return `<w:p>${propertiesOf(passage, mark)}${at === 0 ? sign : ''}${part.map(ofPiece).join('')}</w:p>`;
      })
      .join('');
  }

  function table(rows: readonly PassageChange[]): string {
    const lines = rows.map(({ change, cells }) => {
      isWhole = change === 'added' || change === 'removed';
      const mark = change === 'added' ? 'inserted' : change === 'removed' ? 'deleted' : 'same';
      const own = mark === 'same' ? '' : `<w:trPr><w:${tagOf(mark)} ${by()}/></w:trPr>`;
      const columns = cells.map(
        ({ pieces }) =>
          `<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p>${pieces.map(ofPiece).join('')}</w:p></w:tc>`,
      );
      return `<w:tr>${own}${columns.join('')}</w:tr>`;
    });
    const columns = Math.max(...rows.map(({ cells }) => cells.length));
    const grid = `<w:tblGrid>${'<w:gridCol w:w="2400"/>'.repeat(columns)}</w:tblGrid>`;
    return `<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>${grid}${lines.join('')}</w:tbl>${behind(rows)}`;
  }

  /** Word wants a paragraph behind a table; it comes and goes with the whole of it. */
  function behind(rows: readonly PassageChange[]): string {
    const all = (wanted: PassageChange['change']) => rows.every(({ change }) => change === wanted);
    const mark = all('added') ? 'inserted' : all('removed') ? 'deleted' : 'same';
    return mark === 'same' ? '<w:p/>' : `<w:p><w:pPr><w:rPr><w:${tagOf(mark)} ${by()}/></w:rPr></w:pPr></w:p>`;
  }

  function propertiesOf(passage: Passage, mark: Piece['change']): string {
    const style = passage.kind === 'title' ? 'Heading1' : passage.kind === 'heading' ? `Heading${passage.level}` : null;
    const depth = passage.within.length;
    return [
      '<w:pPr>',
      style ? `<w:pStyle w:val="${style}"/>` : '',
      depth > 0 ? `<w:ind w:left="${360 * depth}"/>` : '',
      mark === 'same' ? '' : `<w:rPr><w:${tagOf(mark)} ${by()}/></w:rPr>`,
      '</w:pPr>',
    ].join('');
  }

  /** Its emphasis as far as Word knows it. */
  function ofPiece(piece: Piece): string {
    const tagsOf = (marks: Piece['marks']) => marks.map(({ tag }) => tag);
    return runsOf(piece)
      .map(({ text, marks }) => run(text, piece.change, tagsOf(marks)))
      .join('');
  }

  function run(text: string, change: Piece['change'], tags: readonly string[] = []): string {
    if (text === '') return '';
    const marks = [
      tags.includes('strong') ? '<w:b/>' : '',
      tags.includes('em') ? '<w:i/>' : '',
      tags.includes('s') ? '<w:strike/>' : '',
    ].join('');
    const tag = change === 'deleted' ? 'w:delText' : 'w:t';
    const lines = text.split('\n').map((line) => `<${tag} xml:space="preserve">${escaped(line)}</${tag}>`);
    const inner = `<w:r>${marks ? `<w:rPr>${marks}</w:rPr>` : ''}${lines.join('<w:br/>')}</w:r>`;
    return change === 'same' ? inner : `<w:${tagOf(change)} ${by()}>${inner}</w:${tagOf(change)}>`;
  }
}

function tagOf(change: Piece['change']): 'ins' | 'del' {
  return change === 'inserted' ? 'ins' : 'del';
}

function plain(text: string, style: string): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
}

/** XML knows no control characters. */
function escaped(text: string): string {
  return escapeHtml(text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const contentTypes = `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`;

function relations(parts: readonly (readonly [string, string])[]): string {
  const all = parts.map(
    ([type, target], at) => `<Relationship Id="r${at + 1}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${relationships}">${all.join('')}</Relationships>`;
}

const headings = [1, 2, 3, 4, 5, 6].map(
  (level) =>
    `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="${36 - 3 * level}"/></w:rPr></w:style>`,
);
const edges = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(
  (edge) => `<w:${edge} w:val="single" w:sz="4" w:space="0" w:color="888888"/>`,
);
const styles = `${declaration}<w:styles xmlns:w="${main}"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="40"/></w:rPr></w:style>${headings.join('')}<w:style w:type="table" w:styleId="Table"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${edges.join('')}</w:tblBorders></w:tblPr></w:style></w:styles>`;
