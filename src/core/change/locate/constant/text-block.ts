/**
 * The inside of a Java text block without its incidental white space: the smallest indentation of its lines that are not
 * blank, the closing line counted too, and all white space at line ends (Java Language Specification, 3.10.6). Escapes stay.
 */
export function javaTextBlock(inside: string): string {
  const lines = inside.slice(inside.indexOf('\n') + 1).split('\n');
  const last = lines.length - 1;
  const counted = lines.filter((line, index) => line.trim() !== '' || index === last);
  const indentation = Math.min(...counted.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(indentation).trimEnd())).join('\n');
}
