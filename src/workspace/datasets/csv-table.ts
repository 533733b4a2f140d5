import { type CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import type { Json, JsonObject } from '../../core/contracts/json.ts';
import type { Place } from '../../core/contracts/layer.ts';
import type { Problem, ProblemCode } from '../../core/contracts/problem.ts';
import { quoted } from '../configuration/words.ts';
import { decodeText } from './decode.ts';
import { parseJson } from './json-lines.ts';
import type { DatasetEntry } from './records.ts';

interface CsvRow {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

/**
 * Reads CSV with a header line. An empty cell is a field that is not there; a cell that is a JSON object or list is taken as
 * such, everything else is text. Columns `vars.name` and `metadata.name` make objects.
 */
export function* readCsvTable(bytes: Uint8Array, file: string, code: ProblemCode): Generator<DatasetEntry> {
  const problems: Problem[] = [];
  const rows = parse(decodeText(bytes, file, code), {
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error)
        problems.push({ code, message: `not valid CSV: ${reasonOf(error)}`, place: placeOfError(error, file) });
      return undefined;
    },
  }) as unknown as readonly CsvRow[];
  for (const problem of problems) yield { problem };
  const [header, ...body] = rows;
  if (header === undefined) return;
  const columns = header.record.map((name) => name.trim());
  const doubled = columns.find((name, index) => columns.indexOf(name) !== index);
  if (doubled !== undefined) {
    const message = `two columns are named ${quoted(doubled)}`;
    yield { problem: { code, message, place: { file, line: 1 } } };
    return;
  }
  for (const row of body) yield entryOf(row, columns, file, code);
}

function entryOf(row: CsvRow, columns: readonly string[], file: string, code: ProblemCode): DatasetEntry {
  const line = firstLine(row);
  if (row.record.length === columns.length) return { line, data: objectOf(columns, row.record) };
  const message = `the row has ${row.record.length} cells, the header ${columns.length}`;
  return { problem: { code, message, place: { file, line } } };
}

/** The parser counts to the last line of a row; cells may hold line breaks. */
function firstLine({ record, info }: CsvRow): number {
  return info.lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0);
}

function objectOf(columns: readonly string[], cells: readonly string[]): JsonObject {
  const object: Record<string, Json> = Object.create(null);
  const nested: Record<string, Record<string, Json>> = { vars: Object.create(null), metadata: Object.create(null) };
  columns.forEach((column, index) => {
    const cell = cells[index] ?? '';
    if (column === '' || cell === '') return;
    const [, group = '', name = ''] = /^(vars|metadata)\.(.+)$/.exec(column) ?? [];
    const owner = nested[group];
    if (owner === undefined) object[column] = cellValue(cell);
    else owner[name] = cell;
  });
  for (const [group, members] of Object.entries(nested)) {
    if (Object.keys(members).length > 0 && !Object.hasOwn(object, group)) object[group] = members;
  }
  return object;
}

/** CSV knows no types: only what can be nothing but JSON is taken as JSON. */
function cellValue(cell: string): Json {
  if (!/^\s*[[{]/.test(cell)) return cell;
  const parsed = parseJson(cell);
  return 'fault' in parsed ? cell : parsed.data;
}

function reasonOf(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed';
  return error.code === 'CSV_INVALID_CLOSING_QUOTE' ? 'text follows a closing quote' : error.message;
}

function placeOfError(error: CsvError, file: string): Place {
  return typeof error['lines'] === 'number' ? { file, line: error['lines'] } : { file };
}
